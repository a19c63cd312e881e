"""Brings htmx, the one script library of the pages, by name from the package index.

It comes inside the wheel of django-htmx, which carries htmx's own releases; nothing else of that package is used. Owns its
version and hash. The script is unpacked into `.runtime` and never committed.
"""

import zipfile

from tools.runtime.errors import ClosedWayError, PreparationError
from tools.runtime.folders import Record, new_staging, put_in_place
from tools.runtime.package_index import Kind, fetch
from tools.runtime.progress import say

PART = "htmx"
PACKAGE = "django-htmx"
VERSION = "1.29.0"
SHA256 = "0ec5be1645ed71e6787bd75e0250624f00274ac3bb1730f07b6629a95688929b"
MEMBER = "django_htmx/static/django_htmx/htmx-2.min.js"
PROGRAM = "htmx.min.js"


def digest() -> str:
    """Return a short name for what is wanted, another for any other version."""
    return SHA256[:16]


def install() -> None:
    """Fetch, check and unpack htmx; PreparationError names cause and way out."""
    say(f"{PART}: fetching {PACKAGE} {VERSION} from the package index")
    staging = new_staging(PART)
    try:
        archive = fetch(f"{PACKAGE}=={VERSION}", staging, SHA256, kind=Kind.WHEEL)
        with zipfile.ZipFile(archive) as wheel:
            (staging / PROGRAM).write_bytes(wheel.read(MEMBER))
    except ClosedWayError as error:
        way_out = "make the Python package index reachable, then run `make setup` again"
        raise PreparationError(PART, str(error), way_out) from error
    except OSError as error:
        raise PreparationError(PART, str(error), "make room or give the right to write there") from error
    archive.unlink()
    put_in_place(PART, staging, Record(version=VERSION, recipe=digest(), folder=".", program=PROGRAM))
    say(f"{PART}: ready")
