"""Bytes that a serial line loses or damages on their way from a board, as a poor adapter or cable does.

Owns which of them. Knows no port: what nobody hears never comes here, and is not counted.
"""

WRONG_BIT = 0x01
"""Of a damaged byte. The lowest, so that text stays text and only a checksum can tell."""


class LineFlaws:
    """One run of bytes to be spoiled; a new order replaces the one before."""

    def __init__(self) -> None:
        self._passing = 0
        self._spoiling = 0
        self._damaged = False

    def spoil(self, count: int, after_bytes: int, *, damaged: bool) -> None:
        """Lose `count` bytes, or damage them, when `after_bytes` more have passed."""
        self._passing, self._spoiling, self._damaged = after_bytes, count, damaged

    def pass_on(self, data: bytes) -> bytes:
        """Return what of `data` arrives."""
        if not self._spoiling:
            return data
        first = min(self._passing, len(data))
        last = min(first + self._spoiling, len(data))
        self._passing -= first
        self._spoiling -= last - first
        spoiled = bytes(byte ^ WRONG_BIT for byte in data[first:last]) if self._damaged else b""
        return data[:first] + spoiled + data[last:]
