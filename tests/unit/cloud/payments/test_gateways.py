import pytest

from cloud.payments.none import NoGateway
from cloud.payments.sandbox import NotADemo, SandboxGateway
from cloud.services.ports.world import Gateway, GatewayUnavailable, Outcome


async def test_the_sandbox_gives_the_same_answer_however_often_it_is_asked():
    for _ in range(3):
        assert await SandboxGateway(is_demo=True).charge("p1", 5_000, "EUR") == Outcome(True)


async def test_an_amount_that_ends_in_13_is_declined_and_says_why():
    outcome = await SandboxGateway(is_demo=True).charge("p1", 1_013, "EUR")
    assert not outcome.succeeded
    assert "13" in outcome.detail


async def test_an_amount_that_ends_in_17_finds_nobody_there():
    with pytest.raises(GatewayUnavailable):
        await SandboxGateway(is_demo=True).charge("p1", 217, "EUR")


def test_the_sandbox_refuses_to_run_outside_of_a_demo():
    with pytest.raises(NotADemo, match="--demo"):
        SandboxGateway(is_demo=False)


async def test_without_a_gateway_nothing_can_be_paid():
    gateway: Gateway = NoGateway()
    assert not gateway.accepts
    with pytest.raises(GatewayUnavailable) as refused:
        await gateway.charge("p1", 5_000, "EUR")
    assert (refused.value.status, refused.value.slug) == (503, "payment-unavailable")
