from pathlib import Path

import pytest

from tools.firmware_image import link_cache
from tools.firmware_image.link import Linked

MADE = {"firmware.core": Linked("x = 1\n", [(1, "firmware/core/x.py")], {"firmware/core/x.py": {"a": "answer"}})}


class CountingLinker:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> link_cache.Parts:
        self.times += 1
        return MADE


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(link_cache, "_CACHE", tmp_path / "cache")
    for folder in ("firmware", "shared_protocol"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").write_text("x = 1\n")
    return tmp_path


def test_what_was_linked_once_is_read_again_as_it_was(tree: Path) -> None:
    linker = CountingLinker()
    assert [link_cache.kept(tree, ("cabinet",), linker) for _ in range(3)] == [MADE] * 3
    assert linker.times == 1


@pytest.mark.parametrize("change", ["firmware/module.py", "shared_protocol/module.py", "firmware/new.py"])
def test_a_changed_source_is_linked_anew(tree: Path, change: str) -> None:
    linker = CountingLinker()
    link_cache.kept(tree, ("cabinet",), linker)
    (tree / change).write_text("x = 2\n")
    link_cache.kept(tree, ("cabinet",), linker)
    assert linker.times == 2


def test_another_kind_is_linked_by_itself(tree: Path) -> None:
    linker = CountingLinker()
    link_cache.kept(tree, ("cabinet",), linker)
    link_cache.kept(tree, ("bell",), linker)
    assert linker.times == 2


def test_an_interrupted_write_leaves_no_half_image(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(_self: Path, _target: Path) -> None:
        raise OSError("cut")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", cut)
        with pytest.raises(OSError, match="cut"):
            link_cache.kept(tree, ("cabinet",), CountingLinker())
    assert link_cache.kept(tree, ("cabinet",), CountingLinker()) == MADE
