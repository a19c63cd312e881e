"""`python -m tools.runtime [PART ...]`: prepares what is missing in `.runtime`, and tells what it does."""

import argparse
import sys
from collections.abc import Sequence

from tools.runtime.errors import PreparationError
from tools.runtime.folders import preparing, read_record
from tools.runtime.install import Installer
from tools.runtime.progress import say
from tools.runtime.recipes import RECIPES
from tools.runtime.sources.htmx_source import HTMX
from tools.runtime.sources.umqtt_source import UMQTT

FROM_INDEX = {source.part: source for source in (UMQTT, HTMX)}
PARTS = (*list(RECIPES)[:3], *FROM_INDEX, *list(RECIPES)[3:])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the named parts, all where none is named; return 1 where one could not be."""
    parser = argparse.ArgumentParser(prog="python -m tools.runtime", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all where none is named")
    parts = parser.parse_args(arguments).parts or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {' or '.join(unknown)}; there are {', '.join(PARTS)}")
    if all(_is_ready(part) for part in parts):
        return 0
    try:
        with preparing(lambda: say("another preparation is under way; waiting for it")):
            return _prepare([part for part in parts if not _is_ready(part)])
    except OSError as error:
        print(
            f"error: {error}\n  way out: give the right to write there, or name another in WATTLEND_RUNTIME",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("stopped; what was complete before stays", file=sys.stderr)
    return 1


def _is_ready(part: str) -> bool:
    record = read_record(part)
    wanted = RECIPES[part].digest() if part in RECIPES else FROM_INDEX[part].digest()
    return record is not None and record.recipe == wanted


def _prepare(parts: Sequence[str]) -> int:
    installer = Installer()
    failures: list[PreparationError] = []
    for part in parts:
        try:
            installer.install(RECIPES[part]) if part in RECIPES else FROM_INDEX[part].install()
        except PreparationError as error:
            failures.append(error)
            print(f"error: {error}", file=sys.stderr, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
