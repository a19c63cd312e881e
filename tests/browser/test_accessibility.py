"""Every page in light and dark: axe finds nothing, and nothing is wider than a phone. A new page is looked at by itself."""

import re

import pytest

from cloud.http.routes import Access
from cloud.web.table import PAGES

PLAIN = [route for route in PAGES if route.method == "GET" and "{" not in route.path]


def look_at_all(phone, access):
    for route in PLAIN:
        if route.access is access:
            look(phone, route.path, re.sub(r"\W+", "-", route.path).strip("-") or "home")


def look(phone, path, name):
    phone.go(path)
    phone.look(f"page-{name}")


def test_pages_for_anyone(phone):
    phone.go("/")
    station = phone.page.locator(".pin").first.get_attribute("href")
    cabinet = phone.page.locator("a.station").first.get_attribute("href")
    look_at_all(phone, Access.ANYONE)
    look(phone, station, "station")
    look(phone, cabinet, "cabinet")
    look(phone, "/problems/no-bank", "problem-types")


def test_pages_for_members(phone):
    phone.sign_in()
    look_at_all(phone, Access.MEMBER)


def test_pages_for_operators(phone):
    phone.sign_in(phone.town.logins["operator"])
    look_at_all(phone, Access.OPERATOR)
    phone.go("/operate")
    phone.sees("Harbour")


@pytest.mark.parametrize(("path", "name"), [("/nothing", "problem"), ("/s/1234567", "sticker")])
def test_a_page_that_is_not_there(phone, path, name):
    phone.go(path)
    phone.look(name)
    complained, phone.complaints = phone.complaints, []
    assert all("404" in text for text in complained)
