"""Prepares one part: takes the machine's own program, or fetches packages, unpacks, tries and puts in place.

Owns the order of these steps. A part that cannot be tried successfully never gets in place.
"""

import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from tools.runtime.errors import ClosedWayError, PreparationError
from tools.runtime.folders import Record, new_staging, put_in_place, runtime_folder
from tools.runtime.launchers import write_launcher
from tools.runtime.programs import find_on_machine, version_of
from tools.runtime.progress import megabytes, say
from tools.runtime.recipes import Loader, Recipe
from tools.runtime.sources.apt_archive import AptArchive
from tools.runtime.versions import dotted, leading_numbers

TREE = "tree"


class Installer:
    """Prepares parts one after the other; what was learned of an archive is kept between them."""

    def __init__(self) -> None:
        self._archives: dict[str, AptArchive] = {}

    def install(self, recipe: Recipe) -> None:
        """Make the part ready; PreparationError names cause and way out."""
        try:
            if not (recipe.searched and _take_from_machine(recipe)):
                self._install_from_packages(recipe)
        except ClosedWayError as error:
            raise PreparationError(recipe.part, str(error), _way_out(recipe)) from error
        except OSError as error:
            raise PreparationError(recipe.part, str(error), "make room or give the right to write there") from error

    def _install_from_packages(self, recipe: Recipe) -> None:
        started = time.monotonic()
        say(f"{recipe.part}: fetching {' '.join(recipe.packages)} from the machine's package archive")
        archive = self._archive(recipe)
        fault = archive.update()
        _require_version(recipe, archive)
        if fault:
            say(f"{recipe.part}: not all lists of packages could be fetched: {fault}")
        staging = new_staging(recipe.part)
        debs = archive.download(recipe.packages, recipe.supplied, staging / "debs")
        size_bytes = sum(deb.stat().st_size for deb in debs)
        _unpack(recipe, debs, staging / TREE)
        shutil.rmtree(staging / "debs")
        started_as = Path(TREE) / next(iter(recipe.programs))
        version = _try(recipe, staging / started_as)
        put_in_place(recipe.part, staging, _record(recipe, version, started_as))
        took_s = time.monotonic() - started
        say(f"{recipe.part} {version}: ready ({len(debs)} packages, {megabytes(size_bytes)}, {took_s:.1f} s)")

    def _archive(self, recipe: Recipe) -> AptArchive:
        on_machine = recipe.loader is Loader.MACHINE
        name = "machine" if on_machine else recipe.architecture or "native"
        if name not in self._archives:
            folder = runtime_folder() / "apt" / name
            self._archives[name] = AptArchive(folder, recipe.architecture, on_machine)
        return self._archives[name]


def _take_from_machine(recipe: Recipe) -> bool:
    found = find_on_machine(recipe.program)
    if not found:
        return False
    program, version = found
    put_in_place(recipe.part, new_staging(recipe.part), _record(recipe, version, program))
    say(f"{recipe.part} {version}: the machine has it ({program})")
    return True


def _record(recipe: Recipe, version: str, program: Path) -> Record:
    return Record(version=version, recipe=recipe.digest(), folder=str(program.parent), program=program.name)


def _require_version(recipe: Recipe, archive: AptArchive) -> None:
    candidate = archive.candidate(recipe.packages[0])
    if leading_numbers(candidate) >= recipe.program.minimum:
        return
    if not candidate and archive.update_fault:
        raise ClosedWayError(f"the machine's package archive gave no list of packages: {archive.update_fault}")
    offered = f"only {recipe.packages[0]} {candidate}" if candidate else f"no {recipe.packages[0]}"
    needed = dotted(recipe.program.minimum)
    raise ClosedWayError(f"the machine's package archive has {offered}, needed is {needed} or newer")


def _unpack(recipe: Recipe, debs: Iterable[Path], tree: Path) -> None:
    tree.mkdir()
    for deb in debs:
        answer = subprocess.run(["dpkg-deb", "-x", deb, tree], capture_output=True, text=True, check=False)
        if answer.returncode:
            raise ClosedWayError(f"{deb.name} does not unpack: {answer.stderr.strip()}")
    for removed in recipe.removed:
        target = tree / removed
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    for started_as, runs in recipe.programs.items():
        write_launcher(tree, started_as, runs, recipe.loader)


def _try(recipe: Recipe, program: Path) -> str:
    version = version_of(program, recipe.program.arguments)
    if not version:
        raise ClosedWayError(f"the fetched {recipe.part} does not run on this machine")
    return version


def _way_out(recipe: Recipe) -> str:
    if not recipe.searched:
        return "make that archive reachable, then run `make setup` again"
    return f"make that archive reachable or install {recipe.program.wanted()}, then run `make setup` again"
