"""Asks the gateway again for payments whose end nobody heard: it was down, or we were killed between two steps."""

import asyncio
import logging

from cloud.services.money.views import TopUpView
from cloud.services.money.wallet import finish_top_up, pending_top_ups
from cloud.services.ports.store import StorageError, Store
from cloud.services.ports.world import Gateway, GatewayUnavailable, Ports

EVERY_S = 10.0
OLDER_THAN_MS = 30_000  # a request that is being answered is left alone

log = logging.getLogger(__name__)


async def follow_up(store: Store, ports: Ports, gateway: Gateway, every_s: float = EVERY_S) -> None:
    """Ask again every `every_s` seconds until cancelled."""
    while True:
        try:
            await ask_again(store, ports, gateway)
        except StorageError as error:
            log.warning("following up payments: %s", error)
        await asyncio.sleep(every_s)


async def ask_again(store: Store, ports: Ports, gateway: Gateway) -> int:
    """Ask for each payment pending longer than OLDER_THAN_MS, by its own id; return how many have ended now."""
    pending = await store.read(lambda unit: pending_top_ups(unit, ports, OLDER_THAN_MS))
    ended = 0
    for payment in pending:
        ended += await _ask(store, ports, gateway, payment)
    return ended


async def _ask(store: Store, ports: Ports, gateway: Gateway, payment: TopUpView) -> bool:
    try:
        outcome = await gateway.charge(payment.id, payment.amount.amount, payment.amount.currency)
    except GatewayUnavailable as error:
        log.info("payment %s is still pending: %s", payment.id, error)
        return False
    await store.write(lambda unit: finish_top_up(unit, ports, payment.id, outcome))
    return True
