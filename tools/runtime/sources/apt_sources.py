"""The machine's own apt sources: reads both formats, and turns them into sources of a wanted suite.

Owns the syntax of sources.list(5) and which entries are the distribution's own. Fetches nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

READ_FILE_NAME = re.compile(r"[A-Za-z0-9_.-]+\.(list|sources)")  # apt passes over every other name
ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)(?P<components>[^#]*)")
RELEASE_ALIASES = frozenset({"oldstable", "stable", "testing", "unstable", "sid"})
POCKETS = ("", "-updates", "-security", "/updates")  # what follows a release's name in the suites that belong to it
COMPONENTS = ("main", "universe")
NO_REMOTE = ("cdrom:",)


@dataclass(frozen=True)
class Source:
    """One archive of binary packages. `signed_by` is a keyring's path, fingerprints or a key; empty: what apt trusts."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""


def read_machine_sources(etc_apt: Path = Path("/etc/apt")) -> list[Source]:
    """Return all enabled sources of binary packages in apt's configuration folder."""
    files = [etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*"))]
    sources: list[Source] = []
    for file in files:
        if not READ_FILE_NAME.fullmatch(file.name) or not file.is_file():
            continue
        text = file.read_text(errors="replace")
        sources += parse_deb822(text) if file.suffix == ".sources" else parse_one_line(text)
    return sources


def parse_one_line(text: str) -> list[Source]:
    """Read the format of `sources.list`: one archive a line."""
    found = (ONE_LINE.match(line.strip()) for line in text.splitlines())
    return [_from_line(line) for line in found if line]


def parse_deb822(text: str) -> list[Source]:
    """Read the format of `*.sources`: paragraphs of fields, where a line that starts with a blank goes on."""
    return [
        Source(
            uris=tuple(fields.get("uris", "").split()),
            suites=tuple(fields.get("suites", "").split()),
            components=tuple(fields.get("components", "").split()),
            signed_by=fields.get("signed-by", "").rstrip(),
        )
        for fields in _paragraphs(text)
        if "deb" in fields.get("types", "").split()
        and fields.get("enabled", "yes").strip().lower() not in ("no", "false", "0")
    ]


def sources_for(sources: Iterable[Source], release: str, wanted: str) -> list[Source]:
    """Return the machine's own distribution's sources, with `wanted` in place of its release; empty where it has none.

    Archives of others (another suite, another component, another's keyring) are left out: they need not have `wanted`. Where
    all keyrings look like another's, a mirror signs for itself, and all are taken.
    """
    own_releases = RELEASE_ALIASES | {release}
    fit = [changed for source in sources if (changed := _for_release(source, own_releases, wanted))]
    return [source for source in fit if not _is_anothers_keyring(source.signed_by)] or fit


def write_deb822(sources: Iterable[Source]) -> str:
    """Write sources as apt reads them; whatever would loosen the check of signatures is not carried over."""
    return "\n".join(
        f"Types: deb\nURIs: {' '.join(source.uris)}\nSuites: {' '.join(source.suites)}\n"
        f"Components: {' '.join(source.components)}\n"
        + (f"Signed-By: {source.signed_by}\n" if source.signed_by else "")
        for source in sources
    )


def _from_line(line: re.Match[str]) -> Source:
    options = dict(option.split("=", 1) for option in (line["options"] or "").split() if "=" in option)
    return Source(
        uris=(line["uri"],),
        suites=(line["suite"],),
        components=tuple(line["components"].split()),
        signed_by=options.get("signed-by", "").replace(",", " "),
    )


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for paragraph in re.split(r"\n\s*\n", kept):
        fields: dict[str, str] = {}
        name = ""
        for line in paragraph.splitlines():
            if line[:1] in " \t":
                fields[name] = f"{fields.get(name, '')}\n{line}"
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        yield fields


def _for_release(source: Source, own_releases: frozenset[str], wanted: str) -> Source | None:
    uris = tuple(uri for uri in source.uris if not uri.startswith(NO_REMOTE))
    suites = tuple(
        wanted_suite for suite in source.suites if (wanted_suite := _in_release(suite, own_releases, wanted))
    )
    components = tuple(component for component in source.components if component in COMPONENTS)
    if not uris or not suites or not components:
        return None
    return replace(source, uris=uris, suites=suites, components=components)


def _in_release(suite: str, own_releases: frozenset[str], wanted: str) -> str:
    for pocket in POCKETS:
        if suite.endswith(pocket) and suite.removesuffix(pocket) in own_releases:
            return wanted + pocket.replace("/updates", "-security")
    return ""


def _is_anothers_keyring(signed_by: str) -> bool:
    return signed_by.startswith("/") and not re.search(r"debian|ubuntu", Path(signed_by.split(maxsplit=1)[0]).name)
