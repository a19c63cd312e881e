"""Where skipping is forbidden, each way to skip fails the run and says why."""

import pytest

WAYS = {
    "in the test": "import pytest\ndef test_it(): pytest.skip('the reason')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='the reason')\ndef test_it(): pass\n",
    "the whole module": "import pytest\npytest.skip('the reason', allow_module_level=True)\n",
    "expected to fail": "import pytest\n@pytest.mark.xfail(reason='the reason')\ndef test_it(): assert False\n",
    "passes against expectation": "import pytest\n@pytest.mark.xfail(reason='the reason')\ndef test_it(): pass\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_skip_fails_where_it_is_forbidden(pytester, monkeypatch, way, workers):
    monkeypatch.setenv("WATTLEND_NO_SKIP", "1")
    pytester.makepyfile(WAYS[way])
    result = pytester.runpytest_subprocess("-p", "tests.plugins.no_skip", *workers)
    assert result.ret not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    result.stdout.fnmatch_lines(["*was skipped or expected to fail*the reason*"])


def test_skip_is_allowed_elsewhere(pytester, monkeypatch):
    monkeypatch.delenv("WATTLEND_NO_SKIP", raising=False)
    pytester.makepyfile(WAYS["in the test"])
    result = pytester.runpytest_subprocess("-p", "tests.plugins.no_skip")
    result.assert_outcomes(skipped=1)
    assert result.ret == pytest.ExitCode.OK


def test_plain_failure_stays_what_it_is(pytester, monkeypatch):
    monkeypatch.setenv("WATTLEND_NO_SKIP", "1")
    pytester.makepyfile("def test_it(): assert 1 == 2\n")
    result = pytester.runpytest_subprocess("-p", "tests.plugins.no_skip")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*was skipped*")
