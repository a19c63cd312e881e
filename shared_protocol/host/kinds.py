"""The joining list of what kinds of device say on the wire: one line for each kind, beside what any device says."""

from types import ModuleType
from typing import Any, NamedTuple

from shared_protocol import cabinet, cabinet_limits, codes, fields, limits, messages
from shared_protocol.host import cabinet_names, common_names


class Kind(NamedTuple):
    """`rows` as check.py takes a part of them; what defines the numbers, what bounds them, and what people call them."""

    rows: tuple[dict[int, Any], dict[int, Any], dict[int, Any]]
    fields: ModuleType
    messages: ModuleType
    codes: ModuleType
    limits: ModuleType
    names: ModuleType


KINDS = [
    Kind(messages.ROWS, fields, messages, codes, limits, common_names),
    Kind(cabinet.ROWS[-1], cabinet, cabinet, cabinet, cabinet_limits, cabinet_names),
]
