"""The ledger of claims fails a whole run that shows less, or more, than the two lists say."""

from collections.abc import Callable

import pytest

from tests.plugins.claims import judge

CLAIMED = "import pytest\n@pytest.mark.claim('RENT-1')\ndef test_rent(): {body}\n"

Suite = Callable[..., pytest.RunResult]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    """Run a suite of one file against lists of claims, in a process of its own."""

    def run(test_file: str, *arguments: str, claims: str = "RENT-1", pending: str = "") -> pytest.RunResult:
        pytester.makeini("[pytest]\ntestpaths = tests\nmarkers =\n    claim: a claim\n")
        mission = pytester.mkdir("tests") / "mission"
        mission.mkdir()
        (mission / "claims.txt").write_text(claims)
        (mission / "pending.txt").write_text(pending)
        (mission / "test_it.py").write_text(test_file)
        plugins = ["-p", "tests.plugins.claims", "-p", "no:cacheprovider"]
        return pytester.runpytest_subprocess(*plugins, *arguments)

    return run


def test_claim_with_a_passing_test_is_content(suite, workers):
    result = suite(CLAIMED.format(body="pass"), *workers)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*RENT-1*")


def test_claim_without_a_test_fails_the_run(suite, workers):
    result = suite("def test_other(): pass\n", *workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["RENT-1: no test carries its mark"])


def test_skipped_claim_fails_the_run(suite, workers):
    result = suite(CLAIMED.format(body="pytest.skip('not today')"), *workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["RENT-1: its marked tests did not all pass: skipped"])


def test_claim_that_is_expected_to_fail_fails_the_run(suite):
    result = suite(CLAIMED.format(body="pytest.xfail('known')"))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["RENT-1: its marked tests did not all pass: xfail"])


def test_pending_claim_needs_no_test(suite):
    assert suite("def test_other(): pass\n", pending="RENT-1").ret == pytest.ExitCode.OK


def test_pending_claim_that_passes_must_leave_the_list(suite):
    result = suite(CLAIMED.format(body="pass"), pending="RENT-1")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["RENT-1: a marked test passes: remove the claim from tests/mission/pending.txt"])


@pytest.mark.parametrize("selection", [("tests/mission/test_it.py",), ("-k", "other"), ("-x",)], ids=" ".join)
def test_selection_is_not_judged(suite, selection):
    assert suite("def test_other(): pass\n", *selection).ret == pytest.ExitCode.OK


def test_mark_with_an_unknown_claim_stops_the_run(suite):
    result = suite(CLAIMED.format(body="pass"), claims="RENT-2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no claim `RENT-1` in tests/mission/claims.txt"])


def test_each_image_of_a_claim_is_judged_by_itself():
    claims = ["CARD-1 cabinet", "CARD-1 charge-point"]
    assert list(judge(claims, [], {"CARD-1 cabinet": {"passed"}})) == ["CARD-1 charge-point: no test carries its mark"]


def test_one_failing_test_spoils_the_claim():
    assert list(judge(["RENT-1"], [], {"RENT-1": {"passed", "failed"}})) == [
        "RENT-1: its marked tests did not all pass: failed, passed"
    ]


def test_pending_line_that_is_no_claim_is_refused():
    assert list(judge([], ["RENT-99"], {})) == [
        "RENT-99: pending, but no claim of the mission: remove it from tests/mission/pending.txt"
    ]
