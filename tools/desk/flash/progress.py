"""Shows how far a flashing is: a bar on a terminal, a line for each file elsewhere."""

import sys

from tools.desk.flash.plan import Plan

WIDTH = 30


class Progress:
    """Call `done` with each path that stands on the board."""

    def __init__(self, plan: Plan) -> None:
        self._sizes = {path: len(data) for path, data in plan.sent.items()}
        self._all = max(1, sum(self._sizes.values()))
        self._done = 0
        self._is_bar = sys.stdout.isatty()

    def done(self, path: str) -> None:
        """Take note of a file that stands on the board, copied or moved there."""
        self._done += self._sizes.get(path, 0)
        if not self._is_bar:
            how = f"copied ({self._sizes[path]} bytes)" if path in self._sizes else "already on the board"
            print(f"  {path}: {how}", flush=True)
            return
        filled = WIDTH * self._done // self._all
        percent = 100 * self._done // self._all
        print(f"\r[{'#' * filled}{'-' * (WIDTH - filled)}] {percent:3d} % {path:<40.40}", end="", flush=True)

    def end(self) -> None:
        """Leave the bar's line."""
        if self._is_bar:
            print(flush=True)
