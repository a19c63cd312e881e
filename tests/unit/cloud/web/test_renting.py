"""Renting, watching, paying and reporting as lost, by pages without scripts."""

import re

import pytest

from shared_protocol import cabinet as wire


async def rent(browser, cabinet):
    page = await browser.page(f"/c/{cabinet.id}")
    answer = await browser.send(page, "/rentals")
    assert answer.status == 303, await answer.text()
    return answer.headers["Location"]


async def pay_in(browser, amount="5000"):
    page = await browser.page("/wallet")
    answer = await browser.send(page, "/wallet/top-ups", amount=amount)
    assert answer.status == 303, await answer.text()


async def test_a_bank_is_rented_and_the_page_names_the_slot_and_the_price(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    path = await rent(browser, cabinet)
    assert "Opening" in await browser.page(path)
    await cabinet.lend()
    page = await browser.page(path)
    assert re.search(r'class="slot">3<', page)
    assert "€0.00" in page
    assert "load delay:" in page
    assert "€10.00" in await browser.page("/wallet")
    assert path in await browser.page("/rentals")


async def test_signed_amounts_of_the_wallet_sum_up_to_its_balance(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser, "1000")
    path = await rent(browser, cabinet)
    await cabinet.lend()
    await browser.send(await browser.page(path + "/lost"), path + "/lost")
    await pay_in(browser, "5000")
    page = await browser.page("/wallet")
    signed = re.findall(r'class="far(?: plus)?">([+-]€[0-9.]+)<', page)
    assert sorted(signed) == sorted(["+€50.00", "-€20.00", "-€10.00", "+€10.00"])
    assert page.count('class="far">(€') == 2  # the hold, and what was then owed
    assert "€30.00</p>" in page
    assert "Nothing of it is left to be paid." in await browser.page(path + "/receipt")


async def test_a_corrected_receipt_says_what_was_paid_what_was_given_back_and_that_nothing_is_open(browser):
    cabinet, other = await browser.api.cabinet(), await browser.api.cabinet(name="Station Square")
    await browser.sign_up()
    await pay_in(browser, "1000")
    path = await rent(browser, cabinet)
    await cabinet.lend()
    returned = other.script.returned()
    await browser.send(await browser.page(path + "/lost"), path + "/lost")
    owing = await browser.page(path + "/receipt")
    assert "<dt>Owed when it ended</dt><dd>€20.00</dd>" in owing
    assert "€20.00 is still to be paid." in owing
    assert "at first" not in owing
    await other.say_event(returned)
    corrected = await browser.page(path + "/receipt")
    assert "It cost €30.00 at first and was corrected to €0.00." in corrected
    assert "<dt>Given back</dt><dd>-€30.00</dd>" in corrected
    assert "Nothing of it is left to be paid." in corrected
    assert "still to be paid" not in corrected
    assert "现已更正为 €0.00" in await browser.page(path + "/receipt", **{"Accept-Language": "zh"})


async def test_the_same_form_sent_twice_is_one_rental(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    page = await browser.page(f"/c/{cabinet.id}")
    answers = [await browser.send(page, "/rentals") for _ in range(3)]
    assert len({answer.headers["Location"] for answer in answers}) == 1


async def test_without_money_the_page_leads_to_the_wallet_and_from_there_back_to_the_cabinet(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    page = await browser.page(f"/c/{cabinet.id}")
    answer = await browser.send(page, "/rentals")
    text = await answer.text()
    assert answer.status == 402
    assert "not enough money" in text
    wallet = f"/wallet?next=%2Fc%2F{cabinet.id}"
    assert f'href="{wallet}">Top up the wallet' in text
    paid = await browser.send(await browser.page(wallet), "/wallet/top-ups", amount="1000")
    assert paid.headers["Location"] == f"/c/{cabinet.id}"


async def test_a_top_up_leads_to_no_other_site(browser):
    await browser.sign_up()
    page = await browser.page("/wallet?next=https%3A%2F%2Fexample.org%2F")
    assert 'name="next" value="/"' in page
    answer = await browser.send(page, "/wallet/top-ups", amount="1000", next="//example.org/")
    assert answer.headers["Location"] == "/"


async def test_a_refused_lend_says_why_and_that_nothing_is_charged(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    path = await rent(browser, cabinet)
    await cabinet.refuse(wire.NO_FIT_BANK)
    page = await browser.page(path)
    assert "No power bank is available in this cabinet" in page
    assert "Nothing is charged" in page
    assert "load delay:" not in page


async def test_a_lost_bank_is_asked_about_first_and_then_bought(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    path = await rent(browser, cabinet)
    await cabinet.lend()
    page = await browser.page(path + "/lost")
    assert "€30.00" in page
    answer = await browser.send(page, path + "/lost")
    assert answer.headers["Location"] == path
    assert "<h1>Reported as lost</h1>" in await browser.page(path)
    receipt = await browser.page(path + "/receipt")
    assert "€30.00" in receipt
    assert "Price of the power bank" in receipt
    signed = await browser.get(path + "/receipt.cose")
    assert signed.content_type == "application/cose"
    assert (await signed.read())[:1] == b"\xd2"  # the tag of COSE_Sign1


async def test_there_is_no_receipt_before_the_end(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    path = await rent(browser, cabinet)
    answer = await browser.get(path + "/receipt")
    assert answer.status == 404


async def test_another_persons_rental_looks_like_none(browser):
    cabinet = await browser.api.cabinet()
    await browser.sign_up()
    await pay_in(browser)
    path = await rent(browser, cabinet)
    browser.client.session.cookie_jar.clear()
    page = await browser.page("/sign-up")
    await browser.send(page, "/sign-up", name="Other", email="other@example.org", password="correct horse battery")
    for part in ("", "/state", "/receipt", "/receipt.cose", "/lost"):
        strange = await browser.get(path + part)
        missing = await browser.get("/rentals/" + "0" * 32 + part)
        assert strange.status == missing.status == 404
        assert re.sub("[0-9a-f]{32}", "", await strange.text()) == re.sub("[0-9a-f]{32}", "", await missing.text())


async def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(browser):
    answer = await browser.get("/rentals/" + "0" * 32 + "/state", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"
    assert await answer.text() == ""


@pytest.mark.parametrize("amount", ["-5", "1.5", "99999999999999999999", "x", "1e3", ""])
async def test_amounts_that_are_none_are_refused(browser, amount):
    await browser.sign_up()
    page = await browser.page("/wallet")
    answer = await browser.send(page, "/wallet/top-ups", amount=amount)
    assert answer.status == 422


async def test_fields_that_nobody_asked_for_are_refused(browser):
    await browser.sign_up()
    page = await browser.page("/wallet")
    answer = await browser.send(page, "/wallet/top-ups", amount="1000", owner="x")
    assert answer.status == 422
