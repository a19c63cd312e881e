"""Inner pytest runs that load nothing but the plugin under test, and xdist where a test asks for it: they start fast."""

import pytest

WORKERS = {"one process": (), "xdist": ("-p", "xdist", "-n", "1")}


@pytest.fixture(autouse=True)
def _bare_pytest(monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture(params=WORKERS, ids=str)
def workers(request):
    return WORKERS[request.param]
