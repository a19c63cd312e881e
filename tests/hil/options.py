"""The options of the suite, as pytest has them; `wattlend hil` passes its own on under these names."""

import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.desk.hil.bad_input import VIRTUAL

RESETS = 100
SLOTS = 6
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Options:
    """What a run was asked for; see `declare`."""

    port: str
    bits: int
    board: str
    rig: str | None
    by_hand: bool
    wifi: Path | None
    host: str | None
    slots: int | None
    resets: int
    seed: int
    soak_minutes: float
    output: Path
    give_back: bool

    @property
    def is_virtual(self) -> bool:
        """Whether the suite runs its own virtual board."""
        return self.port == VIRTUAL

    def broker_host(self) -> str:
        """Return this computer's address as the board sees it."""
        if self.host:
            return self.host
        return LOOPBACK if self.is_virtual or self.rig else _address_towards_others()


def declare(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("hil", "hardware in the loop (wattlend hil)")
    group.addoption("--hil-port", metavar="PORT", help="the board's serial port, or `virtual`")
    group.addoption("--hil-bits", type=int, default=32, choices=(32, 64), help="width of the virtual board")
    group.addoption("--hil-board", default="cabinet-s3", help="whose pins and jumpers")
    group.addoption("--hil-rig", help="name, folder or socket of the virtual board at PORT")
    group.addoption("--hil-by-hand", action="store_true", help="somebody is there to move banks")
    group.addoption("--hil-wifi", type=Path, help='file with {"ssid": ..., "password": ...}')
    group.addoption("--hil-host", help="this computer's address as the board sees it")
    group.addoption("--hil-slots", type=int, help="slots of the cabinet")
    group.addoption("--hil-resets", type=int, default=RESETS, help="resets while the journal is written")
    group.addoption("--hil-seed", type=int, help="of the random moments")
    group.addoption("--hil-soak", type=float, default=0, metavar="MINUTES", help="go on renting for so long")
    group.addoption("--hil-give-back", action="store_true", help="only undo what an earlier run left")
    group.addoption("--hil-output", type=Path, default=Path("test-output/hil"), help="folder of the reports")


def taken(config: pytest.Config) -> Options:
    """Return the options of a run."""
    seed = config.getoption("hil_seed")
    return Options(
        port=config.getoption("hil_port"),
        bits=config.getoption("hil_bits"),
        board=config.getoption("hil_board"),
        rig=config.getoption("hil_rig"),
        by_hand=config.getoption("hil_by_hand"),
        wifi=config.getoption("hil_wifi"),
        host=config.getoption("hil_host"),
        slots=config.getoption("hil_slots"),
        resets=config.getoption("hil_resets"),
        seed=secrets.randbelow(1 << 32) if seed is None else seed,
        soak_minutes=config.getoption("hil_soak"),
        output=config.getoption("hil_output").absolute(),
        give_back=config.getoption("hil_give_back"),
    )


def _address_towards_others() -> str:
    """Return the address that this computer has in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])
