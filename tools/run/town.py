"""The town's four cabinets: where they stand, how many slots they have, what is in them at first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud.bridge.mosquitto_files import replace_file

BOARD = "cabinet-s3"
AUTHORITY_ON_BOARD = "/authority.pem"


@dataclass(frozen=True)
class TownBoard:
    """One cabinet and its station; micro-degrees. `banks` is what `wattlend virtual-board --banks` takes."""

    name: str
    station: str
    latitude_udeg: int
    longitude_udeg: int
    slots: int
    banks: str


BOARDS = (
    TownBoard("harbour", "Harbour", 54_787_100, 9_436_500, 6, "1-4"),
    TownBoard("market", "Market square", 54_782_900, 9_433_800, 12, "1-8"),
    TownBoard("museum", "Museum hill", 54_785_600, 9_428_900, 12, "2-10"),
    TownBoard("station", "Main station", 54_774_100, 9_436_700, 24, "1-18"),
)


def write_town(file: Path, configurations: Mapping[str, dict[str, Any]], authority: Path | None) -> None:
    """Write the file that `wattlend virtual-board --town` reads: each board with its configuration, secrets included."""
    boards = []
    for seed, board in enumerate(BOARDS, 1):
        entry: dict[str, Any] = {"name": board.name, "slots": board.slots, "banks": board.banks, "seed": seed}
        entry["configuration"] = configurations[board.name]
        if authority is not None:
            entry["files"] = {AUTHORITY_ON_BOARD: str(authority.resolve())}
        boards.append(entry)
    replace_file(file, json.dumps({"boards": boards}, indent=1) + "\n")
