"""Brings umqtt.simple, the MQTT client that every ESP32 image of MicroPython has frozen in.

Owns its version and hash. The sources are unpacked into `.runtime` and never committed.
"""

import tarfile
from pathlib import Path

from tools.runtime.sources.index_source import IndexSource
from tools.runtime.sources.package_index import Kind


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            inner = Path(*Path(member.name).parts[1:])
            if member.isfile() and inner.match("umqtt/*.py") and ".." not in inner.parts:
                target = folder / inner
                target.parent.mkdir(exist_ok=True)
                source = tar.extractfile(member)
                target.write_bytes(source.read() if source else b"")


UMQTT = IndexSource(
    part="umqtt",
    package="micropython-umqtt.simple",
    version="1.3.4",
    sha256="b6a2520239e3992c63a7de9370ee9b3d9d27819a90359c521f1c0f7ccab8d12f",
    kind=Kind.SOURCES,
    program="umqtt/simple.py",
    unpack=_unpack,
)
