from itertools import product

import pytest

from cloud.domain.orders import order

# Written down a second time on purpose: from cloud/README.md, not from the code.
LEGAL = {
    "authorised begun active",
    "authorised refused cancelled",
    "authorised expired cancelled",
    "authorised unresolved reconciling",
    "active finished ended",
    "active unresolved reconciling",
    "active lapsed closed",
    "closed finished ended",
    "reconciling lapsed closed",
    "reconciling begun active",
    "reconciling refused cancelled",
    "reconciling expired cancelled",
    "reconciling unresolved reconciling",
    "reconciling finished ended",
    "cancelled begun reconciling",
    "cancelled unresolved reconciling",
}


@pytest.mark.parametrize(("state", "step"), list(product(order.STATES, order.INPUTS)))
def test_every_pair_of_state_and_step_does_what_the_page_says(state: str, step: str) -> None:
    try:
        line = f"{state} {step} {order.after(state, step)}"
    except order.IllegalStep:
        assert not any(legal.startswith(f"{state} {step} ") for legal in LEGAL)
    else:
        assert line in LEGAL


def test_an_ended_order_takes_nothing_any_more() -> None:
    for step in order.INPUTS:
        with pytest.raises(order.IllegalStep, match="an order that is ended"):
            order.after(order.ENDED, step)


def test_a_late_success_is_seen_and_never_silently_active() -> None:
    assert order.after(order.CANCELLED, order.BEGUN) == order.RECONCILING


def test_the_table_speaks_only_of_known_states_and_steps() -> None:
    assert {state for state, _ in order.TABLE} | set(order.TABLE.values()) <= set(order.STATES)
    assert {step for _, step in order.TABLE} == set(order.INPUTS)
