"""Signing up, in and out."""

from aiohttp import web

from cloud.api.people.answers import SessionOpened
from cloud.api.people.requests import NewSession, NewUser
from cloud.http import signing
from cloud.http.call import Call, MemberCall, Reply
from cloud.http.tokens import csrf_token, drop_cookies
from cloud.services.people.accounts import account_view


async def register_user(call: Call) -> Reply:
    """Create an account."""
    body: NewUser = call.body
    return Reply(201, await signing.sign_up(call, body.email, body.name, body.password))


async def sign_in(call: Call) -> Reply:
    """Open a session; the token is in the body for programs and in a cookie for browsers."""
    body: NewSession = call.body
    session = await signing.sign_in(call, body.email, body.password)
    view = SessionOpened(session.token, csrf_token(session.token), session.account_id, session.expires_ms)

    def keep(response: web.Response) -> None:
        signing.keep_session(call, response, session)

    return Reply(201, view, finish=keep)


async def sign_out(call: MemberCall) -> Reply:
    """Close the session that this request came with, and its live connections."""
    await signing.sign_out(call)
    return Reply(204, finish=lambda response: drop_cookies(response, call.context.secure))


async def show_me(call: MemberCall) -> Reply:
    """Show the account to its owner."""
    return Reply(200, await call.read(lambda unit, who: account_view(unit, who.account_id)))
