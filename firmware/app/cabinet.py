"""Composition root of the cabinet: builds the object graph once, runs it, and sees to it that it ends safely.

configuration wrong   one line that says so; locks idle, the prompt is reachable, no watchdog
stopped by Ctrl-C     locks off, the prompt is reachable; the watchdog waits PROMPT_MS, then the cabinet works again
anything else         a bug or a dead flash: locks off, said on the console, reset after CRASH_PAUSE_MS
"""

import asyncio
import gc
import os
import sys
import time

import machine

from firmware.adapters import configuration_file, dialling
from firmware.adapters.cabinet_hardware import CabinetHardware
from firmware.adapters.console import Console
from firmware.adapters.flash import Flash
from firmware.adapters.mqtt_link import MqttLink
from firmware.adapters.slot_bus import SlotBus
from firmware.adapters.uptime import Uptime
from firmware.adapters.watchdog import Watchdog
from firmware.adapters.wifi import NoWifi, Wifi
from firmware.app.tasks import Tasks
from firmware.app.version import FIRMWARE_VERSION
from firmware.boards import cabinet_s3
from firmware.core import boots
from firmware.core.configuration import ConfigurationError
from firmware.core.device import Device
from firmware.core.effects import ERROR, INFO, WARNING
from firmware.core.journal import JOURNAL_ID_BYTES, Journal
from shared_protocol import codes
from shared_protocol.channel import DeviceChannel

CONFIGURATION = "/configuration.json"
DATA = "/data"
BOARDS = {cabinet_s3.NAME: cabinet_s3.MAX_SLOTS}

# Garbage is collected each time this much was allocated: often and short, so that it never piles up between long-lived
# objects.
GC_THRESHOLD_BYTES = 8_192
PROMPT_MS = 600_000
# Time for Ctrl-C between two starts of a cabinet that crashes each time.
CRASH_PAUSE_MS = 5_000


def main() -> None:
    """Run the cabinet; returns when its configuration is wrong, or when it was stopped by hand."""
    gc.threshold(GC_THRESHOLD_BYTES)
    console = Console(Uptime(time.ticks_ms, time.ticks_diff))
    try:
        settings = configuration_file.load(CONFIGURATION, BOARDS)
        _run(settings, console)
    except ConfigurationError as error:
        console.say(ERROR, "configuration: " + str(error) + "; locks stay off")
    except KeyboardInterrupt:
        cabinet_s3.reset_peripherals()
        machine.WDT(timeout=PROMPT_MS)
        console.say(
            WARNING, "stopped by hand, locks off; machine.reset() starts again, and so does 10 minutes of waiting"
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the locks must be off and the cabinet come back
        cabinet_s3.reset_peripherals()
        console.say(ERROR, "crashed, reset follows: " + repr(error))
        sys.print_exception(error)
        time.sleep_ms(CRASH_PAUSE_MS)
        machine.reset()


def _run(settings, console: Console) -> None:
    hardware = CabinetHardware(cabinet_s3, settings.slot_count, machine.Timer(0), machine.Timer.ONE_SHOT)
    tls_context = _tls_context(settings)
    watchdog = Watchdog(machine.WDT(timeout=cabinet_s3.WATCHDOG_MS), cabinet_s3.WATCHDOG_MS)
    flash = Flash(DATA)
    device, boot, reset_cause = _device(settings, flash)
    channel = DeviceChannel(settings.device_id, settings.key_version, settings.key)
    network = _network(settings)
    link = MqttLink(settings, channel, network, console, watchdog, tls_context)
    tasks = Tasks(device, hardware, link, network, flash, watchdog, console)
    _say_ready(console, settings, hardware.slot_bus, boot, reset_cause)
    asyncio.run(tasks.run())


def _tls_context(settings):
    if not settings.broker_tls:
        return None
    try:
        with open(settings.broker_ca_file, "rb") as file:
            return dialling.trusting(file.read())
    except (OSError, ValueError):
        raise ConfigurationError(  # noqa: B904
            "broker.ca_file", repr(settings.broker_ca_file), "a file on the board with the authority's certificate"
        )


def _device(settings, flash: Flash) -> tuple:
    """Return (device, boot number, reset cause); raises OSError when the flash fails."""
    settings.configuration = configuration_file.restore(flash, settings.slot_count)
    journal = Journal(flash, os.urandom(JOURNAL_ID_BYTES), cabinet_s3.JOURNAL_BYTES)
    boot = boots.next_boot(flash, journal)
    reset_cause = _reset_cause()
    return Device(settings, journal, boot, reset_cause, FIRMWARE_VERSION), boot, reset_cause


def _reset_cause() -> int:
    causes = {
        machine.PWRON_RESET: codes.RESET_POWER_ON,
        machine.HARD_RESET: codes.RESET_HARD,
        machine.WDT_RESET: codes.RESET_WATCHDOG,
        machine.DEEPSLEEP_RESET: codes.RESET_DEEP_SLEEP,
        machine.SOFT_RESET: codes.RESET_SOFT,
    }
    return causes.get(machine.reset_cause(), codes.RESET_HARD)


def _network(settings):
    if not settings.wifi_ssid:
        return NoWifi()
    import network  # noqa: PLC0415 - boards on somebody else's network need no radio

    return Wifi(network.WLAN(network.STA_IF), settings.wifi_ssid, settings.wifi_password)


def _say_ready(console: Console, settings, slot_bus: SlotBus, boot: int, reset_cause: int) -> None:
    silent = slot_bus.silent_chips()
    if silent:
        console.say(WARNING, "self-test: no answer from " + ", ".join(silent))
    gc.collect()
    console.say(
        INFO,
        f"ready: firmware {FIRMWARE_VERSION}, device {settings.device_id}, {settings.slot_count} slots, boot {boot}, "
        f"reset cause {reset_cause}, {gc.mem_free()} bytes free",
    )
