"""Every sentence that pages and problems may show, found in templates and sources."""

import ast
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from cloud.http.problems import all_problems
from cloud.web.frame.rendering import EXTENSIONS

WEB = Path(__file__).resolve().parents[2] / "cloud" / "web"


def all_sentences() -> dict[str, str]:
    """Return each sentence (the singular where there are two) with a place that it comes from."""
    found = {kind.title: f"problem {slug}" for slug, kind in all_problems().items()}
    for template in sorted(WEB.rglob("templates/**/*.html")):
        with template.open("rb") as file:
            options = {"extensions": ",".join(EXTENSIONS), "silent": "false", "trim_blocks": "true"}
            for line, text, _, _ in extract(babel_extract, file, options=options):
                if text:  # nothing where a variable is translated: its sentence is marked where it is made
                    found.setdefault(text if isinstance(text, str) else text[0], f"{template.name}:{line}")
    for source in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sentence":
                found.setdefault(ast.literal_eval(node.args[0]), source.name)
    return found
