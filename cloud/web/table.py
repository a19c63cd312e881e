"""Every page, joined from the subjects."""

from collections.abc import Sequence

from cloud.http.routes import Route
from cloud.web.casework import table as of_casework
from cloud.web.fleet import table as of_fleet
from cloud.web.frame import table as of_frame
from cloud.web.money import table as of_money
from cloud.web.people import table as of_people
from cloud.web.renting import table as of_renting

SUBJECTS = (of_fleet, of_renting, of_frame, of_people, of_money, of_casework)

PAGES: Sequence[Route] = tuple(row for subject in SUBJECTS for row in subject.PAGES)
