"""What the composition root decides about the pages."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DemoLogin:
    """A login that the sign-in page offers. Exists in demo mode only, with a random password."""

    email: str
    password: str


@dataclass(frozen=True)
class PageOptions:
    """`htmx` is the script library as it was fetched at set-up."""

    htmx: Path
    demo: DemoLogin | None = None
