"""A board's raw prompt over mpremote's transport: asks, checks what comes by its CRC, and asks again where bytes were lost.

Owns one open port while it lives. Knows nothing of what is asked.
"""

import binascii
import hashlib
import json
import struct
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from tests.hil.bench_files import BENCH_FOLDER
from tests.hil.line_faults import LineFault, LineRecord
from tests.hil.on_board.answer import MARK

READ_S = 0.5
"""A byte that mpremote waits for and that never comes would hold it up for ever."""
ATTEMPTS = 3
ENTER_WITHIN_S = (3, 10, 10)
"""mpremote asks for a prompt once: a board that was just starting loses that, and is asked again soon."""
CHUNK_BYTES = 1024
_LOST = (TransportError, struct.error, OSError, termios.error, UnicodeDecodeError)
_SOON_S = 0.3
_REACHABLE = f"import sys\nif {BENCH_FOLDER!r} not in sys.path: sys.path.insert(0, {BENCH_FOLDER!r})\n"


class Prompt:
    """The raw prompt of the board at `port`, with a clean heap; the program that ran there has ended."""

    def __init__(self, port: str, record: LineRecord) -> None:
        """Open the port; raises LineFault when there is no prompt."""
        self.port = port
        self._record = record
        self._number = 0
        self._transport = self._entered()

    def ask(self, question: str, within_s: float = 30) -> Any:
        """Return the value of `question` ("module.function(arguments)", a module of the bench folder) on the board.

        It may be evaluated more than once. Raises TransportExecError when the board raises, LineFault when the line is bad.
        """
        self._number += 1
        crc = binascii.crc32(question.encode())
        code = f"{_REACHABLE}import answer\nanswer.give({self._number}, {crc}, {question!r})"
        return self._repeated(question, lambda: self._answer(self.run(code, within_s)))

    def ask_with(self, source: str, expression: str, within_s: float = 30) -> Any:
        """Return the value of `expression` on the board, which `source` explains; nothing of the bench is needed there.

        Both are run only if they arrived whole, and may be run more than once. Raises as `ask` does.
        """
        self._number += 1
        code = f"{source}\nimport json, binascii\npayload = json.dumps([{self._number}, {expression}])\n"
        code += f"print({MARK!r}, binascii.crc32(payload.encode()), payload)"
        checked = (
            f"import binascii\ncode = {code!r}\nif binascii.crc32(code.encode()) == {binascii.crc32(code.encode())}:\n"
        )
        checked += " exec(code)\nelse:\n raise ValueError('the code arrived damaged')"
        return self._repeated(expression, lambda: self._answer(self.run(checked, within_s)))

    def run(self, code: str, within_s: float = 30) -> str:
        """Run `code` once and return what it printed; raises TransportError, TransportExecError."""
        said, complaint = self._transport.exec_raw(code, timeout=within_s)
        if complaint:
            raise TransportExecError(said, complaint.decode(errors="backslashreplace"))
        return str(said.decode())

    def follow(self, call: str) -> Iterator[bytes]:
        """Start `call` ("module.function(arguments)"), which need not end; yield what it prints, b"" a few times a second."""
        self._transport.exec_raw_no_follow(f"{_REACHABLE}import {call.partition('.')[0]}\n{call}")
        serial = self._transport.serial
        while True:
            try:
                yield serial.read(max(serial.in_waiting, 1))
            except OSError as error:
                raise LineFault(f"{self.port} went away") from error

    def heard(self) -> bytes:
        """Return what the program that is followed printed since, without waiting; b"" where the port is gone."""
        serial = self._transport.serial
        try:
            return bytes(serial.read(serial.in_waiting))
        except OSError:
            return b""

    def copy(self, files: dict[str, bytes]) -> None:
        """Put files (path on the board -> bytes) there, each compared by its hash; their folders are made."""
        folders = sorted({str(parent) for path in files for parent in Path(path).parents if str(parent) != "/"})
        make = f"import os\nfor folder in {folders!r}:\n try: os.mkdir(folder)\n except OSError: pass"
        self._repeated("folders", lambda: self.run(make))
        for path, data in files.items():
            self._repeated(path, lambda path=path, data=data: self._copied(path, data))  # type: ignore[misc]

    def close(self) -> None:
        """Let go of the port; the board stays at its prompt."""
        self._transport.serial.close()  # mpremote's own close moves DTR and RTS, which restarts many boards

    def _copied(self, path: str, data: bytes) -> None:
        self._transport.fs_writefile(path, data, CHUNK_BYTES)
        if self._transport.fs_hashfile(path, "sha256") != hashlib.sha256(data).digest():
            raise TransportError(f"{path} arrived damaged")

    def _answer(self, printed: str) -> Any:
        for line in printed.splitlines():
            mark, _, rest = line.partition(" ")
            crc, _, payload = rest.partition(" ")
            if mark == MARK and crc == str(binascii.crc32(payload.encode())):
                number, value = json.loads(payload)
                if number == self._number:
                    return value
        raise TransportError(f"no whole answer in {printed[-200:]!r}")

    def _repeated(self, what: str, attempt: Any) -> Any:
        complaint = ""
        for _ in range(ATTEMPTS):
            try:
                return attempt()
            except TransportExecError as error:
                # Damaged code raises too. What the board raises twice in the same words is its own.
                if error.error_output == complaint:
                    raise
                complaint, last = error.error_output, error.error_output
            except _LOST as error:
                last = str(error)
            self._record.repeated.append(f"{what}: {last.strip().splitlines()[-1] if last.strip() else 'nothing came'}")
            self._begin_again()
        raise LineFault(f"{self.port} lost bytes {ATTEMPTS} times at {what!r}: {last}")

    def _begin_again(self) -> None:
        """Open the port anew, with a soft reset: the board may have started meanwhile, and taken half of what was sent."""
        self._transport.serial.close()
        self._transport = self._entered()

    def _entered(self) -> SerialTransport:
        last = ""
        for within_s in ENTER_WITHIN_S:
            try:
                transport = SerialTransport(self.port, timeout=READ_S)
            except (*_LOST, ValueError) as error:
                last = str(error)
                time.sleep(_SOON_S)
                continue
            try:
                transport.enter_raw_repl(timeout_overall=within_s)
            except _LOST as error:
                last = str(error)
                transport.serial.close()
                time.sleep(_SOON_S)
            else:
                return transport
        raise LineFault(f"no prompt on {self.port}: {last}")
