"""A cabinet's configuration."""

from cloud.api.fleet.answers import ConfigurationDesired
from cloud.api.renting.requests import NewConfiguration
from cloud.http.call import OperatorCall, Reply
from cloud.services.people.sessions import Authenticated
from cloud.services.ports.store import Unit
from cloud.services.renting.configuration import ConfigureRequest, configure_cabinet


async def configure(call: OperatorCall) -> Reply:
    """Set the desired configuration of one device; whether it takes it shows in the device."""
    body: NewConfiguration = call.body

    def work(unit: Unit, who: Authenticated) -> int:
        request = ConfigureRequest(
            actor_id=who.account_id,
            device_id=call.path("device_id"),
            lend_rule=body.lend_rule,
            minimum_charge_pct=body.minimum_charge_pct,
            maximum_temperature_dc=body.maximum_temperature_dc,
            disabled_slots=body.disabled_slots,
            reason=body.reason,
            return_only=body.return_only,
        )
        return configure_cabinet(unit, call.ports, request)

    return Reply(202, ConfigurationDesired(await call.write(work)))
