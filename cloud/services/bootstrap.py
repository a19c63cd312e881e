"""The first organisation and its operator: what an empty database needs before anybody can do anything."""

from dataclasses import dataclass

from cloud.domain.people.refusals import EmailTaken
from cloud.services.money.tariffs import NewTariff, add_tariff, standard
from cloud.services.people.accounts import RegisterRequest, normal_email, register
from cloud.services.people.operators import OPERATOR, record
from cloud.services.ports.rows.people import Membership, Organisation
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


@dataclass(frozen=True, slots=True)
class BootstrapRequest:
    """Names of the organisation and its operator; `password_hash` as in RegisterRequest. `tariff` None is the standard."""

    organisation_name: str
    email: str
    name: str
    password_hash: str
    tariff: NewTariff | None = None


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """Ids of both, and whether they were made just now."""

    organisation_id: str
    account_id: str
    created: bool


def bootstrap(unit: Unit, ports: Ports, request: BootstrapRequest) -> Bootstrapped:
    """Create organisation and operator, or find those of an earlier start; a password set then stays.

    Raises EmailTaken when the email belongs to somebody who operates nothing.
    """
    person = unit.accounts.person_by_email(normal_email(request.email))
    if person is not None:
        organisations = unit.organisations.operated_by(person.account_id)
        if not organisations:
            raise EmailTaken("this email belongs to an account that operates nothing; take another for the operator")
        return Bootstrapped(organisations[0], person.account_id, created=False)
    account = register(unit, ports, RegisterRequest(request.email, request.name, request.password_hash))
    organisation_id = ports.entropy.id()
    tariff = add_tariff(unit, ports, organisation_id, request.tariff or standard(ports.settings.currency))
    organisation = Organisation(organisation_id, request.organisation_name, ports.clock.now_ms(), tariff.id)
    unit.organisations.add(organisation)
    unit.organisations.add_member(Membership(account.id, organisation.id, OPERATOR))
    record(unit, ports, organisation.id, "system", "bootstrap", organisation.id, "first start")
    return Bootstrapped(organisation.id, account.id, created=True)
