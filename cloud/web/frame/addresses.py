"""Addresses within our own pages: whether one may be gone to, and how one is asked for."""

from urllib.parse import quote

LONGEST = 500


def own_path(text: str) -> str:
    """Return `text` if it is a path of ours, else "/": nobody is sent to another site by an address that they were given."""
    plain = len(text) <= LONGEST and text.isascii() and text.isprintable()
    if plain and text.startswith("/") and not text.startswith("//") and "\\" not in text and " " not in text:
        return text
    return "/"


def sign_in_first(path: str) -> str:
    """Return the address of the sign-in page that leads back to `path`."""
    return "/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}"
