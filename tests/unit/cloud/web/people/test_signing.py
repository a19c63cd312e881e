"""Signing up, in and out by forms, and where one ends up."""

import pytest

from cloud.web.frame.addresses import own_path, sign_in_first
from cloud.web.frame.options import DemoLogin
from tests.unit.cloud.api.conftest import PASSWORD
from tests.unit.cloud.web.conftest import EMAIL


async def test_a_new_person_is_signed_in_at_once(browser):
    await browser.sign_up()
    assert EMAIL in await browser.page("/me")


async def test_whoever_must_sign_in_first_ends_up_where_they_wanted_to_go(browser):
    await browser.sign_up()
    browser.client.session.cookie_jar.clear()
    sent = await browser.get("/wallet")
    assert (sent.status, sent.headers["Location"]) == (303, "/sign-in?next=%2Fwallet")
    page = await browser.page(sent.headers["Location"])
    answer = await browser.send(page, "/sign-in", email=EMAIL, password=PASSWORD)
    assert (answer.status, answer.headers["Location"]) == (303, "/wallet")
    assert (await browser.get("/sign-in?next=/rentals")).headers["Location"] == "/rentals"


async def test_a_wrong_password_is_said_above_the_form_and_the_email_stays(browser):
    page = await browser.page("/sign-in")
    answer = await browser.send(page, "/sign-in", email=EMAIL, password="wrong")
    text = await answer.text()
    assert answer.status == 401
    assert "Email or password is wrong" in text
    assert f'value="{EMAIL}"' in text
    assert "wrong</" not in text.split("<form")[1]


async def test_guessing_is_slowed_down_on_the_page_too(browser):
    page = await browser.page("/sign-in")
    statuses = [(await browser.send(page, "/sign-in", email=EMAIL, password="x")).status for _ in range(9)]
    assert statuses == [401] * 8 + [429]


async def test_a_short_password_is_refused(browser):
    page = await browser.page("/sign-up")
    answer = await browser.send(page, "/sign-up", name="P", email=EMAIL, password="short")
    assert answer.status == 422
    assert "8 characters" in await answer.text()


async def test_signing_out_ends_the_session(browser):
    await browser.sign_up()
    page = await browser.page("/me")
    token = {cookie.key: cookie.value for cookie in browser.client.session.cookie_jar}["wattlend_session"]
    assert (await browser.send(page, "/sign-out")).status == 303
    revoked = await browser.get("/me", Cookie=f"wattlend_session={token}")
    assert revoked.status == 303


async def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites(browser):
    page = await browser.page("/sign-up")
    answer = await browser.send(page, "/sign-up", name="Person", email=EMAIL, password=PASSWORD)
    flags = {cookie.key: cookie for cookie in answer.cookies.values()}["wattlend_session"]
    assert flags["httponly"]
    assert flags["samesite"] == "Strict"


async def test_a_form_without_its_token_or_from_another_site_does_nothing(browser):
    await browser.sign_up()
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 32}):
        answer = await browser.post("/sign-out", fields)
        assert answer.status == 403
        assert "does not come from our own pages" in await answer.text()
    foreign = await browser.post("/sign-out", {"csrf": browser.csrf}, Origin="https://evil.example")
    assert foreign.status == 403
    assert (await browser.get("/me")).status == 200
    assert (await browser.post("/sign-out", {}, **{"X-CSRF-Token": browser.csrf})).status == 303


async def test_another_sites_page_cannot_sign_anybody_in(browser):
    answer = await browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD}, Origin="https://evil.example")
    assert answer.status == 403


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "",
        "/a b",
        "/\r\nX: y",
    ],
)
def test_nobody_is_led_to_another_site(address):
    assert own_path(address) == "/"


def test_ways_back_survive_the_sign_in_page():
    assert own_path("/c/cab-1?x=1&y=2") == "/c/cab-1?x=1&y=2"
    assert sign_in_first("/c/cab-1?x=1&y=2") == "/sign-in?next=%2Fc%2Fcab-1%3Fx%3D1%26y%3D2"


async def test_the_address_of_the_form_is_checked_again_when_it_is_sent(browser):
    await browser.sign_up()
    browser.client.session.cookie_jar.clear()
    fields = {"email": EMAIL, "password": PASSWORD, "next": "//evil.example"}
    assert (await browser.post("/sign-in", fields)).headers["Location"] == "/"


async def test_without_demo_mode_no_login_is_shown(browser):
    page = await browser.page("/sign-in")
    assert "demo" not in page.lower()


@pytest.mark.parametrize("api", [DemoLogin("demo@wattlend.example", 'pass"word<')], indirect=True)
async def test_in_demo_mode_the_login_is_filled_in_and_escaped(browser):
    page = await browser.page("/sign-in")
    assert 'value="demo@wattlend.example"' in page
    assert 'value="pass&#34;word&lt;"' in page
