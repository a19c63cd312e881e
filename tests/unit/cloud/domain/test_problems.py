import pytest

from cloud.domain import problems
from shared_protocol import cabinet as wire
from shared_protocol import codes


def test_every_problem_has_a_slug_of_its_own() -> None:
    kinds = [kind for kind in problems.Problem.__subclasses__() if kind.__module__ == problems.__name__]
    assert len({kind.slug for kind in kinds}) == len(kinds)
    assert set(problems.BY_SLUG.values()) == set(kinds)


def test_every_problem_has_a_status_and_a_sentence() -> None:
    for kind in problems.BY_SLUG.values():
        assert 400 <= kind.status < 500 or kind is problems.PaymentUnavailable
        assert kind.title[0].isupper()
        assert str(kind()) == kind.title


@pytest.mark.parametrize(
    ("reason", "slug"),
    [
        (wire.NO_FIT_BANK, "no-bank"),
        (wire.LOCKS_JAMMED, "locks-jammed"),
        (codes.BUSY, "cabinet-busy"),
        (wire.TOO_HOT, "cabinet-too-hot"),
        (codes.DEADLINE_PASSED, "lend-expired"),
        (codes.JOURNAL_FULL, "cabinet-not-ready"),
        (None, "cabinet-not-ready"),
        (250, "cabinet-not-ready"),
    ],
)
def test_a_device_reason_becomes_a_problem_that_people_understand(reason: int | None, slug: str) -> None:
    assert problems.of_reason(reason).slug == slug
