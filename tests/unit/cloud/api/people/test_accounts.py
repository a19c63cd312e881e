import pytest

from cloud.http.login_throttle import FAILURES_OF_PAIR, WINDOW_S
from tests.unit.cloud.api.conftest import PASSWORD, problem

ME = "/api/v1/me"


async def test_somebody_signs_up_in_and_out(api):
    user = await api.sign_up("Ada@Example.org")
    me = await (await api.client.get(ME, headers=user)).json()
    assert (me["email"], me["state"], me["organisations"]) == ("ada@example.org", "active", [])
    assert (await api.client.delete("/api/v1/sessions/current", headers=user)).status == 204
    await problem(await api.client.get(ME, headers=user), 401, "unauthenticated")


async def test_a_session_closed_in_one_place_leaves_the_others(api):
    one = await api.sign_up("ada@example.org")
    two = await api.sign_in("ada@example.org")
    await api.client.delete("/api/v1/sessions/current", headers=one)
    assert (await api.client.get(ME, headers=two)).status == 200


async def test_the_same_email_cannot_sign_up_twice(api):
    await api.sign_up("ada@example.org")
    again = {"email": "ADA@example.org ", "password": PASSWORD, "name": "Ada"}
    await problem(await api.client.post("/api/v1/users", json=again), 409, "email-taken")


async def test_wrong_password_and_unknown_email_look_the_same(api):
    await api.sign_up("ada@example.org")
    answers = [
        await problem(
            await api.client.post("/api/v1/sessions", json={"email": email, "password": "wrong password"}),
            401,
            "wrong-credentials",
        )
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


async def test_guessing_is_slowed_down_and_the_right_password_does_not_help_then(api):
    await api.sign_up("ada@example.org")
    for _ in range(FAILURES_OF_PAIR):
        await api.client.post("/api/v1/sessions", json={"email": "ada@example.org", "password": "wrong password"})
    answer = await api.client.post("/api/v1/sessions", json={"email": "ada@example.org", "password": PASSWORD})
    await problem(answer, 429, "too-many-attempts")
    assert WINDOW_S - 60 < int(answer.headers["Retry-After"]) <= WINDOW_S


@pytest.mark.parametrize("behind_proxy", [True, False])
async def test_a_clients_address_is_believed_from_our_own_proxy_alone(api, behind_proxy):
    object.__setattr__(api.context, "behind_proxy", behind_proxy)
    await api.sign_up("ada@example.org")
    body = {"email": "ada@example.org", "password": "wrong password"}
    for number in range(FAILURES_OF_PAIR + 1):
        forged = {"X-Forwarded-For": f"10.0.0.{number}, 1.2.3.4" if behind_proxy else f"10.0.0.{number}"}
        answer = await api.client.post("/api/v1/sessions", json=body, headers=forged)
    await problem(answer, 429, "too-many-attempts")
    if behind_proxy:
        answer = await api.client.post("/api/v1/sessions", json=body, headers={"X-Forwarded-For": "5.6.7.8"})
        await problem(answer, 401, "wrong-credentials")


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short"},
        {"password": 12345678},
        {"email": "nobody"},
        {"email": "a b@example.org"},
        {"email": None},
        {"name": ""},
        {"name": "x" * 101},
        {"role": "operator"},
        {"state": "active"},
        {"organisations": ["x"]},
    ],
)
async def test_an_odd_sign_up_is_refused(api, change):
    body = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"} | change
    await problem(await api.client.post("/api/v1/users", json=body), 422, "invalid-request")


class Browser:
    """Somebody who signs in by the page: a cookie jar and what scripts can read of it."""

    def __init__(self, api):
        self.api = api

    async def sign_in(self):
        await self.api.sign_up("ada@example.org")
        body = {"email": "ada@example.org", "password": PASSWORD}
        answer = await self.api.client.post("/api/v1/sessions", json=body)
        self.cookies = answer.cookies
        self.csrf = answer.cookies["wattlend_csrf"].value
        return self


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(api):
    browser = await Browser(api).sign_in()
    session, csrf = browser.cookies["wattlend_session"], browser.cookies["wattlend_csrf"]
    assert session["httponly"]
    assert not csrf["httponly"]
    assert session["samesite"] == csrf["samesite"] == "Strict"
    assert session["path"] == "/"
    assert not session["secure"]


async def test_over_tls_the_cookie_never_leaves_it(api):
    object.__setattr__(api.context, "secure", True)
    browser = await Browser(api).sign_in()
    assert browser.cookies["wattlend_session"]["secure"]


async def test_a_cookie_alone_may_look_and_not_act(api):
    await Browser(api).sign_in()
    assert (await api.client.get(ME)).status == 200
    rental = {"json": {"cabinet_id": "cab-0000000000000000"}, "headers": {"Idempotency-Key": "1"}}
    await problem(await api.client.post("/api/v1/rentals", **rental), 403, "cross-site")
    await problem(await api.client.delete("/api/v1/sessions/current"), 403, "cross-site")
    assert (await api.client.get(ME)).status == 200


async def test_a_cookie_with_its_csrf_token_may_act(api):
    browser = await Browser(api).sign_in()
    answer = await api.client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": browser.csrf})
    assert answer.status == 204
    assert answer.cookies["wattlend_session"].value == ""
    await problem(await api.client.get(ME), 401, "unauthenticated")


async def test_another_sessions_csrf_token_is_worth_nothing(api):
    await Browser(api).sign_in()
    answer = await api.client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": "0" * 32})
    await problem(answer, 403, "cross-site")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer wrong",
        "Bearer " + "x" * 5000,
        "Bearer a b",
        "bearer\tx",
        "Bearer ü",
    ],
)
async def test_odd_credentials_are_no_session(api, header):
    await api.sign_up()
    await problem(await api.client.get(ME, headers={"Authorization": header}), 401, "unauthenticated")


async def test_an_expired_session_is_over(api):
    user = await api.sign_up()
    late = api.ports.clock.now_ms() + api.ports.settings.session_ms + 1
    api.ports.clock.now_ms = lambda: late
    await problem(await api.client.get(ME, headers=user), 401, "unauthenticated")
