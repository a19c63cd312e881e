"""One act on locks: where it stands, which slots it tried, how it ended. Touches no lock, no journal, no sensor.

Three kinds: a lend tries slots until a bank is out; an eject opens the one slot that it names, and so does the taking back
of a foreign bank, which no command asks for.

WAITING     for readings newer than the command, or than the last pulse
EJECTING    a lock was pulsed; its bank has to leave
RECOVERING  its INTENT was open when power went; it never pulses again
CLOSING     the outcome is known, not yet told
ENDED       told
"""

from shared_protocol import cabinet as wire
from shared_protocol import codes
from shared_protocol.errors import LocalError
from shared_protocol.limits import MAX_TIME_MS

WAITING = 0
EJECTING = 1
RECOVERING = 2
CLOSING = 3
ENDED = 4

PULSED = 0
GONE = 1  # the bank of a slot that it tried left, at once or late
STAYED = 2
UNSEEN = 3
NONE_LEFT = 4
TOO_LATE = 5
FLASH_FAILED = 6
TOLD = 7

TABLE = {
    (WAITING, PULSED): EJECTING,
    (WAITING, GONE): CLOSING,
    (WAITING, UNSEEN): CLOSING,
    (WAITING, NONE_LEFT): CLOSING,
    (WAITING, TOO_LATE): CLOSING,
    (WAITING, FLASH_FAILED): CLOSING,
    (EJECTING, GONE): CLOSING,
    (EJECTING, STAYED): WAITING,
    (EJECTING, UNSEEN): CLOSING,
    (RECOVERING, GONE): CLOSING,
    (RECOVERING, STAYED): CLOSING,
    (RECOVERING, UNSEEN): CLOSING,
    (CLOSING, TOLD): ENDED,
}

# The spring throws a bank out in well under a second. With 47 of 48 locks jammed the last one still has its turn within
# the cloud's lend window (a minute); who leaves later than this is told as a removal, with the order that it belongs to.
EJECT_MS = 1_000
# How much longer to wait for a slot that cannot be read, or whose bank is half out.
UNSEEN_MS = 2_000


class Act:
    """`command`, `order`, `boot`, `not_after_ms`, `tried` slots, `state`, `slot` pulsed last, `bank`, `outcome`, `reason`.

    `target` is the one slot to open, 0 for a lend. An eject has no order (None), a taking back no command either.
    """

    def __init__(
        self,
        command: bytes | None,
        order: bytes | None,
        boot: int,
        not_after_ms: int,
        now_ms: int,
        target: int = 0,
        bank: bytes | None = None,
    ) -> None:
        """Take the ids, the boot that it is bound to, its deadline, when it came (uptimes in ms).

        For an eject also its slot, and the bank that has to be in it (None: whatever is).
        """
        self.command = command
        self.order = order
        self.target = target
        self.bank = bank
        self.boot = boot
        self.not_after_ms = not_after_ms
        self.since_ms = now_ms  # readings must be newer than this
        self.tried: list[int] = []
        self.state = WAITING
        self.slot = 0
        self.charge_pct: int | None = None  # of the bank in `slot`, when it was chosen
        self.outcome = 0
        self.reason = 0

    def pulse(self, slot: int, bank: bytes | None, charge_pct: int, now_ms: int) -> None:
        """Record that `slot` is pulsed now, after its INTENT is durable; never twice for one slot."""
        if slot in self.tried:
            raise LocalError("slot " + str(slot) + " was pulsed before for this command")
        self._step(PULSED)
        self.tried.append(slot)
        self.slot = slot
        self.bank = bank
        self.charge_pct = charge_pct if charge_pct >= 0 else None
        self.since_ms = now_ms

    def bank_gone(self, slot: int) -> None:
        """Record that the bank left `slot`, which was tried; the act is done."""
        recovering = self.state == RECOVERING
        self._close(GONE, codes.DONE, wire.POWER_CUT_BANK_GONE if recovering else 0)
        if slot != self.slot:
            self.slot = slot
            self.charge_pct = None

    def bank_stayed(self, now_ms: int) -> None:
        """Record that the bank is still there: the next slot is tried, or, after a power cut, the act is refused."""
        if self.state == RECOVERING:
            self._close(STAYED, codes.REFUSED, wire.POWER_CUT_BANK_STAYED)
            return
        self._step(STAYED)
        self.since_ms = now_ms - 1  # the reading that showed it staying is fresh enough to choose the next one by

    def not_seen(self) -> None:
        """Record that the slot does not show whether the bank left: no other slot may be tried."""
        recovering = self.state == RECOVERING
        self._close(UNSEEN, codes.UNKNOWN, wire.POWER_CUT_NOT_SEEN if recovering else wire.NOT_SEEN)

    def none_left(self, reason: int) -> None:
        """End it for want of a bank to open for; `reason` tells why there was none, unless locks jammed."""
        self._close(NONE_LEFT, codes.REFUSED, wire.LOCKS_JAMMED if self.tried else reason)

    def too_late(self) -> None:
        """End it because its deadline passed."""
        self._close(TOO_LATE, codes.EXPIRED, codes.DEADLINE_PASSED)

    def flash_failed(self) -> None:
        """End it because no INTENT can be made durable."""
        self._close(FLASH_FAILED, codes.REFUSED, codes.FLASH_FAILED)

    def told(self) -> None:
        """End it: the outcome is durable, or answered where no hardware was touched."""
        self._step(TOLD)

    def _close(self, happened: int, outcome: int, reason: int) -> None:
        self._step(happened)
        self.outcome = outcome
        self.reason = reason

    def _step(self, happened: int) -> None:
        key = (self.state, happened)
        if key not in TABLE:
            raise LocalError("act: no such transition " + str(key))
        self.state = TABLE[key]


def taking_back(slot: int, bank: bytes | None, boot: int, now_ms: int) -> Act:
    """Return the offer to take the foreign `bank` out of `slot` again, by the readings of `now_ms`."""
    return Act(None, None, boot, MAX_TIME_MS, now_ms - 1, slot, bank)


def recovered(left_open) -> Act:
    """Return the lend that was open at the power cut (see inventory.OpenLend)."""
    slot = left_open.slots[-1]
    act = Act(left_open.command, left_open.order, left_open.boot, 0, 0)
    act.target = slot if left_open.order is None else 0
    act.bank = left_open.bank
    act.tried = list(left_open.slots)
    act.slot = slot
    act.state = RECOVERING
    return act
