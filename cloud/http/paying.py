"""Topping up: the payment is noted, the gateway asked outside of any transaction, its answer booked."""

from cloud.domain.money.refusals import PaymentDeclined
from cloud.http.call import MemberCall
from cloud.services.money.views import TopUpView
from cloud.services.money.wallet import FAILED, PENDING, TopUpRequest, finish_top_up, start_top_up


async def top_up(call: MemberCall, amount_minor: int, currency: str, key: str) -> TopUpView:
    """Pay into the wallet of whoever calls, once for each `key`; raises PaymentDeclined and what start_top_up raises."""
    ports = call.ports
    view = await call.write(
        lambda unit, who: start_top_up(unit, ports, TopUpRequest(who.account_id, amount_minor, currency, key))
    )
    if view.state == PENDING:
        outcome = await call.context.gateway.charge(view.id, view.amount.amount, view.amount.currency)
        view = await call.open_write(lambda unit: finish_top_up(unit, ports, view.id, outcome))
    if view.state == FAILED:
        raise PaymentDeclined(view.detail or "")
    return view
