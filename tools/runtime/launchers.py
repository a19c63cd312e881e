"""Small shell scripts that start an unpacked program with the libraries that came with it.

Owns their text and where they lie in the unpacked tree. A script finds its tree from its own place, so a tree can be
moved; it execs, so its process id is the program's.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from tools.runtime.errors import ClosedWayError
from tools.runtime.recipes import Loader

LIBRARY_FOLDERS = ("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*")
FONT_SETTINGS = "fonts.conf"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
 <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
 <dir>/usr/share/fonts</dir>
 <dir prefix="relative">usr/share/fonts</dir>
 <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def write_launcher(tree: Path, started_as: str, runs: str, loader: Loader) -> None:
    """Put a script at `started_as` that runs the program `runs`; both are places within the tree."""
    script, program = tree / started_as, tree / runs
    if script == program:
        program = script.with_name(script.name + ".elf")
        script.rename(program)
    folders = [f'"$tree/{folder}"' for folder in library_folders(tree)]
    place = os.path.relpath(tree, script.parent)
    start = _own_loader(tree, program) if loader is Loader.OWN else _machine_loader(tree, program)
    script.unlink(missing_ok=True)
    script.write_text(
        "#!/bin/sh\n"
        "# Starts a program with the libraries that were unpacked with it.\n"
        "case $0 in /*) here=${0%/*} ;; */*) here=$PWD/${0%/*} ;; *) here=$PWD ;; esac\n"
        f"tree=$here/{place}\n"
        f"libraries={':'.join(folders)}\n"
        f'{start} "$@"\n'
    )
    script.chmod(0o755)


def library_folders(tree: Path) -> list[str]:
    """Return the folders of the tree that hold shared libraries, outer ones first."""
    outer = [folder for pattern in LIBRARY_FOLDERS for folder in sorted(tree.glob(pattern))]
    inner = [folder for parent in outer for folder in sorted(parent.iterdir()) if folder.is_dir()]
    return [str(folder.relative_to(tree)) for folder in [*outer, *inner] if _holds_libraries(folder.iterdir())]


def _holds_libraries(files: Iterable[Path]) -> bool:
    return any(re.fullmatch(r"lib.+\.so(\.[\d.]+)?", file.name) for file in files)


def _own_loader(tree: Path, program: Path) -> str:
    loaders = [file for folder in library_folders(tree) for file in sorted((tree / folder).glob("ld-linux*.so.*"))]
    if not loaders:
        raise ClosedWayError("the fetched packages hold no ld-linux: is this processor's Debian port a known one?")
    loader, file = loaders[0].relative_to(tree), program.relative_to(tree)
    return f'exec "$tree/{loader}" --argv0 "$0" --library-path "$libraries" "$tree/{file}"'


def _machine_loader(tree: Path, program: Path) -> str:
    (tree / FONT_SETTINGS).write_text(FONTS)
    return (
        "LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\n"
        f"FONTCONFIG_FILE=$tree/{FONT_SETTINGS}\n"
        "export LD_LIBRARY_PATH FONTCONFIG_FILE\n"
        f'exec "$tree/{program.relative_to(tree)}"'
    )
