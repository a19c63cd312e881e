"""Text from outside, before it goes near a database: what cannot be shown (NUL, lone surrogates, line ends) is nobody's id."""

MAX_ID_CHARS = 64


def can_be_id(text: str) -> bool:
    """Tell whether `text` can be an id of ours at all, so that looking it up is safe on every engine."""
    return 0 < len(text) <= MAX_ID_CHARS and text.isascii() and text.isprintable()


def can_be_name(text: str, max_chars: int) -> bool:
    """Tell whether `text` is something to call a person or a place by."""
    return 0 < len(text) <= max_chars and text.isprintable()
