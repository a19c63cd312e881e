"""Lend rules against an oracle that knows nothing of the code: it sorts all fit banks by the rule as it is documented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.core.cabinet import lend_rule
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from tests.support.bench_cabinet import Bank, Bench

NAMED = {
    "fullest": [("charge", -1), ("cycles", 1)],
    "least_worn": [("cycles", 1), ("charge", -1)],
    "longest_rested": [("rested", -1)],
    "rotate": [("turn", 1)],
}
CRITERIA = [
    f"{key}:{direction}" for key in ("charge", "cycles", "rested", "turn", "slot") for direction in ("asc", "desc")
]
rules = st.one_of(
    st.sampled_from(sorted(NAMED)).map(lambda name: [name]),
    st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=6),
)
candidates = st.lists(
    st.fixed_dictionaries(
        {
            "charge": st.integers(0, 5),
            "cycles": st.integers(0, 5),
            "rested": st.integers(0, 5),
            "turn": st.integers(0, 5),
        }
    ),
    min_size=1,
    max_size=12,
).map(lambda found: [{**one, "slot": index + 1} for index, one in enumerate(found)])


def oracle(rule, found):
    """The documented meaning, by sorting with one key after the other, last first (sorts are stable)."""
    criteria = NAMED.get(rule[0]) or [(text.split(":")[0], 1 if text.endswith("asc") else -1) for text in rule]
    ranked = sorted(found, key=lambda one: one["slot"])
    for key, sign in reversed(criteria):
        ranked = sorted(ranked, key=lambda one: sign * one[key])
    return ranked[0]["slot"]


def as_list(one):
    return [one["charge"], one["cycles"], one["rested"], one["turn"], one["slot"]]


@settings(max_examples=300, deadline=None)
@given(rules, candidates)
def test_the_first_by_the_rule_is_what_sorting_by_hand_gives(rule, found):
    criteria = lend_rule.parse(rule)
    best = as_list(found[0])
    for one in found[1:]:
        if lend_rule.comes_before(as_list(one), best, criteria):
            best = as_list(one)
    assert best[4] == oracle(rule, found)


@settings(max_examples=40, deadline=None)
@given(
    rules,
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6),
    st.integers(0, 60),
    st.sets(st.integers(1, 6)),
)
def test_a_cabinet_lends_by_its_rule_from_what_its_sensors_say(rule, banks, minimum, disabled):
    bench = Bench(slot_count=len(banks))
    disabled = sorted(number for number in disabled if number <= len(banks))
    bench.boot()
    arrivals = {}
    for wait in range(4):
        for index, (charge, cycles, when) in enumerate(banks):
            if when == wait:
                bench.slots[index + 1] = Bank(index + 1, charge, cycles)
                arrivals[index + 1] = wait
        bench.run(1_000)
    bench.configure(2, rule, minimum, disabled=disabled)
    last_pulsed = 0
    while True:
        found = [
            {
                "charge": bank.charge_pct,
                "cycles": bank.cycles,
                "rested": -arrivals[number],
                "turn": (number - last_pulsed - 1) % len(banks),
                "slot": number,
            }
            for number, bank in bench.slots.items()
            if bank.charge_pct >= minimum and number not in disabled
        ]
        result = bench.lend_result(bench.lend())
        if not found:
            assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.REFUSED, wire.NO_FIT_BANK)
            return
        last_pulsed = oracle(rule, found)
        assert (result[fields.OUTCOME], result[wire.SLOT]) == (codes.DONE, last_pulsed)


@pytest.mark.parametrize(
    ("rule", "index"),
    [
        (["biggest"], 0),
        (["charge:desc", "size:asc"], 1),
        (["charge"], 0),
        (["charge:down"], 0),
        (["charge:desc:slot"], 0),
        (["fullest", "slot:asc"], 0),
        (["charge:asc", "rotate"], 1),
        ([""], 0),
        (["CHARGE:asc"], 0),
        (["charge: asc"], 0),
    ],
)
def test_a_criterion_that_is_none_is_named(rule, index):
    with pytest.raises(lend_rule.RuleError) as caught:
        lend_rule.parse(rule)
    assert (caught.value.index, caught.value.text) == (index, rule[index])
    assert "charge/cycles/rested/turn/slot" in caught.value.allowed


@pytest.mark.parametrize(
    ("slot", "last", "count", "turn"),
    [(1, 0, 4, 0), (4, 0, 4, 3), (2, 1, 4, 0), (1, 1, 4, 3), (1, 4, 4, 0), (1, 1, 1, 0)],
)
def test_the_round_goes_on_after_the_slot_that_was_pulsed_last(slot, last, count, turn):
    assert lend_rule.turn(slot, last, count) == turn
