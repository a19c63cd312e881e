"""Starts the cabinet; where it cannot start, or is stopped by Ctrl-C, the prompt is yours."""

import gc
import sys

# Loading leaves the heap in small pieces: this keeps a place for the packet buffers, the largest blocks that ever stay.
place = bytearray(3072)
# One after the other, and what starts it last: what a module needs while it loads is then free for the next.
for part in ("shared_protocol", "firmware.core", "firmware.drivers", "firmware.adapters", "firmware.app.cabinet"):
    __import__(part)
    gc.collect()
del place
cabinet = __import__("firmware.app.start").app.start.prepare()
# What only starting needs makes room for running: some 6 KB of heap.
del sys.modules["firmware.app.start"], sys.modules["firmware.app"].start
if cabinet:
    cabinet.run()
