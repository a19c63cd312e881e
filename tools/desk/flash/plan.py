"""Decides what has to happen to a board so that it starts our image; does none of it."""

import hashlib
from dataclasses import dataclass

from tools.desk.flash.exit_codes import EXIT_FULL
from tools.desk.flash.survey import CONFIGURATION, Survey
from tools.errors import ToolError
from tools.firmware_image import FOLDERS, SELECTED

RESERVE_BYTES = 16 * 1024
"""For folders and what the file system itself writes anew."""


@dataclass(frozen=True)
class Plan:
    """What happens, in this order; `digests` has the SHA-256 of all that is put in place.

    `first_selected` is written, unless it is None; `removed` go; `moved` (path -> source on the board) and `sent` (path ->
    bytes) are put in place; `selected` is written, unless it is None.
    """

    first_selected: str | None
    removed: list[str]
    moved: dict[str, str]
    sent: dict[str, bytes]
    digests: dict[str, str]
    selected: str | None

    @property
    def changes_nothing(self) -> bool:
        """Whether the board has every file."""
        return not (self.sent or self.moved)


def make_plan(
    board: Survey, files: dict[str, bytes], starters: dict[str, bytes], document: bytes | None, broker_within_s: int
) -> Plan:
    """Return the plan for an image of `files`; raises ToolError when the board's flash has no room for it."""
    wanted = {path: digest(data) for path, data in files.items()}
    above = {**dict(sorted(starters.items(), reverse=True)), **({CONFIGURATION: document} if document else {})}
    above = {path: data for path, data in above.items() if board.files.get(path) != digest(data)}
    moved: dict[str, str] = {}
    sent: dict[str, bytes] = {}
    removed: list[str] = []
    first = selected = None
    if _image(board, board.active) == wanted:
        if not board.is_proved or SELECTED not in board.files:
            previous = (board.previous or "/-")[1:]
            selected = f"{board.active[1:]} {previous} 0 {broker_within_s}"
    else:
        target, keep = _target(board)
        if not board.is_proved and keep is not None and keep != board.active:
            first = f"{keep[1:]} - ok {broker_within_s}"  # the proved one, should the cable be pulled now
        for path, data in files.items():
            _place(board, target, keep, path, data, moved, sent)
        removed = [target + path for path in _image(board, target) if path not in wanted]
        selected = f"{target[1:]} {keep[1:] if keep else '-'} 0 {broker_within_s}"
    sent |= above
    digests = {path: digest(data) for path, data in sent.items()}
    digests |= {path: board.files[source] for path, source in moved.items()}
    plan = Plan(first, removed, moved, sent, digests, selected)
    _check_room(board, plan, files)
    return plan


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` as the board's survey says it."""
    return hashlib.sha256(data).hexdigest()


def _image(board: Survey, folder: str) -> dict[str, str]:
    start = folder + "/"
    return {path[len(folder) :]: found for path, found in board.files.items() if path.startswith(start)}


def _target(board: Survey) -> tuple[str, str | None]:
    """Return the folder to write to, and the one whose image stays to go back to."""
    if not board.is_proved and board.previous:
        return board.active, board.previous
    if SELECTED not in board.files:  # never flashed to the end
        return board.active, None
    return next(folder for folder in FOLDERS if folder != board.active), board.active


def _place(
    board: Survey, target: str, keep: str | None, path: str, data: bytes, moved: dict[str, str], sent: dict[str, bytes]
) -> None:
    wanted = digest(data)
    if board.files.get(target + path) == wanted:
        return
    if keep and board.files.get(keep + path) == wanted:
        moved[target + path] = keep + path
    else:
        sent[target + path] = data


def _check_room(board: Survey, plan: Plan, files: dict[str, bytes]) -> None:
    sizes = [len(data) for data in plan.sent.values()]
    sizes += [len(files[source[len(FOLDERS[0]) :]]) for source in plan.moved.values()]
    needed = sum(-(-size // board.block) * board.block for size in sizes)
    if sizes and needed + RESERVE_BYTES > board.flash_free:
        raise ToolError(
            f"the board's flash is full: {needed // 1024 + 1} KB are needed, {board.flash_free // 1024} KB are free",
            "remove files of yours: mpremote fs rm",
            EXIT_FULL,
        )
