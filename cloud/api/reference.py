"""Writes the tables of docs/API.md out of the code: `python -m cloud.api.reference`.

The prose of that page is written by hand; between `<!-- generated: NAME -->` and `<!-- end -->` stands what `BLOCKS` makes.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from cloud.api.table import ROUTES
from cloud.domain.catalogue import RESOLUTIONS
from cloud.http.problems import all_problems
from cloud.http.routes import Route
from cloud.services.account_events import EVENTS, REASONS
from shared_protocol.host.generated_page import renewed, table

TARGET = Path(__file__).resolve().parents[2] / "docs" / "API.md"


def generate(page: str) -> str:
    """Return `page` with every generated block made anew; raises KeyError for a block that nothing makes."""
    return renewed(page, BLOCKS)


def _routes() -> str:
    return table(("call", "who", "whose object", "what"), [_route(route) for route in ROUTES])


def _route(route: Route) -> tuple[str, ...]:
    return f"`{route.method} {route.path}`", route.access.value, route.owner.value, route.summary


def _events() -> str:
    return table(
        ("name", "body", "when"), [(f"`{event.name}`", f"`{event.body.__name__}`", event.meaning) for event in EVENTS]
    )


def _schemas() -> str:
    """The JSON Schema of each event's body."""
    types = sorted({event.body for event in EVENTS}, key=lambda body: body.__name__)
    _, components = msgspec.json.schema_components(types, ref_template="#/{name}")
    return "".join(_schema(name, schema) for name, schema in sorted(components.items()))


def _schema(name: str, schema: dict[str, Any]) -> str:
    return f"`{name}`:\n\n```json\n{json.dumps(schema, indent=1)}\n```\n\n"


def _reasons() -> str:
    return table(("reason", "meaning"), [(f"`{reason}`", meaning) for reason, meaning in sorted(REASONS.items())])


def _problems() -> str:
    return table(
        ("type", "status", "title"),
        [(f"`/problems/{kind.slug}`", str(kind.status), kind.title) for kind in all_problems().values()],
    )


def _resolutions() -> str:
    rows = [(f"`{kind}`", ", ".join(f"`{one}`" for one in allowed)) for kind, allowed in RESOLUTIONS.items()]
    return table(("case", "may be resolved as"), rows)


BLOCKS = {
    "routes": _routes,
    "events": _events,
    "schemas": _schemas,
    "reasons": _reasons,
    "problems": _problems,
    "resolutions": _resolutions,
}


def main() -> None:
    """Bring docs/API.md up to date."""
    TARGET.write_text(generate(TARGET.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
