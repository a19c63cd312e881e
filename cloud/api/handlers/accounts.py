"""Signing up, in and out."""

from aiohttp import web

from cloud.api.answers import SessionOpened
from cloud.api.requests import NewSession, NewUser
from cloud.domain.problems import WrongCredentials
from cloud.http.call import Call, MemberCall, Reply
from cloud.http.tokens import csrf_token, drop_cookies, set_cookies
from cloud.services.accounts import RegisterRequest, account_view, register
from cloud.services.ports import Unit
from cloud.services.sessions import Authenticated, OpenedSession, close_session, credentials, open_session


async def register_user(call: Call) -> Reply:
    """Create an account."""
    body: NewUser = call.body
    password_hash = await call.context.passwords.hash(body.password)
    request = RegisterRequest(body.email, body.name, password_hash)
    return Reply(201, await call.open_write(lambda unit: register(unit, call.ports, request)))


async def sign_in(call: Call) -> Reply:
    """Open a session; the token is in the body for programs and in a cookie for browsers."""
    body: NewSession = call.body
    throttle, address = call.context.throttle, call.address
    email = body.email.strip().lower()
    throttle.check(email, address)
    found = await call.open_read(lambda unit: credentials(unit, email))
    fits = await call.context.passwords.fits(body.password, None if found is None else found.password_hash)
    if found is None or not fits:
        throttle.failed(email, address)
        raise WrongCredentials
    throttle.succeeded(email, address)
    return _opened(call, await call.open_write(lambda unit: open_session(unit, call.ports, found)))


async def sign_out(call: MemberCall) -> Reply:
    """Close the session that this request came with, and its live connections."""

    def work(unit: Unit, who: Authenticated) -> str:
        close_session(unit, call.ports, who.token_hash)
        return who.token_hash

    call.context.feed.end_session(await call.write(work))
    return Reply(204, finish=lambda response: drop_cookies(response, call.context.secure))


async def show_me(call: MemberCall) -> Reply:
    """Show the account to its owner."""
    return Reply(200, await call.read(lambda unit, who: account_view(unit, who.account_id)))


def _opened(call: Call, session: OpenedSession) -> Reply:
    max_age_s = (session.expires_ms - call.ports.clock.now_ms()) // 1000
    view = SessionOpened(session.token, csrf_token(session.token), session.account_id, session.expires_ms)

    def keep(response: web.Response) -> None:
        set_cookies(response, session.token, max_age_s, call.context.secure)

    return Reply(201, view, finish=keep)
