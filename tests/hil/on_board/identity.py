"""What the board says it is: interpreter, chip, why it last started, which image it would run."""

import os
import sys
from binascii import hexlify

import machine

# Numbers of native code in `.mpy` files: py/persistentcode.h of MicroPython 1.25.
_ARCHITECTURES = (
    "none", "x86", "x64", "armv6", "armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp", "xtensa", "xtensawin",
    "rv32imc",
)  # fmt: skip
_CAUSES = ("PWRON_RESET", "HARD_RESET", "WDT_RESET", "DEEPSLEEP_RESET", "SOFT_RESET")


def versions():
    """Return interpreter and chip; `frequency_hz` and `flash_chip_bytes` are None where the board does not tell them."""
    name = os.uname()
    mpy = sys.implementation._mpy
    frequency = getattr(machine, "freq", None)
    return {
        "release": name.release,
        "machine": name.machine,
        "mpy_version": mpy & 0xFF,
        "mpy_architecture": _ARCHITECTURES[mpy >> 10],
        "unique_id": hexlify(machine.unique_id()).decode(),
        "frequency_hz": frequency() if frequency else None,
        "flash_chip_bytes": _flash_chip_bytes(),
    }


def reset_cause():
    """Return [number, name] of why this interpreter started; a prompt that was asked for is SOFT_RESET."""
    number = machine.reset_cause()
    names = [name for name in _CAUSES if getattr(machine, name, None) == number]
    return [number, names[0] if names else None]


def selected():
    """Return the words of /selected (see firmware/adapters/board/selection.py), None where nothing was flashed."""
    try:
        with open("/selected") as file:
            return file.read().split()
    except OSError:
        return None


def _flash_chip_bytes():
    try:
        import esp
    except ImportError:  # a virtual board has a file system, no chip
        return None
    return esp.flash_size()
