"""One real lock pulse, seen by the chip itself: the firmware's own lock code drives, a jumper leads the drive to a pin.

Whether the jumper is there shows without moving the lock. The expander drives all its locks low, and the pin's pull-up,
45 kOhm by the data sheet, has nothing to say against that; without a wire it pulls the pin high. It is switched on only
after the expander has answered: against the wiring's pull-down alone (10 kOhm at the gate, 1 kOhm in the wire) the pin
would be at 0.65 V, still low (0.82 V), but the gate at 0.59 V, near a MOSFET's threshold. From then on the pin helps to
pull down.
"""

import gc
import time

import machine

from firmware.adapters.board.uptime import Uptime
from firmware.adapters.cabinet.locks import Locks
from firmware.adapters.cabinet.slot_bus import SLOTS_PER_CHIP, SlotBus
from firmware.boards import cabinet_s3

MOST_US = 800_000  # the coils are rated for 1 s
_SETTLE_MS = 1
_AFTER_MS = 10


def is_wired(slot, gpio):
    """Tell whether a jumper leads the lock drive of `slot` to `gpio`; raises OSError when its expander does not answer."""
    _slot_bus(slot)
    return _pulled_low(gpio)


def measure(slot, gpio, loop_is_alive=True):
    """Pulse the lock of `slot` once and watch it on `gpio`; nothing moves where no jumper is.

    Returns `wired`; `pulse_us`, how long the pin was high, 0 if never; `setup_us`, from the firmware's decision until it
    was; `idle_after`. Unless `loop_is_alive`, nobody calls `tick`, and the timer has to end the pulse. Polled, so right
    within a turn of the loop (0.1 ms). Raises OSError when the slot's expander does not answer.
    """
    slot_bus = _slot_bus(slot)
    if not _pulled_low(gpio):
        return {"wired": False, "pulse_us": 0, "setup_us": 0, "idle_after": True}
    pin = machine.Pin(gpio, machine.Pin.IN, machine.Pin.PULL_DOWN)
    locks = _locks(slot_bus)
    try:
        setup_us, pulse_us = _watched(locks, slot, pin, loop_is_alive)
    finally:
        locks.release()
    time.sleep_ms(_AFTER_MS)
    idle_after = not pin()
    slot_bus.reset()
    _let_go(gpio)
    return {"wired": True, "pulse_us": pulse_us, "setup_us": setup_us, "idle_after": idle_after}


def cut_short(slot, gpio):
    """Drive the lock of `slot`, print what `gpio` shows of it, and reset the chip in the middle of the pulse."""
    locks = _locks(_slot_bus(slot))
    pin = machine.Pin(gpio, machine.Pin.IN, machine.Pin.PULL_DOWN)
    locks.pulse(slot, 0)
    time.sleep_ms(cabinet_s3.LOCK_PULSE_MS // 2)
    print("driven" if pin() else "idle")
    time.sleep_ms(cabinet_s3.LOCK_PULSE_MS // 4)  # what was printed has left a native USB port by then
    machine.reset()


def level(gpio):
    """Return the level that a jumper leads to `gpio`; touches no chip, so that it shows what a reset has left."""
    pin = machine.Pin(gpio, machine.Pin.IN, machine.Pin.PULL_DOWN)
    time.sleep_ms(_SETTLE_MS)
    found = pin()
    _let_go(gpio)
    return found


def _watched(locks, slot, pin, loop_is_alive):
    uptime = Uptime(time.ticks_ms, time.ticks_diff)
    gc.collect()
    decided = time.ticks_us()
    if not locks.pulse(slot, uptime.now_ms()):
        raise OSError("the expander did not take the pulse")
    if not pin():
        return 0, 0
    rose = time.ticks_us()
    pulse_us = 0
    while pin() and pulse_us < MOST_US:
        if loop_is_alive:
            locks.tick(uptime.now_ms())
        pulse_us = time.ticks_diff(time.ticks_us(), rose)
    return time.ticks_diff(rose, decided), pulse_us


def _slot_bus(slot):
    slot_bus = SlotBus(
        cabinet_s3.bus(), slot, cabinet_s3.FIRST_EXPANDER, cabinet_s3.FIRST_MUX, cabinet_s3.reset_peripherals
    )
    slot_bus.reset()
    if not slot_bus.expanders[(slot - 1) // SLOTS_PER_CHIP].is_configured():
        raise OSError("the expander does not keep what it is told")
    return slot_bus


def _locks(slot_bus):
    return Locks(slot_bus, cabinet_s3.LOCK_PULSE_MS, machine.Timer(0), machine.Timer.ONE_SHOT)


def _pulled_low(gpio):
    pin = machine.Pin(gpio, machine.Pin.IN, machine.Pin.PULL_UP)
    time.sleep_ms(_SETTLE_MS)
    found = not pin()
    _let_go(gpio)
    return found


def _let_go(gpio):
    machine.Pin(gpio, machine.Pin.IN, None)  # type: ignore[arg-type]  # None switches the pull-up off, the stubs say not
