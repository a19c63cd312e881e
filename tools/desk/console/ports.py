"""Which serial port is meant, and why one cannot be opened. Opens none."""

import errno
import glob
import grp
import os
from pathlib import Path

from serial.tools import list_ports

from tools.errors import ToolError

EXIT_NO_PORT = 3
EXIT_NO_ACCESS = 4
AUTO = "auto"
_BUSY = (errno.EAGAIN, errno.EBUSY)
_DEFAULT_GROUP = "dialout"


def choose(port: str) -> str:
    """Return the device of `port`; `auto` is the one USB serial port that is there. Raises ToolError."""
    if port != AUTO:
        return port
    found = boards()
    if len(found) == 1:
        return found[0]
    if found:
        raise ToolError(f"several boards are there: {', '.join(found)}", "name one of them with --port", EXIT_NO_PORT)
    raise ToolError(
        "no board is there: no serial port on USB",
        "plug one in with a cable that carries data, or name its port with --port (for a virtual board: /dev/pts/N)",
        EXIT_NO_PORT,
    )


def boards() -> list[str]:
    """Return the serial ports on USB, in the order of their names."""
    return sorted(port.device for port in list_ports.comports() if port.vid is not None)


def explain(port: str, error: OSError) -> ToolError:
    """Return cause and way out for a port that could not be opened."""
    if error.errno in _BUSY:
        return ToolError(f"{port} is busy: another program has it open", _way_to_free(port), EXIT_NO_ACCESS)
    if error.errno in (errno.EACCES, errno.EPERM):
        group = _group(port)
        way_out = f"join the group {group}: sudo usermod -aG {group} $USER, then log in anew"
        return ToolError(f"this user may not open {port}", way_out, EXIT_NO_ACCESS)
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        there = boards()
        way_out = (
            f"there is: {', '.join(there)}" if there else "plug the board in; ls /dev/ttyACM* /dev/ttyUSB* shows ports"
        )
        return ToolError(f"there is no port {port}", way_out, EXIT_NO_PORT)
    cause = os.strerror(error.errno) if error.errno else str(error)
    return ToolError(
        f"{port} cannot be used as a serial port: {cause}", "name a serial port, such as /dev/ttyACM0", EXIT_NO_PORT
    )


def _way_to_free(port: str) -> str:
    holder = _holder(port)
    return f"end {holder}" if holder else "end that program: another console, mpremote, an IDE; `fuser` names it"


def _holder(port: str) -> str:
    """Return name and process id of a program that has `port` open, as far as this user may see it; else empty."""
    wanted = os.path.realpath(port)
    for link in glob.iglob("/proc/[0-9]*/fd/*"):  # noqa: PTH207 - pathlib would raise where a process ends meanwhile
        try:
            process = link.split("/")[2]
            if os.readlink(link) == wanted and int(process) != os.getpid():  # noqa: PTH115 - as above
                name = Path("/proc", process, "comm").read_text().strip()
                return f"{name} (process {process})"
        except OSError:
            continue
    return ""


def _group(port: str) -> str:
    try:
        return grp.getgrgid(os.stat(port).st_gid).gr_name  # noqa: PTH116 - one call, and no path to build
    except (OSError, KeyError):
        return _DEFAULT_GROUP
