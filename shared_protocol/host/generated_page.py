"""Renews what is generated in a page of prose: between `<!-- generated: NAME -->` and `<!-- end -->`.

Knows no page; who owns one hands in what makes each of its blocks.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(page: str, blocks: Mapping[str, Callable[[], str]]) -> str:
    """Return `page` with every generated block made anew; raises KeyError for a block that nothing makes."""
    return _BLOCK.sub(lambda match: f"{match[1]}{blocks[match[2]]()}{match[3]}", page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as Markdown writes it."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
