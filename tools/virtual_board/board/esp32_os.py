"""ESP32's `os` on the Unix port: the names that a board has, and none of the host's (`getenv`, `system`)."""

from uos import VfsFat, VfsLfs2, chdir, getcwd, ilistdir, listdir, mkdir, mount, remove, rename, rmdir, stat, statvfs
from uos import umount, unlink, urandom
from collections import namedtuple as _namedtuple

_Uname = _namedtuple("uname_result", ("sysname", "nodename", "release", "version", "machine"))


def uname():
    """Return what the board is."""
    import sys

    release = ".".join(str(part) for part in sys.implementation.version[:3])
    return _Uname("esp32", "esp32", release, sys.version, "Wattlend virtual board with ESP32S3")


def sync():
    """Do nothing: littlefs on a board keeps nothing back."""
