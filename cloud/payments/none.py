"""No gateway: what a cloud has until one is configured. Nothing can be paid, and everybody is told so."""

from cloud.services.ports.world import GatewayUnavailable, Outcome


class NoGateway:
    """Refuses every payment (services.ports.Gateway)."""

    accepts = False

    async def charge(self, payment_id: str, amount_minor: int, currency: str) -> Outcome:
        raise GatewayUnavailable("no payment gateway is configured")
