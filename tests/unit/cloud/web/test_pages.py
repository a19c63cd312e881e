"""What holds for every page: the policy, assets, languages, refusals; stations, map, stickers."""

import re

import pytest
from aiohttp import ClientSession
from yarl import URL

from cloud.domain.fleet import sticker
from cloud.http.routes import Access
from cloud.services.fleet.stickers import device_by_sticker
from cloud.web.fleet.search_area import typed_point
from cloud.web.frame.asset_files import Assets, MissingAsset
from cloud.web.renting.sticker_art import png, svg
from cloud.web.table import PAGES


def path_of(route):
    return re.sub(r"{\w+}", "0" * 32, route.path.replace("{slot}", "1"))


OPEN_PAGES = ["/", "/number", "/sign-in", "/sign-up", "/problems/no-bank"]


@pytest.mark.parametrize("path", OPEN_PAGES)
async def test_a_page_lets_nothing_from_elsewhere_in(browser, path):
    answer = await browser.get(path)
    page = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|hx-on|javascript:", page)


async def test_assets_named_on_the_page_are_there_and_may_be_kept(browser):
    page = await browser.page("/")
    assets = set(re.findall(r'"(/assets/[^"]+)"', page))
    assert len(assets) == 5
    for asset in assets:
        answer = await browser.get(asset)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_missing_script_library_names_the_way_out(tmp_path):
    with pytest.raises(MissingAsset, match="make setup"):
        Assets(tmp_path / "htmx.min.js")


async def test_every_field_has_a_label(browser):
    for path in ("/", "/number", "/sign-in", "/sign-up"):
        page = await browser.page(path)
        for field in re.findall(r'<input id="([^"]+)"', page):
            assert f'for="{field}"' in page


@pytest.mark.parametrize(
    "route", [page for page in PAGES if page.access is not Access.ANYONE], ids=lambda page: page.name
)
async def test_nobody_gets_to_a_members_page_without_a_session(browser, route):
    path = path_of(route)
    for cookie in ("", "wattlend_session=stolen; wattlend_csrf=x"):
        answer = await browser.client.request(route.method, path, allow_redirects=False, headers={"Cookie": cookie})
        assert answer.status == 303 or (cookie and route.method == "POST" and answer.status == 403)
        assert answer.status == 403 or answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "route", [page for page in PAGES if page.access is Access.OPERATOR], ids=lambda page: page.name
)
async def test_customers_do_not_operate(browser, route):
    await browser.sign_up()
    path = path_of(route)
    answer = await browser.client.request(
        route.method, path, data={"csrf": browser.csrf} if route.method == "POST" else None
    )
    assert answer.status in (403, 422)


async def test_the_language_is_the_browsers_until_one_is_chosen(browser):
    assert '<html lang="zh-Hans">' in await browser.page("/", **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert '<html lang="en">' in await browser.page("/", **{"Accept-Language": "fr,en;q=0.8"})
    await browser.page("/?lang=zh")
    assert "附近的充电宝" in await browser.page("/", **{"Accept-Language": "en"})
    await browser.page("/?lang=en")
    assert "Power banks near you" in await browser.page("/", **{"Accept-Language": "zh"})


async def test_the_switch_keeps_what_was_asked_for(browser):
    page = await browser.page("/?place=Harb%22our&lang=zh")
    assert 'href="/?place=Harb%22our&amp;lang=en"' in page


async def test_no_address_makes_a_page_link_to_another_site(browser):
    address = URL(f"{browser.client.make_url('/')}/evil.example/%22%3E", encoded=True)
    async with ClientSession() as session, session.get(address, headers={"Accept": "text/html"}) as answer:
        page = await answer.text()
        assert answer.status == 404
        assert answer.url.raw_path == "//evil.example/%22%3E"
    assert "evil.example" not in page


async def test_a_missing_page_is_a_page_for_people_and_a_document_for_programs(browser):
    answer = await browser.get("/nothing/here")
    assert answer.status == 404
    assert "There is no such thing here" in await answer.text()
    program = await browser.get("/api/v1/nothing")
    assert program.content_type == "application/problem+json"
    assert (await browser.post("/number", {})).status == 405


async def test_a_form_that_is_none_is_refused_in_time(browser):
    for body, kind, status in ((b"\xff=1", None, 400), (b"{}", "application/json", 415), (b"a" * 20_000, None, 413)):
        answer = await browser.client.post(
            "/sign-in", data=body, headers={"Content-Type": kind or "application/x-www-form-urlencoded"}
        )
        assert answer.status == status


async def test_stations_are_listed_and_drawn_nearest_first(browser):
    await browser.api.cabinet(name="Harbour <b>")
    page = await browser.page("/?near=48208490,16372080")
    assert "Harbour &lt;b&gt;" in page
    assert "Harbour <b>" not in page
    assert page.count('class="pin') == 1
    assert "1 power bank" in page
    part = await browser.page("/?place=harb", **{"HX-Request": "true", "HX-Target": "nearby"})
    assert "<html" not in part
    assert "Harbour" in part
    assert "No station was found" in await browser.page("/?place=nowhere")


@pytest.mark.parametrize("query", ["near=1", "near=91000000,0", "near=a,b", "level=99", "level=-1"])
async def test_places_that_are_none_are_refused(browser, query):
    assert (await browser.get("/?" + query)).status == 400


def test_a_typed_place_may_be_degrees():
    assert typed_point("48.208490, 16.372080") == (48_208_490, 16_372_080)
    assert typed_point("-33.9 151.2") == (-33_900_000, 151_200_000)
    assert typed_point("91, 0") is None
    assert typed_point("Harbour 7") is None


async def test_a_sticker_leads_to_its_cabinet_scanned_or_typed(browser):
    cabinet = await browser.api.cabinet()
    number = re.search(r'class="digits">(\d{4} \d{3})<', await browser.page(f"/c/{cabinet.id}"))[1]
    digits = number.replace(" ", "")
    scanned = await browser.get(f"/s/{digits}")
    typed = await browser.get("/number?number=" + number.replace(" ", "-"))
    assert scanned.headers["Location"] == typed.headers["Location"] == f"/c/{cabinet.id}"
    found = await browser.api.store.read(lambda unit: device_by_sticker(unit, digits))
    assert found.id == cabinet.id


async def test_a_number_with_a_wrong_digit_is_no_cabinet(browser):
    wrong = sticker.make(123_456)[:-1] + str((int(sticker.make(123_456)[-1]) + 1) % 10)
    assert (await browser.get(f"/s/{wrong}")).status == 404
    answer = await browser.get(f"/number?number={wrong}")
    assert answer.status == 404
    assert "Check its seven digits" in await answer.text()
    assert (await browser.get("/s/%00%2e%2e")).status == 404


async def test_a_sticker_that_leads_nowhere_says_what_to_check_and_where_to_go_on(browser):
    for language, heading in (("en", "This code leads to no cabinet"), ("zh", "此二维码没有对应的机柜")):
        answer = await browser.get("/s/1234567", **{"Accept-Language": language})
        page = await answer.text()
        assert (answer.status, heading in page) == (404, True)
        assert "1234 567</span>" in page
        assert 'action="/number"' in page
        assert '<a class="button" href="/">' in page


async def test_a_false_sticker_puts_no_words_on_our_page(browser):
    for words in ("call-0900-now", "12345678", "%D9%A1%D9%A2%D9%A3"):
        answer = await browser.get(f"/s/{words}")
        page = await answer.text()
        assert (answer.status, "This code leads to no cabinet" in page) == (404, True)
        assert 'value=""' in page
        assert "It says" not in page


async def test_a_sticker_is_drawn_as_svg_and_png(browser):
    cabinet = await browser.api.cabinet()
    drawn = await browser.get(f"/c/{cabinet.id}/sticker.svg")
    assert drawn.content_type == "image/svg+xml"
    printed = await browser.get(f"/c/{cabinet.id}/sticker.png")
    assert (await printed.read()).startswith(b"\x89PNG")


def test_the_picture_of_a_sticker_shows_its_number():
    assert b">1234 560<" in svg("https://example.org/s/1234560", "1234560")
    assert png("https://example.org/s/1234560", "1234560") != png("https://example.org/s/1234560", "1234561")
