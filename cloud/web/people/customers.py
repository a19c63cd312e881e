"""A customer as operators see them."""

from cloud.http.call import OperatorCall
from cloud.services.people.members import SetStateRequest, customer, set_account_state
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.people.requests import AccountStateForm


async def show_customer(call: OperatorCall) -> Answer:
    """Show whether a customer may rent, and change it."""
    account_id = call.path("account_id")
    state = await call.read(lambda unit, who: customer(unit, who.account_id, account_id))
    return Page("operate_customer.html", {"customer": state})


async def set_customer_state(call: OperatorCall) -> Answer:
    """Suspend or reinstate a customer."""
    form: AccountStateForm = call.body
    ports, account_id = call.ports, call.path("account_id")
    await call.write(
        lambda unit, who: set_account_state(
            unit, ports, SetStateRequest(who.account_id, account_id, form.state, form.reason)
        )
    )
    return Redirect(f"/operate/accounts/{account_id}")
