"""Rows of the route table about people."""

from collections.abc import Sequence
from http import HTTPStatus

from cloud.api.frame.row_parts import CREATED, LIMIT, OK, OPERATOR, ORGANISATION, REFUSED
from cloud.api.people import accounts, live
from cloud.api.people.answers import SessionOpened
from cloud.api.people.audit_log import show_audit
from cloud.api.people.members import set_account
from cloud.api.people.requests import NewAccountState, NewSession, NewUser
from cloud.domain import problems
from cloud.domain.people.refusals import EmailTaken, TooManyAttempts, WrongCredentials
from cloud.http import problems as http
from cloud.http.routes import PREFIX, Access, Parameter, Route
from cloud.services.people.members import AccountState
from cloud.services.people.views import AccountView, AuditView

_ORGANISATION = f"{PREFIX}/organisations/{{organisation_id}}"
_AFTER = Parameter("after", "query", "The last number seen.", {"type": "integer", "minimum": 0})

ROUTES: Sequence[Route] = (
    Route("POST", f"{PREFIX}/users", Access.ANYONE, accounts.register_user, "Create an account",
          {CREATED: AccountView}, NewUser, (), (EmailTaken, problems.InvalidRequest, http.Overloaded)),
    Route("POST", f"{PREFIX}/sessions", Access.ANYONE, accounts.sign_in, "Sign in",
          {CREATED: SessionOpened}, NewSession, (), (WrongCredentials, TooManyAttempts, http.Overloaded)),
    Route("DELETE", f"{PREFIX}/sessions/current", Access.MEMBER, accounts.sign_out, "Sign out", {HTTPStatus.NO_CONTENT: None}),
    Route("GET", f"{PREFIX}/me", Access.MEMBER, accounts.show_me, "Who is signed in", {OK: AccountView}),
    Route("GET", f"{PREFIX}/live", Access.MEMBER, live.live, "What concerns the account, as it happens (WebSocket)",
          {HTTPStatus.SWITCHING_PROTOCOLS: None}, None, (_AFTER,),
          (http.InvalidParameter, http.CrossSite, http.BadRequest, http.Overloaded)),
    Route("GET", f"{_ORGANISATION}/audit", OPERATOR, show_audit, "Who did what, the newest first",
          {OK: list[AuditView]}, None, (LIMIT,), (problems.NotFound, http.InvalidParameter), ORGANISATION),
    Route("PUT", f"{PREFIX}/accounts/{{account_id}}/state", OPERATOR, set_account,
          "Suspend or reinstate a customer", {OK: AccountState}, NewAccountState, (), REFUSED, ORGANISATION),
)  # fmt: skip
