"""Every route of the API, joined from the subjects."""

from collections.abc import Sequence

from cloud.api.casework import table as of_casework
from cloud.api.fleet import table as of_fleet
from cloud.api.frame import table as of_frame
from cloud.api.money import table as of_money
from cloud.api.orders import table as of_orders
from cloud.api.people import table as of_people
from cloud.api.renting import table as of_renting
from cloud.http.routes import Route

SUBJECTS = (of_people, of_fleet, of_renting, of_orders, of_money, of_frame, of_casework)

ROUTES: Sequence[Route] = tuple(row for subject in SUBJECTS for row in subject.ROUTES)
