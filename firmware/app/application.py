"""Loads the image's code; `prepare` then makes what the board's `main.py` runs. Stands in the image's own folder."""

import gc
import sys

# One after the other, and what starts it last: what a module needs while it loads is then free for the next.
for part in ("PARTS",):  # tools/firmware_image puts those of the kind here
    __import__(part)
    gc.collect()


def prepare():
    """Return the board's loop, ready for `run()`, or None when its configuration is wrong."""
    app = __import__("firmware.app.start").app.start.prepare()
    # What only starting needs makes room for running: some 6 KB of heap.
    del sys.modules["firmware.app.start"], sys.modules["firmware.app"].start
    return app
