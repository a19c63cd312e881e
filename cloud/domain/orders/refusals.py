"""Why an order is refused."""

from cloud.domain.problems import Problem


class TooManyOpenOrders(Problem):
    """The account has as many open orders as it may."""

    slug = "too-many-open-orders"
    status = 409
    title = "Return a power bank first"


class OrderNotActive(Problem):
    """The act needs an order whose bank is with the customer."""

    slug = "order-not-active"
    status = 409
    title = "This rental is not running"


REFUSALS: tuple[type[Problem], ...] = (TooManyOpenOrders, OrderNotActive)
