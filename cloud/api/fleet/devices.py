"""What operators do with devices."""

from cloud.api.fleet.answers import BrokerAddress, DeviceProvisioned, KeyRotated
from cloud.api.fleet.requests import NewDevice
from cloud.http.call import OperatorCall, Reply
from cloud.http.routes import PREFIX
from cloud.services.device_details import device_detail
from cloud.services.fleet.devices import device_events, list_devices
from cloud.services.fleet.key_rotation import RotatedKey, RotateRequest, rotate_key
from cloud.services.fleet.provision import Provisioned, ProvisionRequest, provision_device
from cloud.services.people.sessions import Authenticated
from cloud.services.ports.store import Unit


async def provision(call: OperatorCall) -> Reply:
    """Create a device: id, keys, broker account, and the configuration for its board."""
    body: NewDevice = call.body
    broker = call.context.board_broker

    def work(unit: Unit, who: Authenticated) -> Provisioned:
        request = ProvisionRequest(
            actor_id=who.account_id,
            organisation_id=body.organisation_id,
            station_id=body.station_id,
            positions=body.positions,
            board=body.board,
            broker_host=broker.host,
            broker_port=broker.port,
            broker_tls=broker.tls,
            broker_ca_file=broker.ca_file,
        )
        return provision_device(unit, call.ports, request)

    made = await call.write(work)
    await broker.accounts_changed()
    headers = {"Location": f"{PREFIX}/devices/{made.device_id}"}
    return Reply(201, DeviceProvisioned(made.device_id, made.configuration), headers)


async def rotate(call: OperatorCall) -> Reply:
    """Give one device a new root key; the old one stays good until the device has used the new one."""

    def work(unit: Unit, who: Authenticated) -> RotatedKey:
        return rotate_key(unit, call.ports, RotateRequest(who.account_id, call.path("device_id")))

    made = await call.write(work)
    broker = call.context.board_broker
    address = BrokerAddress(broker.host, broker.port, broker.tls, broker.ca_file)
    return Reply(201, KeyRotated(made.device_id, made.version, made.root.hex(), address))


async def show_devices(call: OperatorCall) -> Reply:
    """List the devices that the account operates."""
    return Reply(200, await call.read(lambda unit, who: list_devices(unit, who.account_id)))


async def show_device(call: OperatorCall) -> Reply:
    """Show presence, slots, configuration and health of one device."""
    return Reply(200, await call.read(lambda unit, who: device_detail(unit, who.account_id, call.path("device_id"))))


async def show_device_events(call: OperatorCall) -> Reply:
    """List what one device journaled, the newest first."""
    device_id = call.path("device_id")
    limit = call.query_int("limit", 50, 1, 200)
    before = call.query_int("before_seq", 0, 0, 2**62) or None
    return Reply(200, await call.read(lambda unit, who: device_events(unit, who.account_id, device_id, limit, before)))
