"""Parts of rows that several subjects use: who may call, and what a page answers with."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from cloud.http.routes import Access, Owner

ANYONE, MEMBER = Access.ANYONE, Access.MEMBER
OPERATOR, THEIRS = Access.OPERATOR, Owner.ORGANISATION
SHOWN: Mapping[int, Any] = {HTTPStatus.OK: str}
TAKEN: Mapping[int, Any] = {HTTPStatus.SEE_OTHER: None}
LEADS_ON: Mapping[int, Any] = {HTTPStatus.OK: str, HTTPStatus.SEE_OTHER: None}
