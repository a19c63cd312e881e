"""Chooses short names for public attributes and methods: a board keeps each distinct name, and most are long words.

A name may be shortened where only our own code can mean it: what MicroPython, its frozen modules or a person at the prompt
say must stay as it is. Private names are shorter still, see link.py.
"""

import ast
import asyncio
import io
import json
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Iterator

from tools.firmware_image.modules import Module

_LIKE_MICROPYTHON = (
    str, bytes, bytearray, memoryview, int, list, tuple, dict, set, range, OSError, io.BytesIO, io.TextIOWrapper,
    socket.socket, ssl.SSLContext, ssl.SSLSocket, asyncio.Event, asyncio.Task, asyncio.StreamReader, asyncio.StreamWriter,
    asyncio, io, json, os, socket, ssl, sys, time,
)  # fmt: skip
"""MicroPython's own have fewer attributes than these."""

_ONLY_MICROPYTHON = """
    Pin I2C SoftI2C Timer WDT RTC WLAN STA_IF init deinit value feed freq scan readfrom readfrom_into readfrom_mem
    readfrom_mem_into writeto writeto_mem writevto on off toggle irq mode period callback reset active connect
    disconnect isconnected config ifconfig ipconfig status ioctl datetime unique_id reset_cause
    set_callback set_last_will ping publish subscribe wait_msg check_msg sock server port client_id user pswd keepalive
    cb pid lw_topic lw_msg lw_qos lw_retain
    ticks_ms ticks_us ticks_diff ticks_add sleep_ms sleep_us mem_free mem_alloc threshold print_exception wait_for_ms
    errno args data disable drive reason select state
"""
"""Beside those: names of machine, network and umqtt, and of time, gc, sys and asyncio where CPython's differ."""


def short_attributes(
    modules: list[Module], kept: set[str], of_methods: Iterator[str], of_values: Iterator[str]
) -> dict[str, str]:
    """Return public attribute and method names of `modules` -> short ones; `kept` are names that somebody outside says.

    Those `of_values` may mean something else at the top of a module; a traceback names methods, so theirs may not.
    """
    trees = [module.tree for module in modules]
    own = {name for tree in trees for name in _defined(tree)}
    own -= kept | set(_ONLY_MICROPYTHON.split()) | {name for thing in _LIKE_MICROPYTHON for name in dir(thing)}
    own -= {name for tree in trees for name in _said_otherwise(tree)}
    methods = {name for tree in trees for name in _methods(tree)}
    return {name: next(of_methods if name in methods else of_values) for name in sorted(own) if _is_worth_it(name)}


def _is_worth_it(name: str) -> bool:
    return len(name) > len("z0") and re.fullmatch(r"[a-z]\w*", name) is not None


def _defined(tree: ast.Module) -> Iterator[str]:
    """Yield what our classes define: methods, and what is set on an object."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
    yield from _methods(tree)


def _methods(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))


def _said_otherwise(tree: ast.Module) -> Iterator[str]:
    """Yield names that are also said where they cannot be told apart: as text, at the top of a class, of modules."""
    modules = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node.attr
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.Assign | ast.AnnAssign):
                    yield from (name.id for name in ast.walk(part) if isinstance(name, ast.Name))
