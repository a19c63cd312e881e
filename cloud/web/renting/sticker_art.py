"""Stickers as pictures: the QR code of an address and the number under it in print. Knows nothing of devices."""

import struct
import zlib

import segno

QUIET = 4  # modules around the code, by ISO/IEC 18004
PIXELS_A_MODULE = 12
GLYPH_WIDTH, GLYPH_HEIGHT, GLYPH_GAP = 5, 7, 1
# Each row of a digit is five bits, from top to bottom.
_GLYPHS = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
}

Rows = list[list[bool]]  # True is dark


def svg(address: str, number: str) -> bytes:
    """Return the sticker as SVG, a module of the code one unit wide; black on white, because scanners want it so."""
    code = _code(address)
    side = len(code) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(code) for x, is_dark in enumerate(row) if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side + 6}" role="img" aria-label="{number}">'
        f'<rect width="{side}" height="{side + 6}" fill="#fff"/><path d="{dark}" fill="#000"/>'
        f'<text x="{side / 2}" y="{side + 2}" text-anchor="middle" font-family="monospace" font-weight="700" '
        f'font-size="6" fill="#000">{spaced(number)}</text></svg>'
    ).encode()


def png(address: str, number: str) -> bytes:
    """Return the sticker as PNG of one bit a pixel."""
    code = _code(address)
    side = len(code) + 2 * QUIET
    rows = [[False] * side for _ in range(QUIET)]
    rows += [[False] * QUIET + row + [False] * QUIET for row in code]
    rows += [[False] * side for _ in range(QUIET)]
    printed = _enlarged(rows, PIXELS_A_MODULE)
    printed += _centred(_enlarged(_text(spaced(number)), PIXELS_A_MODULE // 2), side * PIXELS_A_MODULE)
    printed += [[False] * (side * PIXELS_A_MODULE) for _ in range(QUIET * PIXELS_A_MODULE)]
    return encoded(printed)


def spaced(number: str) -> str:
    """Return the number as it is printed: in groups that are easy to read out."""
    return f"{number[:4]} {number[4:]}"


def encoded(rows: Rows) -> bytes:
    """Return a PNG (ISO/IEC 15948) of one bit a pixel."""
    lines = b"".join(b"\0" + _packed(row) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _code(address: str) -> Rows:
    made = segno.make_qr(address, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in made.matrix]


def _text(text: str) -> Rows:
    rows: Rows = []
    for line in range(GLYPH_HEIGHT):
        row: list[bool] = []
        for letter in text:
            bits = _GLYPHS.get(letter, (0,) * GLYPH_HEIGHT)[line]
            row += [bool(bits >> (GLYPH_WIDTH - 1 - column) & 1) for column in range(GLYPH_WIDTH)] + [False] * GLYPH_GAP
        rows.append(row)
    return rows


def _enlarged(rows: Rows, times: int) -> Rows:
    return [[cell for cell in row for _ in range(times)] for row in rows for _ in range(times)]


def _centred(rows: Rows, width: int) -> Rows:
    left = (width - len(rows[0])) // 2
    return [[False] * left + row + [False] * (width - left - len(row)) for row in rows]


def _packed(row: list[bool]) -> bytes:
    bits = "".join("0" if is_dark else "1" for is_dark in row)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
