"""The number on a housing: six digits and a check digit, to be scanned or typed. A public locator, no secret (RENT-9).

The check digit is Damm's: it finds every single wrong digit and every two neighbours that changed places.
"""

DIGITS = 7
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def make(number: int) -> str:
    """Return the sticker of `number` (taken modulo a million)."""
    digits = f"{number % 1_000_000:06}"
    return digits + str(_interim(digits))


def parse(text: str) -> str | None:
    """Return the seven digits that a person typed, spaces and dashes left out; None when they cannot be right."""
    digits = text.replace(" ", "").replace("-", "")
    right = len(digits) == DIGITS and digits.isascii() and digits.isdigit() and _interim(digits) == 0
    return digits if right else None


def _interim(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
