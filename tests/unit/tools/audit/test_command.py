"""`wattlend audit`: what it prints and how it ends."""

import json
from pathlib import Path

import pytest

from cloud.storage.opening import open_inline
from tests.support.audited_town import AuditedTown
from tests.support.cloud_world import World
from tests.support.databases import ENGINES, sqlite_url
from tools.audit.findings import CHECKS, KEPT, Findings
from tools.audit.report import as_table
from tools.wattlend.cli import main


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing has waited for too long by this machine's clock."""
    url = sqlite_url(tmp_path)
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_databases").fresh()
    store = open_inline(url)
    town = AuditedTown(World(store))
    town.tamper("UPDATE orders SET window_until_ms = 9999999999999 WHERE id = '{authorised}'")
    store.close()
    return url


def tamper(url: str) -> None:
    store = open_inline(url)
    connection = store._transactions._connection
    connection.begin()
    connection.script(["UPDATE orders SET fee_minor = fee_minor + 1 WHERE fee_minor > 0"])
    connection.commit()
    store.close()


def test_clean_books_end_with_0(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--database", url]) == 0
    printed = capsys.readouterr().out
    assert printed.endswith("audit: clean\n")
    assert all(check.name in printed and check.sentence in printed for check in CHECKS)


def test_violations_are_told_one_a_line_and_end_with_1(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(url)
    assert main(["audit", "--database", url]) == 1
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith("order-paid: order ")]
    assert len(told) == 4
    assert lines[-1] == "audit: 8 violations"


def test_json_says_the_same(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(url)
    assert main(["audit", "--database", url, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["clean"] is False
    assert {row["check"] for row in document["checks"]} == {check.name for check in CHECKS}
    assert {violation["check"] for violation in document["violations"]} == {"order-paid", "order-record"}


def test_the_database_may_be_named_by_the_environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATTLEND_DATABASE", url)
    assert main(["audit"]) == 0


@pytest.mark.parametrize(
    "wrong", ["sqlite:///{}/none.db", "sqlite:///{}", "mysql://x", "sqlite:///{}/text", "sqlite:///{}/old"]
)
def test_what_cannot_be_read_ends_with_2_and_says_why(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text").write_text("not a database, but long enough to be taken for the head of one" * 20)
    (tmp_path / "old").touch()
    assert main(["audit", "--database", wrong.format(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "way out: " in error
    assert not (tmp_path / "none.db").exists()


def test_no_database_named_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATTLEND_DATABASE", raising=False)
    assert main(["audit"]) == 2


def test_the_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "--help"])
    printed = capsys.readouterr().out
    assert "wattlend audit --database sqlite:///" in printed
    assert "exit codes: 0 clean, 1 violations" in printed


def test_very_many_violations_are_counted_and_not_all_kept() -> None:
    findings = Findings()
    for number in range(KEPT + 5):
        findings.expect("balance", f"row {number}", holds=False)
    assert len(findings.violations) == KEPT
    assert as_table(findings).endswith(f"audit: {KEPT + 5} violations (5 of them not shown)")


def test_a_check_that_is_not_in_the_table_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Findings().look("no-such-check")
