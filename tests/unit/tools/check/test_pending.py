"""A claim that once left the list of pending ones cannot come back."""

import subprocess

import pytest

from tools.check.pending import LIST, check


@pytest.fixture
def repository(tmp_path):
    """Return a function that commits a list of pending claims to a repository."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / LIST).parent.mkdir(parents=True)

    def commit(*claims):
        (tmp_path / LIST).write_text("".join(f"{claim}\n" for claim in claims))
        who = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "core.hooksPath=/dev/null"]
        subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
        subprocess.run(["git", *who, "commit", "--quiet", "--message", "test"], cwd=tmp_path, check=True)
        return tmp_path

    return commit


def test_shrinking_list_is_fine(repository):
    repository("RENT-1", "RENT-2", "RENT-3")
    root = repository("RENT-2")
    assert list(check(root)) == []


def test_order_may_change(repository):
    repository("RENT-1", "RENT-2")
    assert list(check(repository("RENT-2", "RENT-1"))) == []


def test_claim_that_comes_back_is_found(repository):
    repository("RENT-1", "RENT-2")
    repository("RENT-2")
    (finding,) = check(repository("RENT-2", "RENT-1"))
    assert (finding.line, finding.cause) == (2, "RENT-1 came back")


def test_without_a_repository_nothing_is_found(tmp_path):
    (tmp_path / LIST).parent.mkdir(parents=True)
    (tmp_path / LIST).write_text("RENT-1\n")
    assert list(check(tmp_path)) == []
