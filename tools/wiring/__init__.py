"""Makes `docs/WIRING.md` and its pictures out of `firmware/boards`: `python -m tools.wiring`.

The page's prose is written by hand; between `<!-- generated: NAME -->` and `<!-- end -->` stands what the code says.
"""
