"""Customers suspended and reinstated."""

from cloud.api.people.requests import NewAccountState
from cloud.http.call import OperatorCall, Reply
from cloud.services.people.members import SetStateRequest, set_account_state


async def set_account(call: OperatorCall) -> Reply:
    """Suspend or reinstate somebody who rents from one's organisation."""
    body: NewAccountState = call.body
    ports, account_id = call.ports, call.path("account_id")
    view = await call.write(
        lambda unit, who: set_account_state(
            unit, ports, SetStateRequest(who.account_id, account_id, body.state, body.reason)
        )
    )
    return Reply(200, view)
