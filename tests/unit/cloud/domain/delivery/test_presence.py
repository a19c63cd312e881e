from itertools import pairwise, product

import pytest

from cloud.domain.delivery.presence import ACCEPT, STALE, judge

CURRENT = (5, 3)


@pytest.mark.parametrize("online_before", [True, False])
@pytest.mark.parametrize("says_online", [True, False])
@pytest.mark.parametrize("newer", [(5, 4), (6, 1), (6, 0)])
def test_a_newer_pair_always_counts(newer: tuple[int, int], says_online: bool, online_before: bool) -> None:
    assert judge(CURRENT, online_before, newer, says_online) == ACCEPT


@pytest.mark.parametrize("online_before", [True, False])
@pytest.mark.parametrize("says_online", [True, False])
@pytest.mark.parametrize("older", [(5, 2), (4, 99), (1, 1)])
def test_an_older_pair_never_counts(older: tuple[int, int], says_online: bool, online_before: bool) -> None:
    assert judge(CURRENT, online_before, older, says_online) == STALE


def test_the_will_of_the_current_connection_counts() -> None:
    assert judge(CURRENT, online=True, incoming=CURRENT, incoming_online=False) == ACCEPT


def test_the_will_of_an_old_connection_cannot_mask_a_new_birth() -> None:
    assert judge(CURRENT, online=True, incoming=(5, 2), incoming_online=False) == STALE


def test_a_birth_that_comes_after_its_own_will_is_old() -> None:
    assert judge(CURRENT, online=False, incoming=CURRENT, incoming_online=True) == STALE


def test_boots_weigh_more_than_connections() -> None:
    pairs = sorted(product(range(3), range(3)))
    for earlier, later in pairwise(pairs):
        assert judge(earlier, True, later, False) == ACCEPT
        assert judge(later, True, earlier, False) == STALE
