"""A person with a phone: a real browser, the real cloud, and a real MicroPython process behind the slot that opens."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.support.town_run import town_run
from tools.runtime import chromium
from tools.virtual_board.control import Rig

OUTPUT = Path("test-output")
PHONE = {"width": 390, "height": 844}
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with town_run(tmp_path_factory.mktemp("town") / "state") as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium()), args=CHROMIUM_OPTIONS)
        yield started
        started.close()


@pytest.fixture(params=["light", "dark"])
def page(browser, town, request):
    context = browser.new_context(viewport=PHONE, color_scheme=request.param)
    opened = context.new_page()
    opened.complaints = []
    opened.on(
        "console", lambda said: opened.complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.scheme = request.param
    opened.goto(town.address)
    yield opened
    assert opened.complaints == []
    context.close()


def sign_in(page: Page, login=None) -> None:
    if login:
        page.get_by_label("Email").first.fill(login["email"])
        page.get_by_label("Password", exact=True).fill(login["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def keep(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}-{page.scheme}.png", full_page=True)


def test_a_bank_is_rented_in_one_tap_and_the_page_names_the_slot_that_opened(page, town):
    rig = Rig(town.state / "boards" / "harbour" / "control.sock")
    before = banks(rig)
    sign_in(page)
    page.get_by_role("button", name="Rent a power bank at Harbour").click()
    result = page.locator("#result")
    expect(result).to_contain_text("take it", timeout=20_000)
    gone = {slot for slot in before if slot not in banks(rig)}
    assert len(gone) == 1
    expect(result).to_contain_text(f"slot {gone.pop()}")
    expect(page.locator("#orders")).to_contain_text("Harbour")
    keep(page, "rented")
    page.reload()
    expect(page.locator("#orders")).to_contain_text("With you")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_an_operator_sees_every_slot_and_nobody_else_does(page, town):
    sign_in(page)
    expect(page.locator("#stations li").first).to_be_visible()
    expect(page.locator("#operating")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, town.logins["operator"])
    expect(page.locator("#fleet > li")).to_have_count(4)
    expect(page.locator("#fleet .slots li")).to_have_count(6 + 12 + 12 + 24)
    keep(page, "operator")


def test_all_of_it_works_by_keyboard(page):
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    button = page.get_by_role("button", name="Rent a power bank at Market square")
    expect(button).to_be_enabled()
    button.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()


def banks(rig: Rig) -> set[int]:
    return {number for number, slot in enumerate(rig.world()["slots"], 1) if slot["bank"]}
