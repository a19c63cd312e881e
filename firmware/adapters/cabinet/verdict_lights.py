"""Tells who stands at the cabinet what was made of the bank that was pushed in: two lights, one line. Judges nothing."""

from firmware.core.cabinet.signals import ACCEPTED
from firmware.core.common.effects import INFO

SHOW_MS = 3_000


class VerdictLights:
    """`accepted` and `take_back` are pins that light when high; `console` says it too."""

    def __init__(self, accepted, take_back, console) -> None:
        self._accepted = accepted
        self._take_back = take_back
        self._console = console
        self._until_ms = 0

    def show(self, verdict: int, slot: int) -> None:
        """Light one of the two for SHOW_MS; the newest verdict counts."""
        self._accepted.value(verdict == ACCEPTED)
        self._take_back.value(verdict != ACCEPTED)
        self._until_ms = self._console.uptime.now_ms() + SHOW_MS
        text = "accepted" if verdict == ACCEPTED else "please take it back"
        self._console.say(INFO, f"return: slot {slot} {text}")

    def tick(self, now_ms: int) -> None:
        """Put them out when it is time."""
        if self._until_ms and now_ms >= self._until_ms:
            self._accepted.value(0)
            self._take_back.value(0)
            self._until_ms = 0
