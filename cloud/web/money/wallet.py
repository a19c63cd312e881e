"""One's wallet: what is in it, what happened to it, and paying in."""

from typing import Any

from cloud.domain.money import ledger
from cloud.http import paying
from cloud.http.call import MemberCall
from cloud.services.money.wallet import wallet, wallet_entries
from cloud.services.ports.store import Unit
from cloud.web.frame.addresses import own_path
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.money.requests import TopUpForm

HERE = "/wallet"
PAGE = 30
OFFERED_MINOR = (1_000, 2_000, 5_000)
LEAVE_THE_BALANCE = (ledger.HOLD, ledger.RELEASE, ledger.RECEIVABLE, ledger.FORGIVE)  # the other entries sum up to it


async def show_wallet(call: MemberCall) -> Answer:
    """Show the wallet and its newest entries."""
    before, currency = call.request.query.get("before"), call.ports.settings.currency

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        entries = wallet_entries(unit, who.account_id, PAGE, before)
        return {
            "wallet": wallet(unit, who.account_id, currency),
            "entries": entries,
            "older": entries[-1].cursor if len(entries) == PAGE else None,
            "offered": OFFERED_MINOR,
            "leave_the_balance": LEAVE_THE_BALANCE,
            "currency": currency,
            "next": own_path(call.request.query.get("next", HERE)),
        }

    return Page("wallet.html", await call.read(work))


async def top_up(call: MemberCall) -> Answer:
    """Pay in; what is owed is paid first. Then back to where the money was missing."""
    form: TopUpForm = call.body
    await paying.top_up(call, form.amount, call.ports.settings.currency, form.key)
    return Redirect(own_path(form.next))
