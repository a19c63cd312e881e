"""What a person sees while parts are prepared."""

import sys


def say(text: str) -> None:
    """Show one line at once."""
    print(text, flush=True)


def is_terminal() -> bool:
    """Tell whether somebody watches, so that a download may show its own progress."""
    return sys.stdout.isatty()


def megabytes(size_bytes: int) -> str:
    """Write a size for people: `4.0 MB`."""
    return f"{size_bytes / 1e6:.1f} MB"
