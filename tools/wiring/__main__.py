"""Writes page and pictures anew."""

from tools.wiring.page import TARGET, generate
from tools.wiring.pictures import pictures


def main() -> None:
    """Write what is generated of the page, and both pictures."""
    TARGET.write_text(generate(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    for file, drawing in pictures().items():
        file.write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main()
