"""Looks at a board: what it is, how much room it has, which images stand on it and which of them is selected."""

import json
from dataclasses import dataclass

from tools.desk.flash.exit_codes import EXIT_NO_MICROPYTHON
from tools.desk.flash.mpremote import Mpremote
from tools.desk.flash.restart import stop_and_restart
from tools.errors import ToolError
from tools.firmware_image import FOLDERS, SELECTED

CONFIGURATION = "/configuration.json"
BORROWED = "kept"
"""The folder in which `wattlend hil` sets aside who the board is (tests/hil/on_board/borrow.py)."""
MARK = "wattlend survey "
UNSELECTED = "a - ok 300"
"""What a board without SELECTED does, as in firmware/adapters/board/selection.py."""

_SCRIPT = """
import gc, os, sys
gc.collect()
heap = gc.mem_free() + gc.mem_alloc()
def survey():
    import json
    from binascii import hexlify
    from hashlib import sha256
    files = {}
    buffer = bytearray(512)
    view = memoryview(buffer)
    def look(folder):
        for entry in os.ilistdir(folder):
            path = folder.rstrip("/") + "/" + entry[0]
            if entry[1] == 0x8000:
                digest = sha256()
                with open(path, "rb") as file:
                    count = file.readinto(buffer)
                    while count:
                        digest.update(view[:count])
                        count = file.readinto(buffer)
                files[path] = hexlify(digest.digest()).decode()
            elif folder != "/":
                look(path)
    look("/")
    for folder in FOLDERS:
        if folder[1:] in os.listdir("/"):
            look(folder)
    selected = open(SELECTED).read() if SELECTED in files else ""
    state = os.statvfs("/")
    name = os.uname()
    return json.dumps({"release": name.release, "machine": name.machine, "mpy": getattr(sys.implementation, "_mpy", 0),
        "heap": heap, "flash_free": state[0] * state[3], "block": state[0], "files": files, "selected": selected,
        "is_borrowed": BORROWED in os.listdir("/")})
print(MARK + survey())
"""


@dataclass(frozen=True)
class Survey:
    """`files` has the SHA-256 of each file at the top and in the images' folders by its path; sizes are bytes.

    `is_borrowed`: a run of `wattlend hil` was cut short, and who the board was stands aside on it.
    """

    release: str
    machine: str
    mpy: int
    heap: int
    flash_free: int
    block: int
    files: dict[str, str]
    selected: str
    is_borrowed: bool = False

    @property
    def active(self) -> str:
        """The folder whose image the board starts."""
        return "/" + self._words[0]

    @property
    def previous(self) -> str | None:
        """The folder to go back to, if there is one."""
        return None if self._words[1] == "-" else "/" + self._words[1]

    @property
    def is_proved(self) -> bool:
        """Whether the image that the board starts is not on trial."""
        return self._words[2] == "ok"

    @property
    def has_configuration(self) -> bool:
        """Whether the board knows who it is."""
        return CONFIGURATION in self.files

    @property
    def _words(self) -> list[str]:
        words = self.selected.split()
        return words if len(words) == len(UNSELECTED.split()) else UNSELECTED.split()


def survey(line: Mpremote) -> Survey:
    """Return what the board says of itself; raises ToolError. Ctrl-C restarts the board, whose program has ended."""
    constants = f"FOLDERS, SELECTED, BORROWED, MARK = {FOLDERS!r}, {SELECTED!r}, {BORROWED!r}, {MARK!r}\n"
    try:
        output = line.run([["exec", constants + _SCRIPT]])
    except KeyboardInterrupt:
        stop_and_restart(line.port)
        raise
    found = next((text for text in output.splitlines() if text.startswith(MARK)), None)
    if found is None:
        raise ToolError(
            f"no MicroPython answers on {line.port}", "put MicroPython 1.25 or newer on the board", EXIT_NO_MICROPYTHON
        )
    return Survey(**json.loads(found.removeprefix(MARK)))
