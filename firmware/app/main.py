"""Starts the selected image. One on trial that does not do well gives way to the one before, see selection.py."""

import sys

# Loading leaves the heap in small pieces: this keeps a place for the packet buffers, the largest blocks that ever stay.
place = bytearray(3072)
if __import__("selection").begin():
    del sys.modules["selection"]
    try:
        app = __import__("application")
        del place, sys.modules["application"]
        app = app.prepare()
        if app:
            app.run()
    except BaseException as error:  # noqa: BLE001 - whatever it is, an image on trial must not stay
        __import__("selection").failed(error)
    else:
        __import__("selection").ended(app)
