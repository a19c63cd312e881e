"""In whose time moments are shown: the browser's, if it told it; UTC, named so, otherwise."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from cloud.http.languages import languages
from cloud.web.frame.formats import Formats
from cloud.web.frame.zones import zone_name, zone_named

AT_MS = 1_800_000_000_000


@pytest.mark.parametrize(
    ("code", "zone", "said"),
    [
        ("en", UTC, "Jan 15, 2027, 8:00 AM UTC"),
        ("zh", UTC, "2027年1月15日 08:00 UTC"),
        ("en", ZoneInfo("America/New_York"), "Jan 15, 2027, 3:00 AM"),
        ("zh", ZoneInfo("Asia/Shanghai"), "2027年1月15日 16:00"),
    ],
)
def test_a_moment_is_written_in_a_zone_and_only_utc_is_named(code, zone, said):
    assert Formats(languages()[code]).moment(AT_MS, zone).replace("\u202f", " ") == said


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "UTC"])
def test_zones_are_known_by_their_names(name):
    assert zone_name(zone_named(name)) == name


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../../etc/passwd", "Europe", "Europe/Nowhere", "a\0b", "x" * 65, "Ünited", "tzdata.zi"]
)
def test_what_names_no_zone_is_none(name):
    assert zone_named(name) is None


async def test_a_page_is_written_in_the_zone_of_its_cookie_and_else_in_utc(browser):
    await browser.sign_up()
    page = await browser.page("/wallet")
    await browser.send(page, "/wallet/top-ups", amount="1000")
    assert " UTC</time>" in await browser.page("/wallet")
    browser.client.session.cookie_jar.update_cookies({"wattlend_zone": "Asia/Shanghai"}, browser.client.make_url("/"))
    assert " UTC</time>" not in await browser.page("/wallet")
    browser.client.session.cookie_jar.update_cookies({"wattlend_zone": "../passwd"}, browser.client.make_url("/"))
    assert " UTC</time>" in await browser.page("/wallet")
