"""What follows from a cabinet's answer to a LEND or EJECT that moved nothing: refused, expired, of another boot."""

from cloud.domain.delivery import command as commands
from cloud.domain.delivery.moment import not_after_uptime_ms
from cloud.domain.orders import order as orders
from cloud.domain.renting.refusals import LendExpired, of_reason
from cloud.services.delivery.messages_down import ready
from cloud.services.fleet.announcement import Answered
from cloud.services.orders.steps import take_step
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from shared_protocol import codes, fields


def take_lend_answer(unit: Unit, ports: Ports, answered: Answered) -> bool:
    """Cancel the order that was refused or is too late; one of an older boot is bound to this one while there is time."""
    if not _is_final(answered):
        return False
    if answered.body.get(fields.REASON) != codes.WRONG_BOOT:
        return _of_this_boot(unit, ports, answered)
    if not _is_bound_elsewhere(answered):
        return False
    order, now_ms = answered.order, ports.clock.now_ms()
    left_ms = 0 if order is None or order.state != orders.AUTHORISED else order.window_until_ms - now_ms
    if left_ms <= 0:
        _end(unit, ports, answered)
        return True
    return answered.device.live_boot == answered.device.boot and _rebind(unit, ports, answered, left_ms)


def take_eject_answer(unit: Unit, ports: Ports, answered: Answered) -> bool:
    """End the command; after a restart it is over: somebody looks again before anything opens."""
    if not _is_final(answered):
        return False
    if answered.body.get(fields.REASON) != codes.WRONG_BOOT:
        return _of_this_boot(unit, ports, answered)
    if not _is_bound_elsewhere(answered):
        return False
    _end(unit, ports, answered)
    return True


def _is_final(answered: Answered) -> bool:
    """Tell whether the answer ends the command: one that names a journal entry does not, the entry itself comes."""
    return fields.SEQ not in answered.body and answered.body[fields.OUTCOME] in (codes.REFUSED, codes.EXPIRED)


def _is_bound_elsewhere(answered: Answered) -> bool:
    """Tell whether the answer is about the boot that the command is still bound to, which is over."""
    bound = answered.command.boot
    return bool(answered.body.get(fields.BOUND_BOOT, bound) == bound and bound != answered.device.boot)


def _of_this_boot(unit: Unit, ports: Ports, answered: Answered) -> bool:
    if answered.command.boot != answered.device.boot:
        return False
    _end(unit, ports, answered)
    return True


def _rebind(unit: Unit, ports: Ports, answered: Answered, left_ms: int) -> bool:
    device, command, now_ms = answered.device, answered.command, ports.clock.now_ms()
    rebound = command._replace(
        state=commands.after(command.state, commands.REBOUND),
        boot=device.boot,
        not_after_uptime_ms=not_after_uptime_ms(device.live_uptime_ms, device.live_at_ms, now_ms, left_ms),
        due_ms=now_ms + ports.settings.resend_ms,
    )
    if not unit.commands.rebind(rebound, command):
        raise Overtaken
    unit.note(ready(ports, rebound))
    return True


def _end(unit: Unit, ports: Ports, answered: Answered) -> None:
    command, order = answered.command, answered.order
    outcome, reason = answered.body[fields.OUTCOME], answered.body.get(fields.REASON)
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    if order is None or (order.state, orders.REFUSED) not in orders.TABLE:
        return
    rental = unit.rentals.get(order.id)
    if rental is not None and rental.bank is not None:
        return
    if outcome == codes.EXPIRED or reason == codes.WRONG_BOOT:
        take_step(unit, ports, order, orders.EXPIRED, reason=LendExpired.slug)
    else:
        take_step(unit, ports, order, orders.REFUSED, reason=of_reason(reason).slug)
