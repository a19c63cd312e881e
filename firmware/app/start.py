"""Composition root of the cabinet: builds the object graph once. Loaded for the start alone and then dropped.

A wrong configuration ends in one line that says what is wrong, with the locks idle, no watchdog, and the prompt reachable.
Nothing that lives on may keep an instance of a class from here or from `settings`, or the heap keeps all of both.
"""

import gc
import os
import time

import machine

from firmware.adapters.board import configuration_file, dialling, trial
from firmware.adapters.board.console import Console
from firmware.adapters.board.flash import Flash
from firmware.adapters.board.mqtt_link import MqttLink
from firmware.adapters.board.packet_socket import PacketSocket
from firmware.adapters.board.uptime import Uptime
from firmware.adapters.board.watchdog import Watchdog
from firmware.adapters.board.wifi import NoWifi, Wifi
from firmware.adapters.cabinet.cabinet_hardware import CabinetHardware
from firmware.adapters.cabinet.slot_bus import SlotBus
from firmware.app.cabinet import Cabinet, crash
from firmware.app.version import FIRMWARE_VERSION
from firmware.boards import cabinet_s3
from firmware.core.cabinet.configuration import ConfigurationError
from firmware.core.cabinet.device import Device
from firmware.core.common import boots
from firmware.core.common.effects import ERROR, INFO, WARNING
from firmware.core.common.journal import JOURNAL_ID_BYTES, Journal
from shared_protocol import codes
from shared_protocol.channel import DeviceChannel

CONFIGURATION = "/configuration.json"
DATA = "/data"
BOARDS = {cabinet_s3.NAME: cabinet_s3.MAX_SLOTS}

# Garbage is collected each time this much was allocated: often and short, so that it never piles up between long-lived
# objects.
GC_THRESHOLD_BYTES = 4_096


def prepare() -> Cabinet | None:
    """Return the cabinet, ready to run, or None when its configuration is wrong. Resets the board on any other failure."""
    gc.threshold(GC_THRESHOLD_BYTES)
    console = Console(Uptime(time.ticks_ms, time.ticks_diff))
    try:
        packets = PacketSocket()  # first: the largest blocks there are
        settings = configuration_file.load(CONFIGURATION, BOARDS)
        return _cabinet(settings, packets, console)
    except ConfigurationError as error:
        console.say(ERROR, "configuration: " + str(error) + "; locks stay off")
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, a cabinet must come back
        crash(console, error)
        return None


def _cabinet(settings, packets: PacketSocket, console: Console) -> Cabinet:
    tls_context = _tls_context(settings)
    hardware = CabinetHardware(settings.slot_count, console)
    flash = Flash(DATA)
    settings.configuration = configuration_file.restore(flash, settings.slot_count)
    journal = Journal(flash, os.urandom(JOURNAL_ID_BYTES), cabinet_s3.JOURNAL_BYTES)
    boot = boots.next_boot(flash, journal)
    reset_cause = _reset_cause()
    device = Device(settings, journal, boot, reset_cause, FIRMWARE_VERSION)
    channel = DeviceChannel(settings.device_id, settings.key_version, settings.key)
    network = _network(settings)
    _say_self_test(console, hardware.slot_bus)
    console.say(
        INFO,
        f"ready: firmware {FIRMWARE_VERSION}, device {settings.device_id}, {settings.slot_count} slots, boot {boot}, "
        f"reset cause {reset_cause}",
    )
    watchdog = Watchdog(machine.WDT(timeout=cabinet_s3.WATCHDOG_MS), cabinet_s3.WATCHDOG_MS)
    link = MqttLink(settings, channel, packets, network, console, watchdog, tls_context)
    return Cabinet(device, hardware, link, network, flash, watchdog, console, trial.find())


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


def _say_self_test(console: Console, slot_bus: SlotBus) -> None:
    silent = slot_bus.silent_chips()
    if silent:
        console.say(WARNING, "self-test: no answer from " + ", ".join(silent))
