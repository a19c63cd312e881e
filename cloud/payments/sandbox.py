"""A gateway that moves no money, for demonstrations and tests: its answer follows from the amount alone.

An amount that ends in 13 minor units is declined, one that ends in 17 finds the gateway unavailable, all others succeed.
The same payment therefore always has the same answer, after a restart too.
"""

from cloud.services.ports.world import GatewayUnavailable, Outcome

DECLINED_ENDING = 13
UNAVAILABLE_ENDING = 17


class NotADemo(Exception):
    """The sandbox was about to take the place of a real gateway."""


class SandboxGateway:
    """Grants money that nobody paid (services.ports.Gateway); raises NotADemo unless told that this is a demo."""

    accepts = True

    def __init__(self, *, is_demo: bool) -> None:
        if not is_demo:
            raise NotADemo("the sandbox gives money away: it runs in demo mode only (wattlend cloud --demo)")

    async def charge(self, payment_id: str, amount_minor: int, currency: str) -> Outcome:
        ending = amount_minor % 100
        if ending == UNAVAILABLE_ENDING:
            raise GatewayUnavailable(f"the sandbox is unavailable for amounts that end in {UNAVAILABLE_ENDING}")
        if ending == DECLINED_ENDING:
            return Outcome(False, f"the sandbox declines amounts that end in {DECLINED_ENDING}")
        return Outcome(True)
