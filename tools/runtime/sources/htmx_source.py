"""Brings htmx, the one script library of the pages.

It comes inside the wheel of django-htmx, which carries htmx's own releases; nothing else of that package is used. Owns its
version and hash. The script is unpacked into `.runtime` and never committed.
"""

import zipfile
from pathlib import Path

from tools.runtime.sources.index_source import IndexSource
from tools.runtime.sources.package_index import Kind

MEMBER = "django_htmx/static/django_htmx/htmx-2.min.js"
PROGRAM = "htmx.min.js"


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as wheel:
        (folder / PROGRAM).write_bytes(wheel.read(MEMBER))


HTMX = IndexSource(
    part="htmx",
    package="django-htmx",
    version="1.29.0",
    sha256="0ec5be1645ed71e6787bd75e0250624f00274ac3bb1730f07b6629a95688929b",
    kind=Kind.WHEEL,
    program=PROGRAM,
    unpack=_unpack,
)
