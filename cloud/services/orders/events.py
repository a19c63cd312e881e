"""What an account is told about its orders, whatever they are about: one event a state."""

from cloud.domain.orders import order as orders
from cloud.services.orders.views import OrderView
from cloud.services.people.account_event import AccountEvent

ORDER = "order."

EVENTS = (
    AccountEvent(ORDER + orders.AUTHORISED, OrderView, "An order was authorised, its hold taken, the device asked."),
    AccountEvent(ORDER + orders.ACTIVE, OrderView, "It began: the clock runs."),
    AccountEvent(ORDER + orders.CANCELLED, OrderView, "It did not begin, for `reason`; the hold is released."),
    AccountEvent(
        ORDER + orders.RECONCILING, OrderView, "Nobody can say yet what happened, for `reason`; a person looks."
    ),
    AccountEvent(ORDER + orders.ENDED, OrderView, "It ended at `ended_ms`; `fee` is final, the receipt is there."),
    AccountEvent(
        ORDER + orders.CLOSED, OrderView, "It was ended without the device's word, for `reason`; the fee is final."
    ),
)
