"""The board's prompt, as an ESP32's own: friendly, raw and raw paste; and how its programs begin and end.

Owns those conversations byte by byte. MicroPython's Unix port before 1.27 has no raw prompt, which serial tools need.
It knows neither history nor completion. On an ESP32 this is C, so it is loaded before the firmware's heap is counted.
"""

import gc
import sys
from io import StringIO

import virtual_calls as calls
from virtual_link import call

_CTRL_A, _CTRL_B, _CTRL_C, _CTRL_D, _CTRL_E, _ESCAPE = 1, 2, 3, 4, 5, 27
_BACKSPACE = (8, 127)
_RETURN = (10, 13)
_WINDOW_BYTES = 128  # of raw paste, as on an ESP32
_OPENERS = (":", "\\", "(", "[", "{", ",")


def _listening(who):
    """Say who reads the line from now on. What comes after is safe from Ctrl-C, unless it is a program."""
    while True:
        try:
            call(calls.LISTENING, who)
        except KeyboardInterrupt:
            continue
        return


class Prompt:
    """Runs programs in the names of `__main__`, from files and from the serial line; `raw` is the prompt's mode."""

    def __init__(self, names, raw):
        self._names = names
        self.raw = raw
        self._in = sys.stdin.buffer
        self._out = sys.stdout.buffer
        self._byte = bytearray(1)

    def run_file(self, name):
        """Run a script if there is one; return whether nothing went wrong."""
        try:
            program = _compile_file(name)
        except OSError:
            return True
        except BaseException as error:  # noqa: BLE001  # a program that is none, or finds no room
            _print_exception(error)
            return False
        return self._finish(self._run(program, calls.BOARD))

    def serve(self):
        """Serve the line for ever, in the one mode or the other."""
        while True:
            try:
                _listening(calls.RAW_PROMPT if self.raw else calls.FRIENDLY_PROMPT)
                if self.raw:
                    self._serve_raw()
                else:
                    self._serve_friendly()
            except MemoryError as error:
                _print_exception(error)

    def soft_reset(self):
        """End this interpreter; the next one starts in the same mode."""
        print("MPY: soft reboot")
        call(calls.RESET, calls.SOFT_RESET_RAW if self.raw else calls.SOFT_RESET)

    def _execute(self, text, kind, then):
        """Run what came over the line; in the raw prompt Ctrl-D marks the end of its output, and of its error."""
        gc.collect()
        try:
            program = compile(text, "<stdin>", kind)
        except BaseException as error:  # noqa: BLE001  # a program that is none, or finds no room
            self._mark_end()
            _print_exception(error)
        else:
            error = self._run(program, then)
            self._mark_end()
            self._finish(error)
        self._mark_end()

    def _mark_end(self):
        if self.raw:
            self._out.write(b"\x04")

    def _finish(self, error):
        """Carry out how a program ended; return whether it did well."""
        if isinstance(error, SystemExit):
            self._mark_end()
            self.soft_reset()
        if error is not None:
            _print_exception(error)
        return error is None

    def _run(self, program, then):
        ended = None
        try:
            try:
                call(calls.LISTENING, calls.PROGRAM)
                exec(program, self._names)  # noqa: S102  # running programs is what a prompt is
            except BaseException as error:  # noqa: BLE001  # whatever ends a program, the board stays at its prompt
                ended = error
            _listening(then)
        except KeyboardInterrupt as error:  # it came when the program had ended
            ended = error
            _listening(then)
        if isinstance(ended, KeyboardInterrupt):
            self._check_heap()
        return ended

    def _check_heap(self):
        """Start anew, in the raw prompt, where Ctrl-C came inside the heap's own code and has left it locked."""
        try:
            bytearray(64)
        except MemoryError:
            self.raw = True
            self.soft_reset()

    def _read(self):
        if not self._in.readinto(self._byte):
            sys.exit()  # the supervisor is gone
        return self._byte[0]

    def _serve_raw(self):
        print("raw REPL; CTRL-B to exit\n>", end="")
        line = bytearray()
        while True:
            byte = self._read()
            if byte == _CTRL_A:
                if line != b"\x05A":
                    return
                self._take_paste()
            elif byte == _CTRL_B:
                print()
                self.raw = False
                return
            elif byte == _CTRL_D:
                print("OK", end="")
                if not line:
                    print()
                    self.soft_reset()
                self._execute(bytes(line), "exec", calls.RAW_PROMPT)
            elif byte != _CTRL_C:
                line.append(byte)
                continue
            line = bytearray()
            if byte != _CTRL_C:
                print(">", end="")

    def _take_paste(self):
        self._out.write(b"R\x01" + bytes((_WINDOW_BYTES & 0xFF, _WINDOW_BYTES >> 8)) + b"\x01")
        text = bytearray()
        while True:
            byte = self._read()
            if byte in (_CTRL_C, _CTRL_D):
                break
            text.append(byte)
            if len(text) % _WINDOW_BYTES == 0:
                self._out.write(b"\x01")
        self._mark_end()
        if byte == _CTRL_D:
            self._execute(bytes(text), "exec", calls.RAW_PROMPT)
        else:
            self._mark_end()
            _print_exception(KeyboardInterrupt())
            self._mark_end()

    def _serve_friendly(self):
        version = sys.version[sys.version.index("MicroPython") :]
        print(version + '; Wattlend virtual board with ESP32S3\nType "help()" for more information.')
        while not self.raw:
            text = self._take_statement()
            if text is None:
                return
            if text.strip():
                self._execute(text, "single", calls.FRIENDLY_PROMPT)

    def _take_statement(self):
        """Return what was typed at the prompt, to the empty line where it has a block; None to begin anew."""
        text = ""
        while True:
            line = self._take_line(">>> " if not text else "... ")
            if line is None:
                return None
            block = text or line.rstrip().endswith(_OPENERS) or line.startswith("@")
            text += line + "\n"
            if not block or not line:
                return text

    def _take_line(self, prompt):
        print(prompt, end="")
        line = bytearray()
        while True:
            byte = self._read()
            if byte in _RETURN:
                print()
                return str(line, "utf-8")
            if byte in (_CTRL_A, _CTRL_B, _CTRL_C) or (byte == _CTRL_D and not line):
                return self._leave_line(byte)
            if byte == _CTRL_E and not line:
                return self._take_text()
            if byte in _BACKSPACE:
                if line:
                    line = line[:-1]
                    print("\b \b", end="")
            elif byte == _ESCAPE:
                self._read()
                self._read()
            elif byte >= 32 or byte == 9:
                line.append(byte)
                self._out.write(self._byte)

    def _leave_line(self, byte):
        print()
        if byte == _CTRL_D:
            self.soft_reset()
        if byte == _CTRL_C:
            return ""
        self.raw = byte == _CTRL_A
        return None

    def _take_text(self):
        print("\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\n=== ", end="")
        text = bytearray()
        while True:
            byte = self._read()
            if byte in (_CTRL_C, _CTRL_D):
                print()
                if byte == _CTRL_D:
                    self._execute(bytes(text), "exec", calls.FRIENDLY_PROMPT)
                return ""
            text.append(10 if byte == 13 else byte)
            print("\n=== " if byte in _RETURN else chr(byte), end="")


def _compile_file(name):
    with open(name) as script:
        program = compile(script.read(), name, "exec")
    gc.collect()
    return program


def _print_exception(error):
    try:
        text = StringIO()
        sys.print_exception(error, text)
        for line in text.getvalue().split("\n")[:-1]:
            if 'File "virtual_' not in line:  # the prompt's own part of the way, which on an ESP32 is C
                print(line)
    except MemoryError:
        sys.print_exception(error)
