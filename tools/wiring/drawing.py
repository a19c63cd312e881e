"""Boxes, wires and words as SVG. Knows nothing of electronics."""

from html import escape

ROW = 20
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1d2733}.t{font-weight:600}.s{font-size:11px;fill:#51606f}"
    ".b{fill:#f4f7fa;stroke:#51606f;stroke-width:1.5}.w{fill:none;stroke-width:2}.d{stroke:none}"
)


class Drawing:
    """A picture of `width` by `height` under `title`, which screen readers say too."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts: list[str] = []
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
            f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>\n'
        )

    def box(self, x: int, y: int, width: int, height: int, title: str, *rows: str) -> None:
        """Draw a box with a title and small rows of text below it."""
        self._parts.append(f'<rect class="b" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>')
        self.text(x + 10, y + ROW, title, "t")
        for number, row in enumerate(rows, start=2):
            self.text(x + 10, y + number * ROW, row, "s")

    def wire(self, colour: str, *points: tuple[int, int]) -> None:
        """Draw a line through `points`."""
        path = " ".join(f"{x},{y}" for x, y in points)
        self._parts.append(f'<polyline class="w" stroke="{colour}" points="{path}"/>')

    def joint(self, colour: str, x: int, y: int) -> None:
        """Draw the dot that says that lines meet here."""
        self._parts.append(f'<circle class="d" fill="{colour}" cx="{x}" cy="{y}" r="4"/>')

    def text(self, x: int, y: int, words: str, style: str = "s") -> None:
        """Write words that begin at a point."""
        self._parts.append(f'<text class="{style}" x="{x}" y="{y}">{escape(words)}</text>')

    def svg(self) -> str:
        """Return the file's text."""
        return self._head + "\n".join(self._parts) + "\n</svg>\n"
