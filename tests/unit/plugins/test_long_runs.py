"""Tests marked `long` run in a long run alone; counts follow."""

import pytest

from tests.plugins.long_runs import count

MARKED = "import pytest\n@pytest.mark.long\ndef test_slow(): pass\ndef test_quick(): pass\n"


@pytest.mark.parametrize(("wanted", "passed"), [("0", 1), ("1", 2)])
def test_long_tests_wait_for_a_long_run(pytester, monkeypatch, wanted, passed):
    monkeypatch.setenv("WATTLEND_LONG", wanted)
    pytester.makeini("[pytest]\nmarkers =\n    long: slow\n")
    pytester.makepyfile(MARKED)
    result = pytester.runpytest_subprocess("-p", "tests.plugins.long_runs")
    result.assert_outcomes(passed=passed, deselected=2 - passed)


@pytest.mark.parametrize(("wanted", "repeats"), [("", 3), ("1", 1000)])
def test_counts_follow_the_kind_of_run(monkeypatch, wanted, repeats):
    monkeypatch.setenv("WATTLEND_LONG", wanted)
    assert count(3, 1000) == repeats
