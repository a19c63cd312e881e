"""docs/BOARDS.md, done as it says: from a bare board to the first lend, each command as it stands on the page."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.http_client import Terminal
from tests.support.tried_page import Reader, blocks, missing
from tests.support.waiting import until
from tools.run.ports import free_port
from tools.run.world import PORTS
from tools.wattlend.cli import COMMANDS, main

PAGE = Path("docs/BOARDS.md")


def found(pattern: str, said: str) -> str:
    """Return what the last place in `said` has that `pattern` tells, as a person reads it off a terminal."""
    matches = re.findall(pattern, said)
    assert matches, f"{pattern} is not in\n{said}"
    return str(matches[-1])


OWN = {
    "PATH": lambda _said: f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "PORT": lambda said: found(r"serial port (\S+);", said),
    "ADDRESS": lambda _said: "127.0.0.2",
    "CLOUD": lambda said: found(r"Wattlend is running: (\S+)", said),
    "BROKER": lambda said: found(r"watch --broker (\S+)", said),
    "CABINET": lambda said: found(r"registered (\S+)", said),
    "BANK": lambda said: found(r'"bank":"(\w+)"', said),
}


def has_banks(said: str, _folder: Path) -> bool:
    """Tell whether the cloud knows that the cabinet has banks."""
    answer = Terminal(OWN["CLOUD"](said)).call("GET", f"/cabinets/{OWN['CABINET'](said)}")
    return bool(answer.document["online"] and answer.document["available"])


def has_returned(said: str, folder: Path) -> bool:
    """Tell whether the cloud knows that the bank came back."""
    person = Terminal(OWN["CLOUD"](said), (folder / ".state" / "user-token").read_text().strip())
    return bool(person.call("GET", "/orders").document[0]["rental"]["return_slot"])


TAKES_A_MOMENT = {"/rentals": ("a cabinet with banks", has_banks), "/orders": ("a return", has_returned)}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    # As after an earlier run: two of these tests at once would both find 8080 free.
    (tmp_path / ".state").mkdir(mode=0o700)
    (tmp_path / ".state" / PORTS).write_text(json.dumps({"http": free_port()}))
    reader = Reader(tmp_path, OWN)
    yield reader
    reader.kill()


def test_every_command_of_the_page_does_what_it_says(reader: Reader, tmp_path: Path) -> None:
    page = blocks(PAGE.read_text())
    assert {name for block in page for name in block.exports} == OWN.keys()
    for block in page:
        for words, (what, is_so) in TAKES_A_MOMENT.items():
            if words in block.commands:
                until(
                    f"{what}, which takes less time than to type {words}",
                    lambda is_so=is_so: is_so(reader.said(), tmp_path),
                )
        reader.run(block)
    reader.press_ctrl_c()


def test_a_quoted_line_must_have_been_said_behind_those_before_it() -> None:
    assert missing(("one ... three", "four"), "zero\n  one two three\nfour\n") is None
    assert missing(("four", "one ... three"), "zero\none two three\nfour\n") == "one ... three"
    assert missing(("one ... four",), "one two three\n") == "one ... four"


def test_options_that_the_page_names_in_its_sentences_exist(capsys: pytest.CaptureFixture[str]) -> None:
    prose = re.sub(r"^```.*?^```$", "", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
    quoted = [words.split() for words in re.findall(r"`(wattlend [^`]+)`", prose)]
    assert {words[1] for words in quoted} >= {"flash", "console", "hil", "run"}
    assert {words[1] for words in quoted} <= {command.name for command in COMMANDS}
    for _, name, *words in quoted:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        help_text = capsys.readouterr().out
        assert [word for word in words if word.startswith("-") and word not in help_text] == []
