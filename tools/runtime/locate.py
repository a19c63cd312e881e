"""Tells where a prepared part is. Fetches nothing."""

from functools import cache
from pathlib import Path

from tools.runtime.errors import RuntimeMissing
from tools.runtime.folders import program_folder, read_record
from tools.runtime.programs import find_on_machine
from tools.runtime.recipes import CHROMIUM, MICROPYTHON, MICROPYTHON_32, MOSQUITTO, POSTGRESQL, Recipe
from tools.runtime.sources.htmx_source import HTMX
from tools.runtime.sources.umqtt_source import UMQTT


def micropython(bits: int = 64) -> Path:
    """Return MicroPython's Unix port; 32 bits have the integers and pointers of an ESP32."""
    return _program({64: MICROPYTHON, 32: MICROPYTHON_32}[bits])


def mosquitto() -> Path:
    """Return the Mosquitto broker."""
    return _program(MOSQUITTO)


def umqtt() -> Path:
    """Return the folder to put on MicroPython's path: it holds `umqtt/simple.py`."""
    return _from_index(UMQTT.part)


def htmx() -> Path:
    """Return the script that the pages load."""
    return _from_index(HTMX.part) / HTMX.program


def postgresql_bin() -> Path:
    """Return the folder that holds PostgreSQL's `postgres`, `initdb` and `pg_ctl`."""
    return _program(POSTGRESQL).parent


def chromium() -> Path:
    """Return a Chromium browser. As root, and where the kernel denies user namespaces, start it with `--no-sandbox`."""
    return _program(CHROMIUM)


def _from_index(part: str) -> Path:
    record = read_record(part)
    if not record:
        raise RuntimeMissing(part, "")
    return program_folder(part, record)


def _program(recipe: Recipe) -> Path:
    record = read_record(recipe.part)
    if record:
        return program_folder(recipe.part, record) / record.program
    found = _on_machine(recipe.part) if recipe.searched else None
    if not found:
        raise RuntimeMissing(recipe.part, recipe.program.wanted() if recipe.searched else "")
    return found


@cache
def _on_machine(part: str) -> Path | None:
    recipes = (MICROPYTHON, MOSQUITTO, POSTGRESQL, CHROMIUM)
    found = find_on_machine(next(recipe.program for recipe in recipes if recipe.part == part))
    return found[0] if found else None
