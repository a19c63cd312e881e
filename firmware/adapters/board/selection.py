"""Which image the board starts, and what becomes of one on trial. Needs no network.

`/selected` holds four words: the folder of the image; the folder to go back to or `-`; how often it was started without
proof, or `ok`; and in how many seconds it must reach its broker. It is replaced whole, by a rename. An image has proved
itself once the broker took it in (`trial.py`). After MOST_STARTS without proof it gives way to the one before; where there
is none the board stays at its prompt, locks off. `boot.py` and `main.py` use this file by itself, so it imports nothing of
ours. What a person stops by Ctrl-C does not count.
"""

import os
import sys
import time

import machine

FILE = "/selected"
FOLDER = 0
PREVIOUS = 1
STARTS = 2
BROKER_S = 3
PROVED = "ok"
NONE = "-"
UNKNOWN = ("a", NONE, PROVED, "300")  # what runs where nobody selected anything

MOST_STARTS = 3
# Longest that an image on trial may take until it feeds the watchdog itself.
LONGEST_START_S = 60
# For somebody at the prompt, as in app/cabinet.py; and for a board that only waits for its configuration.
PROMPT_MS = 600_000
UNCONFIGURED_MS = 86_400_000
PAUSE_MS = 5_000


def read() -> list:
    """Return the four words."""
    try:
        with open(FILE) as file:
            words = file.read().split()
    except OSError:
        words = []
    return words if len(words) == len(UNKNOWN) else list(UNKNOWN)


def write(words: list) -> None:
    """Store the four words; durable on return, and never half. Raises OSError."""
    text = " ".join(words)
    with open(FILE + ".new", "w") as file:
        if file.write(text) != len(text):
            raise OSError(28)  # ENOSPC: the driver took a part and said nothing
    os.rename(FILE + ".new", FILE)


def show() -> None:
    """Put the selected image where imports look first."""
    sys.path.insert(0, "/" + read()[FOLDER])


def begin() -> bool:
    """Count a start of an image on trial, and watch over it; return whether it is to be started."""
    words = read()
    if words[STARTS] == PROVED:
        return True
    if int(words[STARTS]) < MOST_STARTS:
        _count(words, 1)
        machine.WDT(timeout=min(LONGEST_START_S, int(words[BROKER_S])) * 1000)
        return True
    if words[PREVIOUS] == NONE:
        _say("safe mode: the image in /" + words[FOLDER] + " does not start and there is no other; locks stay off")
        return False
    _say("the image in /" + words[FOLDER] + " did not prove itself, back to /" + words[PREVIOUS])
    write([words[PREVIOUS], NONE, "0", words[BROKER_S]])
    machine.reset()
    return False


def failed(error: BaseException) -> None:
    """Reset the board after an image on trial ended with `error`; any other error goes on to the prompt."""
    words = read()
    if words[STARTS] == PROVED:
        raise error
    if isinstance(error, KeyboardInterrupt):
        machine.WDT(timeout=PROMPT_MS)
        _count(words, -1)
        raise error
    _say("the image on trial crashed, reset follows")
    sys.print_exception(error)  # type: ignore[attr-defined]
    time.sleep_ms(PAUSE_MS)
    machine.reset()


def ended(app) -> None:
    """Leave the board at its prompt; but reset it where an image on trial (`app` is None) refuses the configuration."""
    words = read()
    if words[STARTS] == PROVED:
        return
    if app or words[PREVIOUS] == NONE:
        _count(words, -1)
        if not app:
            machine.WDT(timeout=UNCONFIGURED_MS)
        return
    _say("the image on trial refuses the configuration, reset follows")
    time.sleep_ms(PAUSE_MS)
    machine.reset()


def _count(words: list, change: int) -> None:
    words[STARTS] = str(max(0, int(words[STARTS]) + change))
    try:
        write(words)
    except OSError as error:  # a full flash is not the image's fault
        _say("starts not counted: " + str(error))


def _say(text: str) -> None:
    print(time.ticks_ms(), "error", text)  # noqa: T201 - this is the console
