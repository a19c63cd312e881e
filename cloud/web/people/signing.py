"""Signing up, in and out, and one's own page."""

from cloud.domain.people.refusals import EmailTaken, TooManyAttempts, Unauthenticated, WrongCredentials
from cloud.domain.problems import InvalidRequest, Problem
from cloud.http import signing
from cloud.http.call import Call, MemberCall
from cloud.http.problems import Overloaded
from cloud.http.tokens import drop_cookies, presented
from cloud.services.people.accounts import account_view
from cloud.services.people.sessions import OpenedSession, authenticate
from cloud.web.frame.addresses import own_path
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.people.requests import SignInForm, SignUpForm

SHORTEST_PASSWORD = 8  # the least that NIST SP 800-63B allows


async def show_sign_in(call: Call) -> Answer:
    """Show the form; whoever is signed in already goes on at once."""
    goes_to = own_path(call.request.query.get("next", "/"))
    if await _is_signed_in(call):
        return Redirect(goes_to)
    return Page("sign_in.html", {"next": goes_to, "email": "", "problem": None})


async def sign_in(call: Call) -> Answer:
    """Open a session and go on; a refusal is shown above the form."""
    form: SignInForm = call.body
    try:
        session = await signing.sign_in(call, form.email, form.password)
    except (WrongCredentials, TooManyAttempts, Overloaded) as problem:
        return _again("sign_in.html", form, problem)
    return _signed_in(call, session, form.next)


async def show_sign_up(call: Call) -> Answer:
    """Show the form."""
    goes_to = own_path(call.request.query.get("next", "/"))
    return Page("sign_up.html", {"next": goes_to, "email": "", "name": "", "problem": None})


async def sign_up(call: Call) -> Answer:
    """Create an account, open its first session and go on."""
    form: SignUpForm = call.body
    if len(form.password) < SHORTEST_PASSWORD:
        problem = InvalidRequest(f"a password has {SHORTEST_PASSWORD} characters or more")
        return _again("sign_up.html", form, problem, name=form.name)
    try:
        await signing.sign_up(call, form.email, form.name, form.password)
        session = await signing.sign_in(call, form.email, form.password)
    except (EmailTaken, InvalidRequest, TooManyAttempts, Overloaded) as problem:
        return _again("sign_up.html", form, problem, name=form.name)
    return _signed_in(call, session, form.next)


async def sign_out(call: MemberCall) -> Answer:
    """Close the session."""
    await signing.sign_out(call)
    return Redirect("/", finish=lambda response: drop_cookies(response, call.context.secure))


async def show_me(call: MemberCall) -> Answer:
    """Show the account to its owner."""
    return Page("me.html", {"account": await call.read(lambda unit, who: account_view(unit, who.account_id))})


async def _is_signed_in(call: Call) -> bool:
    token = presented(call.request)
    if token is None:
        return False
    try:
        await call.open_read(lambda unit: authenticate(unit, call.ports, token.text))
    except Unauthenticated:
        return False
    return True


def _signed_in(call: Call, session: OpenedSession, goes_to: str) -> Redirect:
    return Redirect(own_path(goes_to), finish=lambda response: signing.keep_session(call, response, session))


def _again(template: str, form: SignInForm | SignUpForm, problem: Problem, **values: str) -> Page:
    shown = {"next": own_path(form.next), "email": form.email, "problem": problem, **values}
    return Page(template, shown, problem.status)
