"""What operators do by pages without scripts: look, open slots, switch, decide, and read what was done."""

import re

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from tests.unit.cloud.api.conftest import PASSWORD
from tests.unit.cloud.web.conftest import Browser


class Operator(Browser):
    """A signed-in operator with one cabinet."""

    async def begin(self):
        self.made, _ = await self.api.organisation()
        self.email = (await self.api.store.read(lambda unit: unit.accounts.person(self.made.account_id))).email
        self.cabinet = await self.api.cabinet(organisation=self.made)
        await self.sign_in(self.email)

    async def sign_in(self, email):
        self.client.session.cookie_jar.clear()
        page = await self.page("/sign-in")
        answer = await self.send(page, "/sign-in", email=email, password=PASSWORD)
        assert answer.status == 303, await answer.text()

    @property
    def path(self):
        return f"/operate/devices/{self.cabinet.id}"

    async def command(self):
        return await self.cabinet.lends.get()

    async def unknown_lend(self):
        """Have a customer's lend end so that nobody knows; returns the order's id and the path of its case."""
        self.client.session.cookie_jar.clear()
        customer = await self.api.sign_up()
        me = await (await self.client.get("/api/v1/me", headers=customer)).json()
        await self.api.fund(me["id"], 5_000)
        order = await (await self.api.rent(customer, self.cabinet.id)).json()
        await self.sign_in(self.email)
        lend = await self.command()
        body = self.cabinet.script._event(
            wire.LEND_RESULT,
            {
                fields.COMMAND: lend[fields.COMMAND],
                fields.ORDER: lend[fields.ORDER],
                fields.OUTCOME: codes.UNKNOWN,
                fields.REASON: wire.NOT_SEEN,
                wire.SLOT: 3,
            },
        )
        await self.cabinet.say_event(body)
        queue = await self.page("/operate/cases")
        return order["id"], re.search(r'href="(/operate/cases/\w+)"', queue)[1]


@pytest.fixture
async def operator(api):
    operator = Operator(api)
    await operator.begin()
    return operator


async def test_the_fleet_shows_slots_and_how_much_waits(operator):
    page = await operator.page("/operate")
    assert operator.path in page
    assert re.search(r'<li class="occupied"><b>3</b>', page)
    assert 'class="figure" href="/operate/cases">0<' in page
    assert 'hx-trigger="every 5s"' in page


async def test_the_cabinet_shows_bank_health_events_and_sticker(operator):
    await operator.cabinet.say_event(operator.cabinet.script.returned(4, b"bank-2"))
    page = await operator.page(operator.path)
    assert "bank_returned" in page
    assert f"/c/{operator.cabinet.id}/sticker.svg" in page
    assert 'hx-select="#device"' in page
    slot = await operator.page(operator.path + "/slots/4")
    assert b"bank-2".hex() in slot


async def test_a_slot_is_opened_after_a_confirmation_and_the_page_tells_how_it_ended(operator):
    page = await operator.page(operator.path + "/slots/3")
    answers = [await operator.send(page, operator.path + "/slots/3/eject", reason="service") for _ in range(2)]
    assert {answer.status for answer in answers} == {303}
    [watched] = {answer.headers["Location"] for answer in answers}
    eject = await operator.command()
    assert (eject[fields.TYPE], eject[wire.SLOT], eject[wire.BANK]) == (wire.EJECT, 3, b"bank-1")
    assert operator.cabinet.lends.empty()
    assert 'hx-trigger="every 1s"' in await operator.page(watched)
    told = {fields.COMMAND: eject[fields.COMMAND], wire.SLOT: 3, fields.OUTCOME: codes.DONE, wire.BANK: b"bank-1"}
    await operator.cabinet.say_event(operator.cabinet.script._event(wire.EJECT_RESULT, told))
    page = await operator.page(watched)
    assert "Done: the power bank is out" in page
    assert "hx-trigger" not in page
    assert "device.eject" in await operator.page("/operate/audit")


async def test_an_offline_cabinet_says_so_and_nothing_is_sent(operator):
    page = await operator.page(operator.path + "/slots/3")
    await operator.api.store.write(
        lambda unit: unit.devices.update_presence(
            unit.devices.get(operator.cabinet.id)._replace(online=0), unit.devices.get(operator.cabinet.id)
        )
    )
    answer = await operator.send(page, operator.path + "/slots/3/eject", reason="service")
    text = await answer.text()
    assert answer.status == 409
    assert "The cabinet is offline" in text
    assert operator.cabinet.lends.empty()


async def test_slots_and_the_return_only_mode_are_switched(operator):
    slot = await operator.page(operator.path + "/slots/2")
    assert (await operator.send(slot, operator.path + "/slots/2", reason="bent")).status == 303
    sent = await operator.command()
    assert sent[wire.CONFIGURATION][wire.DISABLED_SLOTS] == [2]
    page = await operator.page(operator.path)
    assert (await operator.send(page, operator.path + "/return-only")).status == 303
    sent = await operator.command()
    assert sent[wire.CONFIGURATION][wire.RETURN_ONLY] is True
    page = await operator.page(operator.path)
    assert "only takes power banks back" in page
    assert 'name="return_only" value="false"' in page


async def test_a_case_shows_its_evidence_and_is_decided_with_a_note(operator):
    order_id, path = await operator.unknown_lend()
    page = await operator.page(path)
    assert "Did a power bank come out?" in page
    assert order_id in page
    assert "not_seen" in page
    assert f"<option>{b'bank-1'.hex()}</option>" in page
    answer = await operator.post(
        path, {"csrf": operator.csrf, "resolution": "lent", "note": "on the video", "bank": b"bank-1".hex()}
    )
    assert answer.status == 303, await answer.text()
    assert "Nothing waits" in await operator.page("/operate/cases")
    assert "It was lent" in await operator.page("/operate/cases?state=closed")
    closed = await operator.page(path)
    assert "on the video" in closed
    assert '<form action="/operate/cases' not in closed


async def test_what_cannot_be_decided_is_said_beside_the_evidence(operator):
    _, path = await operator.unknown_lend()
    page = await operator.page(path)
    for wrong in ({"note": ""}, {"note": "x", "at": "yesterday"}, {"note": "x", "bank": ""}):
        answer = await operator.send(page, path, resolution="lent", **wrong)
        assert answer.status == 422
        assert "What is true?" in await answer.text()
    answer = await operator.send(page, path, resolution="sold", note="x")
    assert answer.status == 409
    assert "cannot be resolved like that" in await answer.text()


async def test_a_customer_is_suspended_and_reinstated(operator):
    _, path = await operator.unknown_lend()
    address = re.search(r'href="(/operate/accounts/\w+)"', await operator.page(path))[1]
    for state, said in (("suspended", "This account is suspended"), ("active", "This account may rent")):
        page = await operator.page(address)
        assert (await operator.send(page, address, state=state, reason="a word")).status == 303
        assert said in await operator.page(address)


async def test_a_tariff_is_set_and_in_use(operator):
    answer = await operator.get("/operate/tariffs")
    assert answer.status == 303
    page = await operator.page(answer.headers["Location"])
    assert "Standard · in use" in page
    terms = {"name": "Summer", "free_minutes": "10", "step_minutes": "20", "step_minor": "50"}
    caps = {"daily_cap_minor": "400", "total_cap_minor": "2000", "hold_minor": "500", "station_id": ""}
    answer = await operator.send(page, answer.headers["Location"], **terms, **caps)
    assert answer.status == 303, await answer.text()
    assert "Summer · in use" in await operator.page(answer.headers["Location"])


async def test_alarms_are_listed(operator):
    await operator.cabinet.say_event(operator.cabinet.script.returned(4, b"bank-2"))
    assert "A power bank that was never seen before" in await operator.page("/operate/alarms")


@pytest.mark.parametrize("page", ["", "/cases", "/alarms", "/audit", "DEVICE", "DEVICE/slots/3", "CASE"])
async def test_every_page_is_there_in_chinese(operator, page):
    _, case = await operator.unknown_lend()
    path = page.replace("DEVICE", operator.path).replace("CASE", case) if page.isupper() or "DEVICE" in page else None
    text = await operator.page(path or "/operate" + page, **{"Accept-Language": "zh"})
    assert '<html lang="zh-Hans">' in text
    assert "充电宝" in text or "柜" in text or "告警" in text or "审计" in text


async def test_a_customer_gets_none_of_it(operator):
    _, case = await operator.unknown_lend()
    operator.client.session.cookie_jar.clear()
    await operator.api.sign_up("nosy@example.org")
    await operator.sign_in("nosy@example.org")
    for path in ("/operate", operator.path, operator.path + "/slots/3", case, "/operate/cases", "/operate/audit"):
        assert (await operator.get(path)).status == 403
