"""What every test shares: our plugins. Fixtures stand beside the tests that use them."""

pytest_plugins = [
    "pytester",
    "tests.plugins.claims",
    "tests.plugins.long_runs",
    "tests.plugins.no_skip",
    "tests.plugins.printed",
]
