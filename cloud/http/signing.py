"""Signing in: throttled, the password verified off the event loop, a session opened and kept by the browser."""

from aiohttp import web

from cloud.domain.people.refusals import EmailTaken, WrongCredentials
from cloud.http.call import Call, MemberCall
from cloud.http.problems import Overloaded
from cloud.http.tokens import set_cookies
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.people.sessions import Authenticated, OpenedSession, close_session, credentials, open_session
from cloud.services.people.views import AccountView
from cloud.services.ports.store import StorageError, Unit


async def sign_up(call: Call, email: str, name: str, password: str) -> AccountView:
    """Create an account; raises InvalidRequest, EmailTaken, TooManyAttempts or Overloaded."""
    throttle, address = call.context.throttle, call.address
    throttle.begin("", address)
    is_taken = False
    try:
        password_hash = await call.context.passwords.hash(password)
        request = RegisterRequest(email, name, password_hash)
        return await call.open_write(lambda unit: register(unit, call.ports, request))
    except EmailTaken:
        is_taken = True  # whoever asks whose email is taken is slowed down like whoever guesses passwords
        raise
    finally:
        if not is_taken:
            throttle.forget("", address)


async def sign_in(call: Call, email: str, password: str) -> OpenedSession:
    """Open a session; raises WrongCredentials, TooManyAttempts or Overloaded."""
    throttle, address = call.context.throttle, call.address
    email = email.strip().lower()
    throttle.begin(email, address)
    try:
        found = await call.open_read(lambda unit: credentials(unit, email))
        fits = await call.context.passwords.fits(password, None if found is None else found.password_hash)
    except (Overloaded, StorageError):
        throttle.forget(email, address)
        raise
    if found is None or not fits:
        raise WrongCredentials
    throttle.succeeded(email, address)
    return await call.open_write(lambda unit: open_session(unit, call.ports, found))


async def sign_out(call: MemberCall) -> None:
    """Close the session that this request came with, and its live connections."""

    def work(unit: Unit, who: Authenticated) -> str:
        close_session(unit, call.ports, who.token_hash)
        return who.token_hash

    call.context.feed.end_session(await call.write(work))


def keep_session(call: Call, response: web.StreamResponse, session: OpenedSession) -> None:
    """Have the browser keep the session until it expires."""
    max_age_s = (session.expires_ms - call.ports.clock.now_ms()) // 1000
    set_cookies(response, session.token, max_age_s, call.context.secure)
