import json
from collections.abc import Callable
from typing import Any

import pytest

from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.domain.catalogue import RESOLUTIONS, allowed_resolutions
from cloud.domain.fleet.cases import DEVICE_VANISHED, EVENT_QUARANTINED, JOURNAL_GAP, JOURNAL_REPLACED
from cloud.domain.money import ledger
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.domain.renting.cases import (
    BANK_REMOVED,
    FOREIGN_BANK,
    LATE_SUCCESS,
    LEND_UNKNOWN,
    NO_ANSWER,
    SOLD_BANK_RETURNED,
    TWO_ORDERS,
    UNKNOWN_ORDER,
)
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.casework.case_files import case_detail, list_cases
from cloud.services.casework.resolve import ResolveRequest, resolve
from cloud.services.fleet.cases import look_for_vanished
from cloud.services.people.audit_log import audit_trail
from cloud.services.periodic import each_second
from cloud.services.renting.ending import report_lost
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.cloud_world import FUNDS_MINOR, World

HOUR_MS = 3_600_000
FUNDS = FUNDS_MINOR
# By the standard tariff: 5 minutes free, then 1.00 each started half hour, 6.00 a day, bought at 30.00, hold 10.00.
HOUR_MINOR, CAP_MINOR = 200, 3_000


class Scene:
    """One case of a kind, how it came to be, and the money of its customer."""

    def __init__(self, world: World, kind: str) -> None:
        self.world = world
        self.cabinet = world.cabinet()
        self.bank = self.cabinet.bank(1)
        self.account_id = world.account()
        self.order_id: str | None = None
        BEGINNINGS[kind](self)
        [self.case] = [case for case in self.open_cases() if case.kind == kind]

    def open_cases(self) -> list[Any]:
        return self.world.read(lambda unit: list_cases(unit, self.world.operator_id))

    def resolve(self, resolution: str, **changes: Any) -> Any:
        values = {"actor_id": self.world.operator_id, "note": "looked at the camera"} | changes
        return self.world.write(resolve, ResolveRequest(case_id=self.case.id, resolution=resolution, **values))

    def detail(self) -> Any:
        return self.world.write(case_detail, self.world.operator_id, self.case.id)

    @property
    def order(self) -> Any:
        return self.world.order(self.order_id or "")

    @property
    def wallet(self) -> tuple[int, int]:
        """What is in the wallet, and what of it is held."""
        account = self.world.look(lambda unit: unit.ledger.account(ledger.wallet(self.account_id, "EUR")))
        assert account is not None
        return account.credits_minor - account.debits_minor, account.held_minor

    def rent(self) -> Any:
        self.order_id = self.world.rent(self.account_id, self.cabinet.id).order.id
        return self.world.commands()[-1]


def no_answer(scene: Scene) -> None:
    scene.rent()
    settings = scene.world.ports.settings
    scene.world.clock.at_ms += settings.lend_window_ms + settings.order_maximum_ms
    scene.world.write(each_second)


def lend_unknown(scene: Scene) -> None:
    result = scene.cabinet.lend_result(scene.rent(), codes.UNKNOWN, reason=wire.NOT_SEEN, slot=1)
    scene.cabinet.send(result)


def late_success(scene: Scene) -> None:
    command = scene.rent()
    scene.cabinet.answer(command, codes.EXPIRED, reason=codes.DEADLINE_PASSED)
    scene.cabinet.send(scene.cabinet.lend_result(command))


def two_orders(scene: Scene) -> None:
    scene.cabinet.lend()
    scene.world.clock.at_ms += 1_000
    scene.cabinet.send(scene.cabinet.lend_result(scene.rent()))


def bank_removed(scene: Scene) -> None:
    scene.cabinet.send(scene.cabinet.lend_result(scene.rent(), codes.REFUSED, reason=wire.LOCKS_JAMMED))
    order = bytes.fromhex(scene.order_id or "")
    scene.cabinet.send(scene.cabinet.event(wire.BANK_REMOVED, slot=1, bank=scene.bank, order=order))


def sold_bank_returned(scene: Scene) -> None:
    scene.order_id = scene.cabinet.lend(scene.account_id)
    scene.world.clock.at_ms += HOUR_MS
    scene.world.write(report_lost, scene.account_id, scene.order_id)
    scene.world.clock.at_ms += HOUR_MS
    scene.cabinet.give_back(scene.bank)


def unknown_order(scene: Scene) -> None:
    lost = {fields.COMMAND: bytes(16), fields.ORDER: b"\x07" * 16}
    scene.cabinet.send(scene.cabinet.lend_result(lost))


def journal_gap(scene: Scene) -> None:
    scene.cabinet.come_online(first_seq=5, next_seq=9)


def journal_replaced(scene: Scene) -> None:
    scene.cabinet.come_online(journal=b"anotherj")


def quarantined(scene: Scene) -> None:
    scene.cabinet.send(scene.cabinet.event(messages.BOOTED), defect="a field is missing")


def vanished(scene: Scene) -> None:
    scene.cabinet.go_offline()
    scene.world.clock.at_ms += scene.world.ports.settings.vanished_ms
    scene.world.write(look_for_vanished)


def foreign_bank(scene: Scene) -> None:
    scene.cabinet.send(scene.cabinet.event(wire.BANK_REFUSED, slot=7, bank=b"strang", outcome=codes.UNKNOWN))


BEGINNINGS: dict[str, Callable[[Scene], None]] = {
    NO_ANSWER: no_answer,
    LEND_UNKNOWN: lend_unknown,
    LATE_SUCCESS: late_success,
    TWO_ORDERS: two_orders,
    BANK_REMOVED: bank_removed,
    SOLD_BANK_RETURNED: sold_bank_returned,
    UNKNOWN_ORDER: unknown_order,
    JOURNAL_GAP: journal_gap,
    JOURNAL_REPLACED: journal_replaced,
    EVENT_QUARANTINED: quarantined,
    DEVICE_VANISHED: vanished,
    FOREIGN_BANK: foreign_bank,
}
PAIRS = [(kind, each) for kind, resolutions in RESOLUTIONS.items() for each in resolutions]

# state of the order, its fee, what the wallet lost, where the bank is; an hour passes before the decision.
OUTCOMES = {
    ("no-answer", "not-lent"): ("cancelled", None, 0, "slot"),
    ("no-answer", "lent"): ("active", None, 0, "order"),
    ("no-answer", "waived"): ("ended", 0, 0, "slot"),
    ("lend-unknown", "not-lent"): ("cancelled", None, 0, "slot"),
    ("lend-unknown", "lent"): ("active", None, 0, "order"),
    ("lend-unknown", "waived"): ("ended", 0, 0, "slot"),
    ("late-success", "lent"): ("active", None, 0, "order"),
    ("late-success", "returned"): ("ended", HOUR_MINOR, HOUR_MINOR, "maintenance"),
    ("late-success", "sold"): ("closed", CAP_MINOR, CAP_MINOR, "lost"),
    ("late-success", "waived"): ("ended", 0, 0, "lost"),
    ("bank-in-two-orders", "not-lent"): ("cancelled", None, 0, "order"),
    ("bank-in-two-orders", "returned"): ("ended", HOUR_MINOR, HOUR_MINOR, "order"),
    ("bank-in-two-orders", "waived"): ("ended", 0, 0, "order"),
    ("bank-removed", "not-lent"): ("cancelled", None, 0, "maintenance"),
    ("bank-removed", "lent"): ("active", None, 0, "order"),
    ("bank-removed", "returned"): ("ended", HOUR_MINOR, HOUR_MINOR, "maintenance"),
    ("bank-removed", "sold"): ("closed", CAP_MINOR, CAP_MINOR, "lost"),
    ("bank-removed", "waived"): ("ended", 0, 0, "lost"),
    ("sold-bank-returned", "noted"): ("closed", CAP_MINOR, CAP_MINOR, "slot"),
    # Two hours until it was back, not the one until it was reported lost.
    ("sold-bank-returned", "returned"): ("ended", 2 * HOUR_MINOR, 2 * HOUR_MINOR, "slot"),
}


def details_of(scene: Scene, resolution: str) -> dict[str, Any]:
    if resolution == "lent" and scene.world.rental(scene.order_id).bank is None:
        return {"bank": scene.bank.hex()}
    if resolution == "returned" and scene.case.kind != SOLD_BANK_RETURNED:
        return {"at_ms": scene.order.began_ms + HOUR_MS}
    return {}


@pytest.mark.parametrize(("kind", "resolution"), PAIRS)
def test_every_resolution_leaves_order_money_and_bank_as_decided(world: World, kind: str, resolution: str) -> None:
    scene = Scene(world, kind)
    world.clock.at_ms += HOUR_MS
    view = scene.resolve(resolution, **details_of(scene, resolution))
    assert (view.resolution, view.actor, view.resolutions) == (resolution, world.operator_id, [])
    assert scene.case.id not in [case.id for case in scene.open_cases()]
    entry = world.read(audit_trail, world.operator_id, world.organisation_id)[0]
    assert (entry.action, entry.actor) == ("case.resolve", world.operator_id)
    assert entry.reason == f"{kind}: {resolution}: looked at the camera"
    if scene.order_id is not None:
        state, fee_minor, paid_minor, place = OUTCOMES[kind, resolution]
        order = scene.order
        assert (order.state, order.fee_minor, world.bank(scene.bank).place) == (state, fee_minor, place)
        assert scene.wallet == (FUNDS - paid_minor, 0)
        resolved = world.look(lambda unit: unit.ledger.get(ledger.resolution_id(ledger.hold_id(order.id))))
        assert resolved is not None
        assert world.look(lambda unit: unit.cases.of_order(order.id)) is None


def test_every_pair_about_an_order_has_its_outcome_here() -> None:
    about_no_order = {kind for kind, allowed in RESOLUTIONS.items() if allowed == ("noted",)}
    assert {pair for pair in PAIRS if pair[0] not in about_no_order} == set(OUTCOMES)
    assert set(BEGINNINGS) == set(RESOLUTIONS)


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_what_is_not_allowed_for_a_kind_changes_nothing(world: World, kind: str) -> None:
    scene = Scene(world, kind)
    before = scene.order_id and scene.order
    everything = {each for allowed in RESOLUTIONS.values() for each in allowed}
    for resolution in everything - set(allowed_resolutions(kind)) | {"by-event", ""}:
        with pytest.raises(ResolutionNotAllowed):
            scene.resolve(resolution)
    assert (scene.order_id and scene.order) == before
    assert scene.case.id in [case.id for case in scene.open_cases()]


@pytest.mark.parametrize(("kind", "resolution"), PAIRS)
def test_of_two_operators_at_once_one_wins(world: World, kind: str, resolution: str) -> None:
    scene = Scene(world, kind)
    world.clock.at_ms += HOUR_MS
    details = details_of(scene, resolution)
    scene.resolve(resolution, **details)
    after = scene.order_id and (scene.order, scene.wallet)
    with pytest.raises(ResolutionNotAllowed, match="before"):
        scene.resolve(resolution, **details)
    assert (scene.order_id and (scene.order, scene.wallet)) == after


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_another_organisations_case_looks_like_a_missing_one(world: World, kind: str) -> None:
    scene = Scene(world, kind)
    request = BootstrapRequest("Elsewhere", "else@example.org", "Else", "hash")
    stranger = world.write(bootstrap, request).account_id
    assert world.read(list_cases, stranger) == []
    for reader in (stranger, scene.account_id):
        with pytest.raises(NotFound):
            world.write(case_detail, reader, scene.case.id)
        with pytest.raises(NotFound):
            scene.resolve(allowed_resolutions(kind)[0], actor_id=reader)
    with pytest.raises(NotFound):
        world.write(case_detail, stranger, "\x00")


def test_the_owner_hears_of_the_decision(world: World) -> None:
    scene = Scene(world, NO_ANSWER)
    world.news()
    scene.resolve("not-lent")
    assert [(news.account_id, news.name) for news in world.news()] == [(scene.account_id, "order.cancelled")]


def test_a_bank_that_another_order_holds_is_not_lent_twice(world: World) -> None:
    scene = Scene(world, LEND_UNKNOWN)
    other = scene.cabinet.lend(slot=2)
    with pytest.raises(ResolutionNotAllowed, match=other):
        scene.resolve("lent", bank=scene.cabinet.bank(2).hex())
    assert scene.order.state == "reconciling"
    assert scene.case.id in [case.id for case in scene.open_cases()]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, "bank"),
        ({"bank": "0123456789AB"}, "bank"),
        ({"bank": "0123"}, "bank"),
        ({"note": " "}, "note"),
        ({"note": "x" * 501}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"bank": "0" * 12, "at_ms": 0}, "at_ms"),
        ({"bank": "0" * 12, "at_ms": 2**62}, "at_ms"),
    ],
)
def test_what_cannot_be_is_named_and_changes_nothing(world: World, changes: dict[str, Any], named: str) -> None:
    scene = Scene(world, LEND_UNKNOWN)
    with pytest.raises(InvalidRequest, match=named):
        scene.resolve("lent", **changes)
    assert scene.order.state == "reconciling"


def test_a_rental_that_was_decided_to_run_ends_by_its_return(world: World) -> None:
    scene = Scene(world, NO_ANSWER)
    scene.resolve("lent", bank=scene.bank.hex())
    order = scene.order
    assert order.began_ms == order.window_until_ms
    assert world.rental(order.id).buy_out_ms > order.began_ms
    world.clock.at_ms = order.began_ms + HOUR_MS
    scene.cabinet.give_back(scene.bank)
    assert (scene.order.state, scene.order.fee_minor, scene.wallet) == ("ended", HOUR_MINOR, (FUNDS - HOUR_MINOR, 0))


@pytest.mark.parametrize("resolution", ["not-lent", "lent", "waived"])
@pytest.mark.parametrize("outcome", [codes.DONE, codes.REFUSED, codes.UNKNOWN])
def test_what_the_cabinet_says_after_the_decision_is_taken_and_never_quarantined(
    world: World, resolution: str, outcome: int
) -> None:
    scene = Scene(world, NO_ANSWER)
    scene.resolve(resolution, **details_of(scene, resolution))
    command = {
        fields.COMMAND: bytes.fromhex(scene.order.command_id),
        fields.ORDER: bytes.fromhex(scene.order_id or ""),
    }
    more = {} if outcome == codes.DONE else {"reason": wire.NOT_SEEN}
    assert scene.cabinet.send(scene.cabinet.lend_result(command, outcome, **more)) == "applied"
    expected = {
        ("not-lent", codes.DONE): "reconciling",
        ("not-lent", codes.REFUSED): "cancelled",
        ("not-lent", codes.UNKNOWN): "reconciling",
        ("lent", codes.UNKNOWN): "reconciling",
        ("lent", codes.DONE): "active",
        ("lent", codes.REFUSED): "active",
    }
    assert scene.order.state == expected.get((resolution, outcome), "ended")
    if (resolution, outcome) == ("waived", codes.DONE):
        assert world.bank(scene.bank).place == "lost"
        assert [case.kind for case in scene.open_cases()] == ["unknown-order"]


def test_a_cabinet_that_comes_back_closes_its_case(world: World) -> None:
    scene = Scene(world, DEVICE_VANISHED)
    scene.cabinet.come_online()
    assert scene.open_cases() == []
    [closed] = world.read(lambda unit: list_cases(unit, world.operator_id, is_open=False))
    assert (closed.resolution, closed.actor) == ("by-event", "system")
    scene.cabinet.go_offline()
    world.clock.at_ms += world.ports.settings.vanished_ms
    assert world.write(look_for_vanished) == 1


def test_the_evidence_tells_what_there_is_to_know(world: World) -> None:
    scene = Scene(world, LATE_SUCCESS)
    detail = scene.detail()
    assert detail.order.state == "reconciling"
    assert (detail.command.kind, detail.command.state) == ("lend", "done")
    assert [transfer.kind for transfer in detail.transfers] == ["hold", "release"]
    assert (detail.bank.place, detail.bank.order_id) == ("order", scene.order_id)
    assert detail.device.online is True
    assert [event.type for event in detail.events] == ["lend_result"]
    assert detail.account_id == scene.account_id
    assert detail.likely_lent_ms == scene.order.began_ms


def test_when_nobody_knows_which_bank_came_out_the_candidates_are_listed(world: World) -> None:
    scene = Scene(world, LEND_UNKNOWN)
    assert sorted(scene.detail().candidates) == sorted(scene.cabinet.bank(slot).hex() for slot in (1, 2, 3))


def test_a_bank_seen_in_a_slot_since_tells_when_it_was_back(world: World) -> None:
    scene = Scene(world, TWO_ORDERS)
    world.clock.at_ms += HOUR_MS
    scene.cabinet.give_back(scene.bank, slot=9)
    world.clock.at_ms += HOUR_MS
    assert scene.detail().likely_returned_ms == world.clock.at_ms - HOUR_MS
    scene.resolve("returned")
    assert scene.order.ended_ms == world.clock.at_ms - HOUR_MS
    assert world.bank(scene.bank)[1:4] == ("slot", scene.cabinet.id, 9)


def test_evidence_of_every_kind_is_json_that_names_its_subject(world: World) -> None:
    for kind in BEGINNINGS:
        scene = Scene(world, kind)
        detail = scene.detail()
        assert json.loads(bytes(detail.case.evidence)), kind
        scene.resolve(allowed_resolutions(kind)[-1], **details_of(scene, allowed_resolutions(kind)[-1]))
