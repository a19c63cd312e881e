"""Reads a page of commands and does what it says: blocks in order, as they stand, with what it quotes looked for.

The page's own rules, said there to people too: a block of `export` lines takes values of one's own; one that begins with
`# in a terminal of its own` stays open, or, `until Ctrl-C`, is ended once it has said what the page quotes. A `text` block quotes
lines of the block before it, in their order; `...` stands for what differs. `sh real-board` is for a chip alone.
"""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.plugins.no_skip import FORBIDDEN
from tests.support.waiting import until
from tools.children import die_with_parent

OWN_TERMINAL = "# in a terminal of its own"
UNTIL_CTRL_C = f"{OWN_TERMINAL}, until Ctrl-C"
COMMAND_S = 120.0
_FENCED = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"export (\w+)=\S+(\s+#.*)?")


@dataclass(frozen=True)
class Block:
    """Commands, and the lines that the page quotes of their output."""

    commands: str
    quoted: tuple[str, ...] = ()

    @property
    def first_line(self) -> str:
        """What says how it is to be run."""
        return self.commands.split("\n", 1)[0]

    @property
    def exports(self) -> list[str]:
        """The names of a block that only takes values of one's own, else nothing."""
        found = [_EXPORT.fullmatch(line) for line in self.commands.splitlines()]
        return [match[1] for match in found if match] if all(found) else []


def blocks(page: str) -> list[Block]:
    """Return the blocks that are to be run; a picture of letters before the first one is none."""
    found: list[Block] = []
    for match in _FENCED.finditer(page):
        if match["kind"] == "sh":
            found.append(Block(match["text"]))
        elif match["kind"] == "text" and found:
            found[-1] = Block(found[-1].commands, tuple(match["text"].splitlines()))
    return found


def missing(quoted: tuple[str, ...], said: str) -> str | None:
    """Return the first quoted line that `said` does not have behind the ones before it, None when all are there."""
    lines = iter(said.splitlines())
    for quote in quoted:
        pattern = re.compile(r"\s*" + ".*".join(re.escape(part.strip()) for part in quote.split("...")) + r"\s*")
        if not any(pattern.fullmatch(line) for line in lines):
            return quote
    return None


class Terminal:
    """A block that stays open."""

    def __init__(self, block: Block, said: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._block = block
        self._said = said
        with said.open("wb") as output:
            self._process = subprocess.Popen(
                ["bash", "-c", "exec " + block.commands.split("\n", 1)[1]],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
            )

    def said(self) -> str:
        """Return what it has printed so far."""
        return self._said.read_text(errors="replace")

    def wait_for_quotes(self) -> None:
        """Wait until it has said what the page quotes."""
        until(f"what the page quotes of {self._block.commands}", self._has_said_it, 60)

    def press_ctrl_c(self) -> None:
        """End it as a person does; it must end well."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        assert self._process.wait(30) == 0, f"{self._block.commands}\n{self.said()}"

    def kill(self) -> None:
        """End it whatever it does."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)

    def _has_said_it(self) -> bool:
        assert self._process.poll() is None, self.said()
        return missing(self._block.quoted, self.said()) is None


class Reader:
    """Somebody who does what a page says, in `folder`; `own` tells the value for a name, from what was said so far."""

    def __init__(self, folder: Path, own: Mapping[str, Callable[[str], str]]) -> None:
        self._folder = folder
        self._own = own
        self._environment = dict(os.environ)
        self._environment.pop(FORBIDDEN, None)  # what a page's reader may skip is the page's word
        self._open: list[Terminal] = []
        self._done = ""

    def run(self, block: Block) -> None:
        """Do one block; what it says must be what the page quotes."""
        if names := block.exports:
            self._environment.update({name: self._own[name](self.said()) for name in names})
        elif block.first_line.startswith(OWN_TERMINAL):
            self._run_beside(block)
        else:
            self._run_here(block)

    def said(self) -> str:
        """Return all that was printed, by open terminals too."""
        return self._done + "".join(terminal.said() for terminal in self._open)

    def press_ctrl_c(self) -> None:
        """End the open terminals, the last one first."""
        while self._open:
            self._open[-1].press_ctrl_c()
            self._open.pop()

    def kill(self) -> None:
        """End them whatever they do."""
        for terminal in self._open:
            terminal.kill()

    def _run_beside(self, block: Block) -> None:
        terminal = Terminal(block, self._folder / f"terminal-{len(self._open)}.out", self._folder, self._environment)
        self._open.append(terminal)
        terminal.wait_for_quotes()
        if block.first_line == UNTIL_CTRL_C:
            terminal.press_ctrl_c()
            self._done += terminal.said()
            self._open.remove(terminal)

    def _run_here(self, block: Block) -> None:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", block.commands],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )
        assert done.returncode == 0, f"{block.commands}\n{done.stdout}"
        assert missing(block.quoted, done.stdout) is None, (
            f"{missing(block.quoted, done.stdout)}\nis not in\n{done.stdout}"
        )
        self._done += done.stdout
