"""A phone's camera on a cabinet's sticker, or its number typed: both lead to that cabinet's rent page."""

import io
import urllib.request

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM_OPTIONS, PHONE
from tests.mission.conftest import Cabinet, MakeCabinet
from tests.support.stack import PASSWORD, Stack
from tools.runtime import chromium

CAMERA_PIXELS = (480, 640)  # a small picture, the sticker turned a little in it


def photographed(png: bytes) -> Image.Image:
    """Return what a camera that is not held straight sees of the sticker."""
    sticker = Image.open(io.BytesIO(png)).convert("L")
    sticker.thumbnail((300, 400))
    scene = Image.new("L", CAMERA_PIXELS, 170)
    scene.paste(sticker.rotate(9, expand=True, fillcolor=170), (60, 90))
    return scene


@pytest.mark.claim("RENT-9")
def test_scanning_the_sticker_or_typing_its_number_leads_to_the_cabinets_rent_page(
    stack: Stack, make_cabinet: MakeCabinet
) -> None:
    cabinet, other = make_cabinet(slots=2, banks="all"), make_cabinet(slots=2, banks="all")
    number, picture = _sticker(stack, cabinet)
    assert number != _sticker(stack, other)[0]

    codes = zxingcpp.read_barcodes(photographed(picture))

    assert [code.text for code in codes] == [f"{stack.address}/s/{number}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=CHROMIUM_OPTIONS)
        page = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
        _scan_and_rent(stack, page, codes[0].text, cabinet)
        page.goto(stack.address + "/number")
        page.locator("input[name=number]").fill(f"{number[:3]}-{number[3:]}")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/c/{cabinet.id}*")
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        page.goto(f"{stack.address}/s/{wrong}")
        expect(page.locator("main")).not_to_contain_text(cabinet.id)
        assert "/c/" not in page.url
        browser.close()


def _sticker(stack: Stack, cabinet: Cabinet) -> tuple[str, bytes]:
    """Return the number on the housing and the picture that an operator prints."""
    number = stack.operator.call("GET", f"/cabinets/{cabinet.id}").document["sticker"]
    picture = f"{stack.address}/c/{cabinet.id}/sticker.png"
    with urllib.request.urlopen(picture, timeout=10) as answer:  # noqa: S310 - our own loopback
        return number, answer.read()


def _scan_and_rent(stack: Stack, page: Page, address: str, cabinet: Cabinet) -> None:
    """Follow the code as somebody who is not signed in yet, and rent on the page that it led to."""
    page.goto(address)
    page.wait_for_url(f"**/c/{cabinet.id}*")
    page.get_by_role("link", name="Sign in to rent").click()
    page.get_by_label("Email").fill(str(stack.person().email))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url(f"**/c/{cabinet.id}*")
    page.get_by_role("button", name="Rent a power bank").click()
    expect(page.locator("main")).to_contain_text("Take it from slot", timeout=20_000)
    assert len(cabinet.rig.world()["outside"]) == 1
