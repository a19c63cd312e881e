"""What the subjects declare, joined: every refusal by its slug, every kind of case with what may be decided about it."""

from cloud.domain import problems
from cloud.domain.casework import refusals as of_casework
from cloud.domain.fleet import cases as about_devices
from cloud.domain.money import refusals as of_money
from cloud.domain.orders import refusals as of_orders
from cloud.domain.people import refusals as of_people
from cloud.domain.problems import Problem
from cloud.domain.renting import cases as about_rentals
from cloud.domain.renting import refusals as of_renting

REFUSALS = (problems, of_people, of_money, of_orders, of_renting, of_casework)
CASES = (about_devices, about_rentals)

BY_SLUG: dict[str, type[Problem]] = {kind.slug: kind for subject in REFUSALS for kind in subject.REFUSALS}
RESOLUTIONS: dict[str, tuple[str, ...]] = {
    kind: resolutions for subject in CASES for kind, resolutions in subject.RESOLUTIONS.items()
}


def allowed_resolutions(kind: str) -> tuple[str, ...]:
    """Return the resolutions that a case of `kind` may be closed with; one of a newer program can only be noted."""
    return RESOLUTIONS.get(kind, (about_devices.NOTED,))
