"""What the fleet announces: events, reports, commands and periodic work of devices whatever their kind."""

from cloud.domain.delivery import command as commands
from cloud.services.delivery.resend import resend_due
from cloud.services.fleet.announcement import Announcement
from cloud.services.fleet.cases import look_for_vanished
from cloud.services.fleet.configuration import take_configure_answer
from cloud.services.fleet.device_events import apply_booted, apply_configuration_result
from cloud.services.fleet.health import accept_health
from shared_protocol import messages

ANNOUNCEMENT = Announcement(
    appliers={messages.CONFIGURATION_RESULT: apply_configuration_result, messages.BOOTED: apply_booted},
    reports={messages.HEALTH: accept_health},
    answers={commands.CONFIGURE: take_configure_answer},
    every_second={"commands sent again": resend_due},
    every_minute={"devices vanished": look_for_vanished},
)
