"""What operators have a cabinet do: open a slot, disable one, take returns only."""

from cloud.api.fleet.answers import ConfigurationDesired
from cloud.api.renting.requests import NewCommand, ReturnOnlySwitch, SlotSwitch
from cloud.http.call import OperatorCall, Reply, parse_int
from cloud.http.request_parts import idempotency_key
from cloud.http.routes import PREFIX
from cloud.services.renting.configuration import ReturnOnlyRequest, SlotRequest, enable_slot, set_return_only
from cloud.services.renting.eject import EjectRequest, device_command, eject
from shared_protocol.cabinet_limits import MAX_SLOTS


async def command_device(call: OperatorCall) -> Reply:
    """Have a slot opened; whether it was shows in the command."""
    body: NewCommand = call.body
    ports, device_id, key = call.ports, call.path("device_id"), idempotency_key(call)
    view = await call.write(
        lambda unit, who: eject(
            unit, ports, EjectRequest(who.account_id, device_id, body.slot, key, body.reason, body.bank)
        )
    )
    return Reply(202, view, {"Location": f"{PREFIX}/devices/{device_id}/commands/{view.id}"})


async def show_command(call: OperatorCall) -> Reply:
    """Show a command and how it ended."""
    device_id, command_id = call.path("device_id"), call.path("command_id")
    return Reply(200, await call.read(lambda unit, who: device_command(unit, who.account_id, device_id, command_id)))


async def switch_slot(call: OperatorCall) -> Reply:
    """Enable or disable one slot."""
    body: SlotSwitch = call.body
    ports, device_id = call.ports, call.path("device_id")
    slot = parse_int("slot", call.path("slot"), 1, MAX_SLOTS)
    version = await call.write(
        lambda unit, who: enable_slot(
            unit, ports, SlotRequest(who.account_id, device_id, slot, body.enabled, body.reason)
        )
    )
    return Reply(202, ConfigurationDesired(version))


async def switch_return_only(call: OperatorCall) -> Reply:
    """Have a cabinet take returns only, or lend again."""
    body: ReturnOnlySwitch = call.body
    ports, device_id = call.ports, call.path("device_id")
    version = await call.write(
        lambda unit, who: set_return_only(
            unit, ports, ReturnOnlyRequest(who.account_id, device_id, body.return_only, body.reason)
        )
    )
    return Reply(202, ConfigurationDesired(version))
