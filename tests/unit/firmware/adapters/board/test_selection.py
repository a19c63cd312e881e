"""What stands in boot.py by itself agrees with the board's file."""

import re
from pathlib import Path

FIRMWARE = Path(__file__).parents[5] / "firmware"


def test_boot_pulls_the_reset_line_of_the_board() -> None:
    boot = (FIRMWARE / "app" / "boot.py").read_text(encoding="utf-8")
    board = (FIRMWARE / "boards" / "cabinet_s3.py").read_text(encoding="utf-8")
    pulled = re.findall(r"machine\.Pin\((\d+), machine\.Pin\.OUT, value=0\)", boot)
    assert pulled == re.findall(r"^PERIPHERAL_RESET = (\d+)$", board, re.MULTILINE)
