"""What every test shares: our plugins. Fixtures stand beside the tests that use them."""

import signal

# A shell starts a background job with Ctrl-C ignored, and its children inherit that: boards that a test interrupts too.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "pytester",
    "tests.plugins.claims",
    "tests.plugins.long_runs",
    "tests.plugins.no_skip",
    "tests.plugins.one_world",
    "tests.plugins.printed",
]
