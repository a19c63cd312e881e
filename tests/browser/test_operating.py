"""An operator with a phone before a real cabinet: open a slot, watch the bank leave, take returns only, lend again."""

import pytest
from playwright.sync_api import expect

NOT_TAKEN_YET = "The cabinet has not taken the newest configuration yet."


@pytest.fixture
def device(phone):
    """The operator's page of the cabinet at the harbour; its address."""
    phone.sign_in(phone.town.logins["operator"])
    phone.go("/operate")
    phone.page.locator("main a", has_text="Harbour").click()
    phone.page.wait_for_url("**/operate/devices/*")
    return phone.page.url


def test_a_slot_is_opened_and_the_page_tells_that_the_bank_left(phone, harbour, device):
    page = phone.page
    phone.look("operate-device")
    slots = harbour.world()["slots"]
    number, bank = next((index, slot["bank"]) for index, slot in enumerate(slots, 1) if slot["bank"])
    page.locator(f"#slot-{number}").click()
    page.locator("summary").first.click()
    page.locator("#eject-why").fill("service")
    phone.look("operate-slot")
    phone.press("Yes, open it")
    phone.sees("Done: the power bank is out", timeout_ms=20_000)  # by itself: nobody reloads
    phone.look("operate-command")
    assert harbour.world()["slots"][number - 1]["bank"] is None
    phone.press("Back to the cabinet")
    harbour.act("insert", slot=number, bank=bank)
    expect(page.locator(f"#slot-{number}")).to_contain_text("%", timeout=20_000)


def test_a_foreign_bank_that_stays_is_a_case_and_is_closed_with_a_note(phone, harbour, device):
    page, number = phone.page, 6
    harbour.act("jam", slot=number)
    harbour.act("insert", slot=number, bank="foreign")
    try:
        phone.go("/operate/cases")
        phone.sees("A foreign power bank", timeout_ms=30_000)  # by itself
        page.locator("a.station").first.click()
        page.locator("summary").first.click()
        phone.look("operate-case")
        page.locator("[name=note]").fill("thrown away")
        phone.press("Decide")
        phone.sees("Nothing waits. Well done.")
    finally:
        harbour.act("unjam", slot=number)
        harbour.act("pull", slot=number)


def test_a_cabinet_takes_returns_only_and_lends_again(phone, device):
    page = phone.page
    for press, only in (("Take returns only", True), ("Lend again", False)):
        phone.press(press)
        told = page.get_by_text(phone.say("This cabinet only takes power banks back."))
        expect(told).to_have_count(int(only))
        expect(page.get_by_text(phone.say(NOT_TAKEN_YET))).to_have_count(0, timeout=20_000)


def test_what_is_typed_stays_while_the_page_renews_itself(phone, device):
    page = phone.page
    with page.expect_response(lambda answer: answer.url == device, timeout=10_000):
        page.locator("#why").fill("half a sen")
    with page.expect_response(lambda answer: answer.url == device, timeout=10_000):
        pass
    expect(page.locator("#why")).to_have_value("half a sen")
