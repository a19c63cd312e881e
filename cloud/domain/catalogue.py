"""Every refusal by its slug, joined from the subjects: for documents, pages and answers."""

from cloud.domain import problems
from cloud.domain.casework import refusals as of_casework
from cloud.domain.money import refusals as of_money
from cloud.domain.orders import refusals as of_orders
from cloud.domain.people import refusals as of_people
from cloud.domain.problems import Problem
from cloud.domain.renting import refusals as of_renting

SUBJECTS = (problems, of_people, of_money, of_orders, of_renting, of_casework)

BY_SLUG: dict[str, type[Problem]] = {kind.slug: kind for subject in SUBJECTS for kind in subject.REFUSALS}
