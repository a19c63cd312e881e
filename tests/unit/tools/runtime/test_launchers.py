"""Scripts that start unpacked programs with their own libraries, wherever the tree lies."""

import subprocess
from pathlib import Path

import pytest

from tools.runtime.errors import ClosedWayError
from tools.runtime.launchers import library_folders, write_launcher
from tools.runtime.recipes import Loader


def put_script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + body)
    path.chmod(0o755)


@pytest.fixture
def tree(tmp_path):
    """A tree whose loader tells how it was called."""
    tree = tmp_path / "first" / "tree"
    put_script(tree / "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", 'printf "%s\\n" "$@"')
    (tree / "usr/lib/x86_64-linux-gnu/libc.so.6").touch()
    put_script(tree / "usr/bin/program", "exit 1")
    return tree


def test_own_loader_is_called_with_own_libraries_and_all_arguments(tree):
    write_launcher(tree, "usr/bin/program", "usr/bin/program", Loader.OWN)
    answer = subprocess.run([tree / "usr/bin/program", "a b", "c"], capture_output=True, text=True, check=True)
    up = f"{tree}/usr/bin/../.."
    assert answer.stdout.splitlines() == [
        "--argv0",
        f"{tree}/usr/bin/program",
        "--library-path",
        f"{up}/usr/lib/x86_64-linux-gnu",
        f"{up}/usr/bin/program.elf",
        "a b",
        "c",
    ]


def test_a_moved_tree_still_starts(tree, tmp_path):
    write_launcher(tree, "usr/bin/program", "usr/bin/program", Loader.OWN)
    moved = tmp_path / "second place"
    tree.parent.rename(moved)
    answer = subprocess.run(["tree/usr/bin/program"], cwd=moved, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == f"{moved}/tree/usr/bin/../../usr/bin/program.elf"


def test_the_machines_loader_gets_the_missing_libraries_before_the_machines(tree, monkeypatch):
    libraries = tree / "usr/lib/x86_64-linux-gnu"
    (libraries / "libc.so.6").rename(libraries / "libone.so.1")  # the machine's own shell must not meet an empty libc
    put_script(tree / "usr/lib/browser/browser", 'echo "$LD_LIBRARY_PATH" "$FONTCONFIG_FILE"')
    write_launcher(tree, "usr/bin/browser", "usr/lib/browser/browser", Loader.MACHINE)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/theirs")
    answer = subprocess.run([tree / "usr/bin/browser"], capture_output=True, text=True, check=True)
    up = f"{tree}/usr/bin/../.."
    assert answer.stdout == f"{up}/usr/lib/x86_64-linux-gnu:/theirs {up}/fonts.conf\n"
    assert (tree / "fonts.conf").exists()


def test_folders_of_libraries_within_the_library_folder_count(tree):
    for file in ("x86_64-linux-gnu/sound/libtwo.so", "x86_64-linux-gnu/data/three.txt"):
        path = tree / "usr/lib" / file
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert library_folders(tree) == ["usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/sound"]


def test_packages_without_a_loader_are_refused(tmp_path):
    put_script(tmp_path / "usr/bin/program", "")
    with pytest.raises(ClosedWayError, match="no ld-linux"):
        write_launcher(tmp_path, "usr/bin/program", "usr/bin/program", Loader.OWN)
