"""Composition root of a board: builds the object graph once. Loaded for the start alone and then dropped.

A wrong configuration ends in one line that says what is wrong, with the locks idle, no watchdog, and the prompt reachable.
Nothing that lives on may keep an instance of a class from here or from `settings`, or the heap keeps all of both.

What only a kind of device knows is one object, loaded for the start alone too:

    rows                                        what it says and takes on the wire, see shared_protocol.check
    watchdog_ms                                 how long the watchdog of its board waits
    make_safe()                                 takes the power off whatever the board drives
    settings(document)                          returns the checked settings in configuration.json
    build_hardware(settings, console)           returns the hardware as board_loop.py wants it
    open_journal(settings, flash, new_id)       returns the recovered journal; puts what the cloud configured into `settings`
    build_device(settings, journal, boot, reset_cause, firmware_version)
    test(settings, console)                     says what does not answer; returns how large the device is, in two words
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
from firmware.app.board_loop import BoardLoop, crash
from firmware.app.version import FIRMWARE_VERSION
from firmware.core.common import boots
from firmware.core.common.configuring import ConfigurationError
from firmware.core.common.effects import ERROR, INFO
from firmware.core.common.journal import JOURNAL_ID_BYTES
from shared_protocol import codes
from shared_protocol.channel import DeviceChannel

CONFIGURATION = "/configuration.json"
DATA = "/data"

# Garbage is collected each time this much was allocated: often and short, so that it never piles up between long-lived
# objects. With twice as much the 300 bytes of an envelope found no place in 96K in half of the runs.
GC_THRESHOLD_BYTES = 2_048


def prepare(kind) -> BoardLoop | None:
    """Return the loop of a board of the kind, ready to run, or None when its configuration is wrong.

    Resets the board on any other failure.
    """
    gc.threshold(GC_THRESHOLD_BYTES)
    console = Console(Uptime(time.ticks_ms, time.ticks_diff))
    try:
        packets = PacketSocket()  # first: the largest blocks there are
        on_trial = trial.find()
        settings = kind.settings(configuration_file.load(CONFIGURATION))
        return _board_loop(kind, settings, packets, on_trial, console)
    except ConfigurationError as error:
        console.say(ERROR, "configuration: " + str(error) + "; locks stay off")
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, a board must come back
        crash(kind.make_safe, console, error)
        return None


def _board_loop(kind, settings, packets: PacketSocket, on_trial, console: Console) -> BoardLoop:
    tls_context = _tls_context(settings)
    hardware = kind.build_hardware(settings, console)
    flash = Flash(DATA)
    journal = kind.open_journal(settings, flash, os.urandom(JOURNAL_ID_BYTES))
    boot = boots.next_boot(flash, journal)
    reset_cause = _reset_cause()
    device = kind.build_device(settings, journal, boot, reset_cause, FIRMWARE_VERSION)
    channel = DeviceChannel(settings.device_id, settings.key_version, settings.key, kind.rows)
    network = _network(settings)
    size = kind.test(settings, console)
    console.say(
        INFO,
        f"ready: firmware {FIRMWARE_VERSION}, device {settings.device_id}, {size}, boot {boot}, "
        f"reset cause {reset_cause}",
    )
    watchdog = Watchdog(machine.WDT(timeout=kind.watchdog_ms), kind.watchdog_ms)
    link = MqttLink(settings, channel, packets, network, console, watchdog, tls_context)
    return BoardLoop(device, hardware, link, network, flash, watchdog, console, on_trial)


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
