"""Reads version numbers as Debian's packages and programs write them, as far as a lower bound needs."""

import re

Version = tuple[int, ...]


def leading_numbers(text: str) -> Version:
    """Return the dotted numbers at the start of a version: `1:2.0.21-1` gives (2, 0, 21); () where there are none."""
    upstream = text.partition(":")[2] or text
    found = re.match(r"\d+(?:\.\d+)*", upstream)
    return tuple(int(number) for number in found.group().split(".")) if found else ()


def first_version(text: str) -> str:
    """Return the first dotted version in what a program says about itself, empty where there is none."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return found.group() if found else ""


def dotted(version: Version) -> str:
    """Write (2, 0, 18) as `2.0.18`."""
    return ".".join(str(number) for number in version)
