import pytest

from cloud.domain.delivery.journal import APPLY, DUPLICATE, FOREIGN, PARK, REFUSE, Position, announced, judge


@pytest.mark.parametrize(
    ("journal_id", "seq", "parked_count", "verdict"),
    [
        ("j", 8, 0, APPLY),
        ("j", 8, 4, APPLY),
        ("j", 7, 0, DUPLICATE),
        ("j", 1, 0, DUPLICATE),
        ("j", 9, 0, PARK),
        ("j", 9, 3, PARK),
        ("j", 9, 4, REFUSE),
        ("k", 8, 0, FOREIGN),
        ("k", 1, 0, FOREIGN),
    ],
)
def test_only_the_next_event_of_the_current_journal_is_applied(
    journal_id: str, seq: int, parked_count: int, verdict: str
) -> None:
    assert judge("j", 7, journal_id, seq, parked_count, parked_limit=4) == verdict


def test_no_event_is_applied_before_a_presence_named_a_journal() -> None:
    assert judge(None, 0, "j", 1, 0, 4) == FOREIGN


def test_a_known_journal_goes_on_where_it_stands() -> None:
    assert announced("j", 7, "j", 1, 12) == Position("j", 7, replaced=False, gap=None, behind=False)


def test_the_first_journal_begins_at_its_first_event() -> None:
    assert announced(None, 0, "j", 1, 1) == Position("j", 0, replaced=False, gap=None, behind=False)


def test_what_the_device_no_longer_holds_is_a_gap() -> None:
    assert announced("j", 7, "j", 11, 20) == Position("j", 10, replaced=False, gap=(8, 10), behind=False)


def test_a_new_journal_starts_over_and_is_told() -> None:
    assert announced("j", 7, "k", 1, 3) == Position("k", 0, replaced=True, gap=None, behind=False)


def test_a_new_journal_can_have_a_gap_of_its_own() -> None:
    assert announced("j", 7, "k", 3, 9) == Position("k", 2, replaced=True, gap=(1, 2), behind=False)


def test_a_journal_that_forgot_committed_events_is_told() -> None:
    assert announced("j", 7, "j", 1, 5).behind
    assert not announced("j", 7, "j", 1, 8).behind
