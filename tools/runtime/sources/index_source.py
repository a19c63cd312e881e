"""A part that comes by name from the package index, as files out of one archive: fetched, checked, unpacked, put in place.

Knows no part; each has a file of its own, which owns version, hash, and what is wanted of the archive.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.runtime.errors import ClosedWayError, PreparationError
from tools.runtime.folders import Record, new_staging, put_in_place
from tools.runtime.progress import say
from tools.runtime.sources.package_index import Kind, fetch


class IndexSource(NamedTuple):
    """One part; `unpack` writes what is wanted of an archive into a folder, `program` is the file that others look for."""

    part: str
    package: str
    version: str
    sha256: str
    kind: Kind
    program: str
    unpack: Callable[[Path, Path], None]

    def digest(self) -> str:
        """Return a short name for what is wanted, another for any other version."""
        return self.sha256[:16]

    def install(self) -> None:
        """Fetch, check and unpack it; PreparationError names cause and way out."""
        say(f"{self.part}: fetching {self.package} {self.version} from the package index")
        staging = new_staging(self.part)
        try:
            self._fill(staging)
        except ClosedWayError as error:
            way_out = "make the Python package index reachable, then run `make setup` again"
            raise PreparationError(self.part, str(error), way_out) from error
        except OSError as error:
            raise PreparationError(self.part, str(error), "make room or give the right to write there") from error
        record = Record(version=self.version, recipe=self.digest(), folder=".", program=self.program)
        put_in_place(self.part, staging, record)
        say(f"{self.part} {self.version}: ready")

    def _fill(self, folder: Path) -> None:
        archive = fetch(f"{self.package}=={self.version}", folder, self.sha256, self.kind)
        self.unpack(archive, folder)
        archive.unlink()
        if not (folder / self.program).exists():
            raise ClosedWayError(f"the archive of {self.package} holds no {self.program}")
