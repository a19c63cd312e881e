"""Why no power bank is lent, and which refusal a reason code of a cabinet stands for."""

from cloud.domain.problems import Problem
from shared_protocol import cabinet as wire
from shared_protocol import codes


class ReturnsOnly(Problem):
    """The cabinet takes banks and lends none."""

    slug = "returns-only"
    status = 409
    title = "This cabinet only takes power banks back at the moment"


class CabinetOffline(Problem):
    """The cabinet is not connected; nothing was sent."""

    slug = "cabinet-offline"
    status = 409
    title = "The cabinet is offline"


class CabinetNotReady(Problem):
    """The cabinet is connected but has not reported since its start; or cannot lend as it is."""

    slug = "cabinet-not-ready"
    status = 409
    title = "The cabinet is not ready"


class CabinetBusy(Problem):
    """The cabinet is busy with others."""

    slug = "cabinet-busy"
    status = 409
    title = "The cabinet is busy; try again in a moment"


class NoBank(Problem):
    """The cabinet has no bank that may be lent."""

    slug = "no-bank"
    status = 409
    title = "No power bank is available in this cabinet"


class LocksJammed(Problem):
    """There were banks, and none came out."""

    slug = "locks-jammed"
    status = 409
    title = "No power bank came out; nothing is charged"


class CabinetTooHot(Problem):
    """The cabinet is too hot to lend."""

    slug = "cabinet-too-hot"
    status = 409
    title = "The cabinet is too hot right now"


class LendExpired(Problem):
    """The cabinet was reached too late and did nothing."""

    slug = "lend-expired"
    status = 409
    title = "The cabinet could not be reached in time; nothing came out"


class LendUnresolved(Problem):
    """Nobody knows yet whether a bank came out; a person looks at it."""

    slug = "lend-unresolved"
    status = 409
    title = "It is not known yet whether a power bank came out"


REFUSALS: tuple[type[Problem], ...] = (
    ReturnsOnly,
    CabinetOffline,
    CabinetNotReady,
    CabinetBusy,
    NoBank,
    LocksJammed,
    CabinetTooHot,
    LendExpired,
    LendUnresolved,
)

_BY_REASON: dict[int, type[Problem]] = {
    wire.NO_FIT_BANK: NoBank,
    wire.LOCKS_JAMMED: LocksJammed,
    codes.JOURNAL_FULL: CabinetNotReady,
    codes.DEADLINE_PASSED: LendExpired,
    codes.WRONG_BOOT: LendExpired,
    codes.BUSY: CabinetBusy,
    wire.POWER_CUT_BANK_STAYED: LocksJammed,
    wire.TOO_HOT: CabinetTooHot,
    codes.NOT_CONFIGURED: CabinetNotReady,
    codes.FLASH_FAILED: CabinetNotReady,
    wire.ONLY_RETURNS: ReturnsOnly,
}


def of_reason(reason: int | None) -> type[Problem]:
    """Return the problem that a device's reason code for not lending stands for."""
    return _BY_REASON.get(reason or 0, CabinetNotReady)
