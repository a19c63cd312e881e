"""Sessions of browsers and programs: what another site's page cannot do, what a cookie says, and when a session is over."""

import asyncio

import pytest
from aiohttp import WSMsgType

from cloud.api.table import ROUTES
from cloud.http.routes import SAFE_METHODS, Access
from cloud.http.tokens import CSRF_COOKIE, SESSION_COOKIE, csrf_token
from tests.support import access_matrix
from tests.support.access_matrix import fill, missing
from tests.support.examples import example, takes_key
from tests.unit.cloud.api.conftest import PASSWORD, problem
from tests.unit.cloud.api.town import row

UNSAFE = [route for route in ROUTES if route.method not in SAFE_METHODS]
GUARDED = [route for route in ROUTES if route.access is not Access.ANYONE]
ME, SESSIONS, LIVE = "/api/v1/me", "/api/v1/sessions", "/api/v1/live"
CROSS_SITE = "/problems/cross-site"


async def operator(api):
    """Return the token of somebody who may call every row."""
    organisation, _ = await api.organisation()
    return await access_matrix.session(api, organisation.account_id)


async def call(api, route, headers):
    """Call a row for objects that do not exist; returns the slug of the refusal, if it was one."""
    api.client.session.cookie_jar.clear()
    nothing, extra = missing(), {"Idempotency-Key": "1"} if takes_key(route) else {}
    body = example(route.body, nothing)
    answer = await api.client.request(route.method, fill(route.path, nothing), json=body, headers=headers | extra)
    async with answer:
        return (await answer.json(content_type=None)).get("type") if answer.status >= 400 else None


def own_origin(api):
    return f"http://{api.client.host}:{api.client.port}"


async def test_no_unsafe_row_acts_for_a_cookie_without_its_token_or_for_another_origin(api):
    token, other = await operator(api), await operator(api)
    cookie, right = {"Cookie": f"{SESSION_COOKIE}={token}"}, {"X-CSRF-Token": csrf_token(token)}
    attempts = {
        "no token": {},
        "an empty token": {"X-CSRF-Token": ""},
        "the token of another session": {"X-CSRF-Token": csrf_token(other)},
        "the session itself for a token": {"X-CSRF-Token": token},
        "a token that is not ASCII": {"X-CSRF-Token": "ü"},
        "a chosen CSRF cookie": {"Cookie": f"{SESSION_COOKIE}={token}; {CSRF_COOKIE}=x", "X-CSRF-Token": "x"},
        "another origin": right | {"Origin": "https://evil.example"},
        "another port": right | {"Origin": f"http://{api.client.host}:1"},
        "an origin that begins like ours": right | {"Origin": own_origin(api) + ".evil.example"},
    }
    acted = [
        (row(route), name)
        for route in UNSAFE
        for name, headers in attempts.items()
        if await call(api, route, cookie | headers) != CROSS_SITE
    ]
    assert acted == []


async def test_every_unsafe_row_acts_for_a_cookie_with_its_token_and_for_a_bearer_without(api):
    refused, (organisation, _) = [], await api.organisation()
    for route in UNSAFE:
        for origin in ({}, {"Origin": own_origin(api)}, {"Origin": "null"}):
            token = await access_matrix.session(api, organisation.account_id)
            cookie = {"Cookie": f"{SESSION_COOKIE}={token}", "X-CSRF-Token": csrf_token(token)}
            if await call(api, route, cookie | origin) == CROSS_SITE:
                refused.append((row(route), "cookie", origin))
        bearer = {
            "Authorization": f"Bearer {await access_matrix.session(api, organisation.account_id)}",
            "Origin": "https://evil.example",
        }
        if await call(api, route, bearer) == CROSS_SITE:
            refused.append((row(route), "bearer"))
    assert refused == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_another_sites_form_signs_nobody_in(api, kind):
    await api.sign_up("ada@example.org")
    body = b'{"email": "ada@example.org", "password": "' + PASSWORD.encode() + b'"}'
    answer = await api.client.post(SESSIONS, data=body, headers={"Content-Type": kind})
    await problem(answer, 415, "unsupported-media-type")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://"])
async def test_live_news_is_not_for_other_sites(api, origin):
    headers = {"Cookie": f"{SESSION_COOKIE}={await operator(api)}", "Origin": origin}
    await problem(await api.client.get(LIVE, headers=headers), 403, "cross-site")


@pytest.mark.parametrize("secure", [True, False])
async def test_cookies_last_as_long_as_the_session_and_are_for_our_own_pages_alone(api, secure):
    object.__setattr__(api.context, "secure", secure)
    await api.sign_up("ada@example.org")
    answer = await api.client.post(SESSIONS, json={"email": "ada@example.org", "password": PASSWORD})
    lasts_s = (await answer.json())["expires_ms"] // 1000 - api.ports.clock.now_ms() // 1000
    for name, hidden in ((SESSION_COOKIE, True), (CSRF_COOKIE, False)):
        cookie = answer.cookies[name]
        assert (bool(cookie["httponly"]), bool(cookie["secure"]), cookie["samesite"]) == (hidden, secure, "Strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert abs(int(cookie["max-age"]) - lasts_s) <= 2
    api.client.session.cookie_jar.clear()
    token = answer.cookies[SESSION_COOKIE].value
    headers = {"Cookie": f"{SESSION_COOKIE}={token}", "X-CSRF-Token": csrf_token(token)}
    gone = await api.client.delete("/api/v1/sessions/current", headers=headers)
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        assert (gone.cookies[name].value, gone.cookies[name]["max-age"], gone.cookies[name]["path"]) == ("", "0", "/")


async def test_every_sign_in_is_a_new_session_whatever_was_presented(api):
    await api.sign_up("ada@example.org")
    planted = "planted-by-somebody-who-waits-for-it-to-be-used"
    tokens = {planted}
    for presented in (planted, planted, None):
        api.client.session.cookie_jar.clear()
        cookie = {"Cookie": f"{SESSION_COOKIE}={presented}", "X-CSRF-Token": csrf_token(presented)} if presented else {}
        body = {"email": "ada@example.org", "password": PASSWORD}
        answer = await api.client.post(SESSIONS, json=body, headers=cookie)
        token = (await answer.json())["token"]
        assert answer.cookies[SESSION_COOKIE].value == token
        tokens.add(token)
    assert len(tokens) == 4
    api.client.session.cookie_jar.clear()
    await problem(await api.client.get(ME, headers={"Authorization": f"Bearer {planted}"}), 401, "unauthenticated")


async def test_a_session_that_was_signed_out_is_over_on_every_row_at_once_and_no_other_is(api):
    organisation, _ = await api.organisation()
    closed, kept = [await access_matrix.session(api, organisation.account_id) for _ in range(2)]
    async with (
        api.client.ws_connect(LIVE, headers={"Authorization": f"Bearer {closed}"}) as its_news,
        api.client.ws_connect(LIVE, headers={"Authorization": f"Bearer {kept}"}) as other_news,
    ):
        await api.client.delete("/api/v1/sessions/current", headers={"Authorization": f"Bearer {closed}"})
        async with asyncio.timeout(5):
            assert (await its_news.receive()).type is WSMsgType.CLOSE
        opened = [
            row(r)
            for r in GUARDED
            if await call(api, r, {"Authorization": f"Bearer {closed}"}) != "/problems/unauthenticated"
        ]
        assert opened == []
        assert not other_news.closed
        assert (await api.client.get(ME, headers={"Authorization": f"Bearer {kept}"})).status == 200
        await api.fund_with_news(organisation.account_id)
        async with asyncio.timeout(5):
            assert (await other_news.receive_json())["name"] == "wallet.changed"


async def test_no_token_is_kept_as_it_is(api, tmp_path):
    await api.sign_up("ada@example.org")
    answer = await api.client.post(SESSIONS, json={"email": "ada@example.org", "password": PASSWORD})
    token = (await answer.json())["token"]
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"ada@example.org" in kept
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept
