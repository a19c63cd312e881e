"""Who did what."""

from typing import Any

from cloud.http.call import OperatorCall
from cloud.services.people.audit_log import audit_trail
from cloud.services.ports.store import Unit
from cloud.web.frame.answers import Answer, Page

LISTED = 100


async def show_audit_log(call: OperatorCall) -> Answer:
    """Show who did what, for every organisation that the account operates."""

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        mine = unit.organisations.operated_by(who.account_id)
        entries = [entry for each in mine for entry in audit_trail(unit, who.account_id, each, LISTED)]
        people = {entry.actor: unit.accounts.person(entry.actor) for entry in entries}
        return {
            "entries": sorted(entries, key=lambda entry: entry.id, reverse=True)[:LISTED],
            "names": {actor: person.name for actor, person in people.items() if person is not None},
        }

    return Page("operate_audit.html", await call.read(work))
