"""Colours on a terminal, none elsewhere: `--colour`, NO_COLOR (no-color.org) and whether anybody looks decide."""

import argparse
import os
import sys

BAD = "31"
FINE = "32"
WARN = "33"
UP = "36"
DOWN = "35"
BOLD = "1"
DIM = "2"


class Palette:
    """`palette(BAD, text)` is `text` in that tone, or as it was when there are no colours."""

    def __init__(self, *, is_on: bool) -> None:
        self.is_on = is_on

    def __call__(self, tone: str, text: str) -> str:
        """Return `text` in `tone`."""
        return f"\x1b[{tone}m{text}\x1b[0m" if self.is_on and tone and text else text


def add_colour_argument(parser: argparse.ArgumentParser) -> None:
    """Declare --colour."""
    parser.add_argument("--colour", choices=("auto", "always", "never"), default="auto", help="(default: auto)")


def palette(args: argparse.Namespace) -> Palette:
    """Return the palette that options and surroundings ask for."""
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return Palette(is_on=wanted if args.colour == "auto" else args.colour == "always")


def harmless(text: str) -> str:
    """Return `text` with what could move a cursor, rewrite a screen or hide spelt out: it may come from anybody."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else spelt(char) for char in text)


def spelt(char: str) -> str:
    """Return the escape of one character, as Python and most languages write it."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
