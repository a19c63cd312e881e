"""Rent, watch, return, read the receipt: on a phone, in both languages, with a real cabinet at the other end."""

from playwright.sync_api import expect


def banks(rig) -> set[int]:
    return {number for number, slot in enumerate(rig.world()["slots"], 1) if slot["bank"]}


def test_a_bank_is_rented_watched_and_returned_and_the_receipt_is_read(phone, harbour):
    page = phone.page
    before = harbour.world()
    phone.sign_in()
    phone.press("Wallet")
    phone.press("Pay in")
    phone.sees("Top-up")
    phone.look("wallet")
    phone.press("Nearby")
    phone.look("nearby")
    page.locator("a.station", has_text="Harbour").click()
    phone.look("cabinet")
    phone.press("Rent a power bank")
    phone.sees("Take it from slot", timeout_ms=20_000)
    gone = {number for number, slot in enumerate(before["slots"], 1) if slot["bank"]} - banks(harbour)
    assert len(gone) == 1
    slot = gone.pop()
    expect(page.locator("p.slot")).to_have_text(str(slot))
    phone.look("rented")
    clock = page.locator(".clock")
    shown = clock.text_content()
    expect(clock).not_to_have_text(shown, timeout=3_000)

    harbour.act("insert", slot=slot, bank=before["slots"][slot - 1]["bank"])
    phone.sees("Returned. Thank you!", timeout_ms=20_000)  # by itself: nobody reloads
    expect(page.locator("#announcement")).not_to_be_empty()
    phone.look("returned")
    phone.press("Read the receipt")
    phone.sees("Total")
    phone.look("receipt")
    phone.press("Rentals")
    phone.sees("Before")
    phone.look("rentals")


def test_a_sticker_in_a_phones_camera_opens_its_cabinet(phone):
    phone.go("/")
    phone.page.locator("a.station", has_text="Harbour").click()
    number = phone.page.locator(".digits").text_content()
    phone.go("/s/" + number.replace(" ", ""))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Harbour")
    phone.go("/number")
    phone.look("number")
    phone.page.locator("#number").fill(number)
    phone.press("Open")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Harbour")


def test_the_map_is_zoomed_without_leaving_the_page(phone):
    phone.go("/")
    bar = phone.page.locator(".bar text")
    before = bar.text_content()
    phone.page.evaluate("window.stayed = true")
    phone.page.get_by_role("link", name=phone.say("Wider")).click()
    expect(bar).not_to_have_text(before)
    assert phone.page.evaluate("window.stayed") is True


def test_the_language_is_switched_and_stays(phone):
    phone.go("/")
    other = "中文" if phone.say("Search") == "Search" else "English"
    phone.page.get_by_role("link", name=other).click()
    chosen = phone.page.locator("html").get_attribute("lang")
    phone.go("/number")
    expect(phone.page.locator("html")).to_have_attribute("lang", chosen)


def test_all_of_it_works_by_keyboard(phone):
    page = phone.page
    phone.go("/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#password").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(phone.town.address + "/")
    station = page.locator("a.station", has_text="Market")
    station.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name=phone.say("Rent a power bank"))
    button.focus()
    expect(button).to_be_focused()
