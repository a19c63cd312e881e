"""Text from outside, before it goes near a database: what cannot be shown (NUL, lone surrogates, line ends) is nobody's id."""

MAX_ID_CHARS = 64
BANK_DIGITS = 12


def can_be_id(text: str) -> bool:
    """Tell whether `text` can be an id of ours at all, so that looking it up is safe on every engine."""
    return 0 < len(text) <= MAX_ID_CHARS and text.isascii() and text.isprintable()


def can_be_name(text: str, max_chars: int) -> bool:
    """Tell whether `text` is something to call a person or a place by."""
    return 0 < len(text) <= max_chars and text.isprintable()


def can_be_bank(text: str) -> bool:
    """Tell whether `text` is a bank's id: 12 hex digits, lower case."""
    return len(text) == BANK_DIGITS and all(char in "0123456789abcdef" for char in text)
