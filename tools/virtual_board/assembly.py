"""One virtual board: puts chips, world, flash, network and processor together and carries out what the processor asks.

Owns the meaning of each call on the line. Everything it touches outlives the process that calls.
"""

import asyncio
import os
import struct
import time
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

from tools.firmware_image import FOLDERS, explain
from tools.runtime import micropython
from tools.virtual_board.board import virtual_calls as calls
from tools.virtual_board.chips.bus import NoAcknowledgeError
from tools.virtual_board.mainboard import Mainboard
from tools.virtual_board.network.network import NameNotFoundError, Network
from tools.virtual_board.network.station import Station
from tools.virtual_board.persistence import WorldFile, damaged
from tools.virtual_board.processor.board_software import START, board_software, overhead_bytes
from tools.virtual_board.processor.flash import Flash, FlashPowerCutError
from tools.virtual_board.processor.installation import install
from tools.virtual_board.processor.lifecycle import Cause, Lifecycle
from tools.virtual_board.processor.line import Call
from tools.virtual_board.processor.power_cuts import PowerCuts
from tools.virtual_board.processor.process import Process
from tools.virtual_board.serial.cable import Cable
from tools.virtual_board.serial.console import Console
from tools.virtual_board.serial.keyboard import Keyboard
from tools.virtual_board.serial.printout import Printout
from tools.virtual_board.serial.serial_port import SerialPort
from tools.virtual_board.specification import Specification
from tools.world.interface import Cancellable

ENODEV = 19  # what an ESP32's I2C says when nobody answers
EIO = 5
FIRMWARE_FOLDERS = (*FOLDERS, "/firmware", "/shared_protocol", "/lib")
IMAGE, WORLD, CONSOLE = "flash.img", "world.json", "console.log"


class HostTime:
    """The host's clocks and the loop's timers, as a device wants them."""

    def now_ms(self) -> float:
        """Return the monotonic clock."""
        return time.monotonic() * 1000

    def call_later(self, delay_ms: float, act: Callable[[], None]) -> Cancellable:
        """Call `act` after a delay."""
        return asyncio.get_running_loop().call_later(delay_ms / 1000, act)


class Board:
    """A board made from its specification, without power yet; `echo` gets its console lines."""

    def __init__(self, specification: Specification, echo: Callable[[str], None]) -> None:
        self.specification = specification
        folder = specification.folder
        folder.mkdir(parents=True, exist_ok=True)
        install(folder / IMAGE, specification.files, () if specification.bare else FIRMWARE_FOLDERS)
        host = HostTime()
        self.device = specification.design.build(host)
        self.mainboard = Mainboard(self.device, lambda: round(time.time() * 1000))
        self.flash = Flash(folder / IMAGE)
        self.station = Station(host.now_ms, specification.access_point)
        self.network = Network(self.station)
        self.console = Console(folder / CONSOLE, echo)
        self.lifecycle = Lifecycle(self.mainboard, self.network, self.station, self._launch, self.say)
        self.keyboard = Keyboard()
        self.port = SerialPort(self.keyboard.type)
        self.printout = Printout(self.port.write, self._print_line)
        self.cable = Cable(self.port, self.lifecycle, self.say)
        self._process: Process | None = None
        self._ended_by = calls.HARD_RESET
        self.power_cuts = PowerCuts(self.lifecycle, self.flash)
        self.device.on_drive = self.power_cuts.output_driven
        self.world_file = WorldFile(folder / WORLD, self._describe_world)
        self._unique_id = b"\x02" + sha256(specification.name.encode()).digest()[:5]  # locally administered
        self._calls = {
            calls.READY: self._ready,
            calls.I2C: self._i2c,
            calls.GPIO_DRIVE: self._gpio_drive,
            calls.GPIO_READ: self._gpio_read,
            calls.RESET: self._reset,
            calls.WATCHDOG_START: self._watchdog_start,
            calls.WATCHDOG_FEED: self._watchdog_feed,
            calls.CLOCK_SET: self._clock_set,
            calls.FLASH_PROGRAM: self._flash_program,
            calls.FLASH_ERASE: self._flash_erase,
            calls.WIFI_ACTIVE: self._wifi_active,
            calls.WIFI_CONNECT: self._wifi_connect,
            calls.WIFI_DISCONNECT: self._wifi_disconnect,
            calls.WIFI_STATUS: self._wifi_status,
            calls.RESOLVE: self._resolve,
            calls.LISTENING: self._listening,
            calls.CTRL_C_IS_DATA: self._ctrl_c_is_data,
        }
        self._find_world()
        self.port.plug()

    def power_on(self) -> None:
        """Switch the supply on."""
        self.lifecycle.restore_power()

    async def stop(self) -> None:
        """End the process, save the world, close everything; outputs go low as at a power cut."""
        await self.lifecycle.stop()
        self.world_file.write()
        self.network.close()
        self.cable.close()
        self.keyboard.close()
        self.flash.close()
        self.console.close()

    def say(self, text: str) -> None:
        """Put a line of the supervisor's own on the board's console."""
        self.console.add(len(self.lifecycle.boots), f"virtual board: {text}")

    def snapshot(self) -> dict[str, Any]:
        """Return all that can be known about board and world, as plain data."""
        return {
            "name": self.specification.name,
            "kind": self.specification.design.kind,
            **self.lifecycle.snapshot(),
            **self.mainboard.snapshot(),
            **self.device.snapshot(self.mainboard.gpio),
            "port": self.port.name,
            "network": str(self.network.conditions.mode),
            "network_delay_ms": self.network.conditions.delay_ms,
            "wifi_on_air": self.station.on_air,
            "connections": self.network.open_flows(),
            "flash_writes": self.flash.writes,
            "now_ms": round(time.monotonic() * 1000),
        }

    def _find_world(self) -> None:
        stored = self.world_file.read()
        if stored is None:
            self.device.fill(Random(f"{self.specification.seed}/{self.specification.name}"))
        else:
            try:
                self.mainboard.restore(stored)
                self.device.restore(stored)
            except (KeyError, TypeError, ValueError) as error:
                raise damaged(self.specification.folder / WORLD, error) from error
        self.device.on_change = self.world_file.changed
        self.world_file.write()

    def _describe_world(self) -> dict[str, Any]:
        return {**self.mainboard.to_json(), **self.device.to_json()}

    def _launch(self, cause: Cause, clock_s: int) -> Process:
        specification = self.specification
        heap = specification.heap_bytes + overhead_bytes(specification.bits)
        self.device.booted(len(self.lifecycle.boots))
        mode = "raw" if cause is Cause.SOFT and self._ended_by == calls.SOFT_RESET_RAW else "friendly"
        facts = [
            str(self.flash.path.absolute()), self.flash.block_count, int(cause), self._unique_id.hex(), clock_s,
            specification.ticks_at_boot_ms, mode,
        ]  # fmt: skip

        def command(main: int, interrupt: int) -> list[str]:
            program = [str(micropython(specification.bits)), "-X", f"heapsize={heap}", str(board_software() / START)]
            return [*program, str(main), str(interrupt), *map(str, facts)]

        self.printout.binary = False
        self.printout.private = False
        self._ended_by = calls.HARD_RESET
        process = Process(command, self._carry_out, self.keyboard.reading_end, self.printout.add, self._process_ended)
        self.keyboard.started(process)
        self._process = process
        return process

    def _process_ended(self, process: Process) -> None:
        self._process = None
        self.printout.end()
        self.keyboard.ended(keep=self._ended_by != calls.HARD_RESET)
        self.lifecycle.process_ended(process)

    def _print_line(self, line: str) -> None:
        self.console.add(len(self.lifecycle.boots), explain(line))

    def _carry_out(self, call: Call) -> bytes | None:
        act = self._calls.get(call.number)
        if act is None:
            raise OSError(EIO, f"call {call.number}")
        return act(call)

    def _ready(self, _call: Call) -> bytes:
        self.lifecycle.booted()
        return b""

    def _i2c(self, call: Call) -> bytes:
        if call.unit != 0:
            raise OSError(ENODEV, "nothing hangs on this bus")
        try:
            answer = self.mainboard.bus.transfer(call.place, call.out, call.size_in)
        except NoAcknowledgeError as error:
            raise OSError(ENODEV, str(error)) from error
        return answer

    def _gpio_drive(self, call: Call) -> bytes:
        self.mainboard.set_gpio(call.place, None if call.unit == calls.FLOATING else bool(call.unit))
        return b""

    def _gpio_read(self, call: Call) -> bytes:
        return bytes([self.mainboard.read_gpio(call.place, bool(call.unit))])

    def _reset(self, call: Call) -> None:
        self._ended_by = call.unit
        self.lifecycle.reset_by_firmware(soft=call.unit != calls.HARD_RESET, by_hand=self.keyboard.prompted)

    def _watchdog_start(self, call: Call) -> bytes:
        self.lifecycle.start_watchdog(struct.unpack("<I", call.out)[0])
        return b""

    def _watchdog_feed(self, _call: Call) -> bytes:
        self.lifecycle.feed_watchdog()
        return b""

    def _clock_set(self, call: Call) -> bytes:
        self.lifecycle.set_clock(struct.unpack("<q", call.out)[0])
        return b""

    def _flash_program(self, call: Call) -> bytes | None:
        return self._flash_write(lambda: self.flash.program(call.place, call.offset, call.out))

    def _flash_erase(self, call: Call) -> bytes | None:
        return self._flash_write(lambda: self.flash.erase(call.place))

    def _flash_write(self, write: Callable[[], None]) -> bytes | None:
        try:
            write()
        except FlashPowerCutError:
            self.power_cuts.flash_lost_power()
            return None
        return b""

    def _wifi_active(self, call: Call) -> bytes:
        self.station.set_active(bool(call.unit))
        return b""

    def _wifi_connect(self, call: Call) -> bytes:
        ssid, _, key = call.out.partition(b"\0")
        self.station.connect(os.fsdecode(ssid), os.fsdecode(key))
        return b""

    def _wifi_disconnect(self, _call: Call) -> bytes:
        self.station.disconnect()
        return b""

    def _wifi_status(self, _call: Call) -> bytes:
        return struct.pack("<hh", self.station.status(), self.station.rssi_dbm())

    def _resolve(self, call: Call) -> bytes:
        try:
            port = self.network.resolve(call.out.decode("utf-8", "replace"), call.place)
        except NameNotFoundError:
            port = 0
        return struct.pack("<H", port)

    def _listening(self, call: Call) -> bytes:
        self._take_printed()
        if call.unit in (calls.FRIENDLY_PROMPT, calls.RAW_PROMPT):
            if not self.keyboard.prompted and call.unit == calls.FRIENDLY_PROMPT:
                self.say("main.py has ended; a real board now waits at its prompt")
            self.printout.end()
            self.printout.private = True
        self.keyboard.listens(call.unit)
        return b""

    def _ctrl_c_is_data(self, call: Call) -> bytes:
        self._take_printed()
        self.printout.binary = bool(call.unit)
        self.keyboard.set_ctrl_c_is_data(bool(call.unit))
        return b""

    def _take_printed(self) -> None:
        if self._process:
            self._process.read_console()
