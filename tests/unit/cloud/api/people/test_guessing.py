"""Passwords are guessed slowly, whoever asks from wherever; whether somebody has an account is not told by signing in."""

import asyncio

import pytest
from multidict import CIMultiDict

from cloud.domain.people.refusals import TooManyAttempts
from cloud.http.login_throttle import (
    FAILURES_OF_ACCOUNT,
    FAILURES_OF_ADDRESS,
    FAILURES_OF_PAIR,
    WINDOW_S,
    LoginThrottle,
)
from cloud.http.problems import Overloaded
from tests.unit.cloud.api.conftest import PASSWORD, problem

SESSIONS = "/api/v1/sessions"
ADA = "ada@example.org"
WRONG = "wrong password"


@pytest.fixture
def now(api):
    """The throttle's clock: `now[0]` seconds."""
    at = [1000.0]
    object.__setattr__(api.context, "throttle", LoginThrottle(lambda: at[0]))
    return at


async def guess(api, email=ADA, password=WRONG, headers=None):
    api.client.session.cookie_jar.clear()
    answer = await api.client.post(SESSIONS, json={"email": email, "password": password}, headers=headers)
    await answer.read()
    return answer


async def test_guesses_at_once_are_no_more_than_guesses_in_turn(api, now):
    await api.sign_up(ADA)
    answers = await asyncio.gather(*(guess(api) for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [401] * FAILURES_OF_PAIR + [429] * (50 - FAILURES_OF_PAIR)


async def test_another_spelling_of_the_email_is_the_same_account(api, now):
    await api.sign_up(ADA)
    for number in range(FAILURES_OF_PAIR):
        await guess(api, ("ADA@example.org", " ada@example.org", "ada@Example.ORG\t", "\nAda@EXAMPLE.org ")[number % 4])
    await problem(await guess(api), 429, "too-many-attempts")


async def test_the_right_password_is_taken_when_retry_after_says_while_guessing_goes_on(api, now):
    await api.sign_up(ADA)
    for _ in range(FAILURES_OF_PAIR):
        await guess(api)
    refused = await guess(api, password=PASSWORD)
    await problem(refused, 429, "too-many-attempts")
    until_s = now[0] + int(refused.headers["Retry-After"])
    while now[0] + 30 < until_s:
        now[0] += 30
        assert (await guess(api)).status == 429
    now[0] = until_s
    assert (await guess(api, password=PASSWORD)).status == 201


async def test_an_attempt_that_nobody_could_look_at_does_not_count(api, now, monkeypatch):
    await api.sign_up(ADA)

    async def overloaded(_password, _hashed):
        raise Overloaded

    with monkeypatch.context() as patched:
        patched.setattr(api.context.passwords, "fits", overloaded)
        for _ in range(FAILURES_OF_PAIR + 1):
            await problem(await guess(api, password=PASSWORD), 503, "overloaded")
    assert (await guess(api, password=PASSWORD)).status == 201


async def test_signing_in_often_is_not_guessing(api, now):
    await api.sign_up(ADA)
    for _ in range(FAILURES_OF_ADDRESS + 1):
        assert (await guess(api, password=PASSWORD)).status == 201


@pytest.mark.parametrize("lines", [("9.9.9.{n}",), ("9.9.9.{n}, 1.2.3.4",), ("9.9.9.{n}", "1.2.3.4")])
@pytest.mark.parametrize("behind_proxy", [True, False])
async def test_nobody_chooses_the_address_that_is_counted(api, now, behind_proxy, lines):
    if lines == ("9.9.9.{n}",) and behind_proxy:
        return  # that is what the proxy itself says
    object.__setattr__(api.context, "behind_proxy", behind_proxy)
    await api.sign_up(ADA)
    for number in range(FAILURES_OF_PAIR + 1):
        forged = CIMultiDict(("X-Forwarded-For", line.format(n=number)) for line in lines)
        forged.extend({"Forwarded": f"for=9.9.9.{number}", "X-Real-IP": f"9.9.9.{number}"})
        answer = await guess(api, headers=forged)
    await problem(answer, 429, "too-many-attempts")


async def test_an_unknown_email_is_answered_alike_for_the_same_work(api, monkeypatch):
    await api.sign_up(ADA)
    verified, verify = [], api.context.passwords._verify
    monkeypatch.setattr(
        api.context.passwords, "_verify", lambda password, hashed: verified.append(hashed) or verify(password, hashed)
    )
    seen = []
    for email in (ADA, "nobody@example.org", "no address at all"):
        answer = await guess(api, email)
        seen.append((answer.status, {**answer.headers, "Date": ""}, await answer.read()))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 401
    assert len(verified) == 3
    assert len({hashed.rpartition("$")[0].rpartition("$")[0] for hashed in verified}) == 1  # the same cost


async def test_whose_email_is_taken_is_not_asked_without_end(api, now):
    await api.sign_up(ADA)
    taken = {"email": ADA, "password": PASSWORD, "name": "Ada"}
    for _ in range(FAILURES_OF_ADDRESS):
        assert (await api.client.post("/api/v1/users", json=taken)).status == 409
    await problem(await api.client.post("/api/v1/users", json=taken), 429, "too-many-attempts")
    now[0] += WINDOW_S + 1
    assert (await api.client.post("/api/v1/users", json=taken)).status == 409


async def test_signing_up_counts_for_nothing(api, now):
    for _ in range(FAILURES_OF_ADDRESS + 1):
        await api.sign_up()


def test_the_throttle_forgets_after_its_window_and_spares_other_addresses():
    now = [0.0]
    throttle = LoginThrottle(lambda: now[0])
    for _ in range(FAILURES_OF_PAIR):
        throttle.begin("ada", "1.2.3.4")
    with pytest.raises(TooManyAttempts):
        throttle.begin("ada", "1.2.3.4")
    throttle.begin("ada", "5.6.7.8")
    now[0] = WINDOW_S + 1
    throttle.begin("ada", "1.2.3.4")


def test_the_throttle_stops_one_address_that_tries_many_accounts():
    throttle = LoginThrottle(lambda: 0.0)
    for number in range(FAILURES_OF_ADDRESS):
        throttle.begin(f"account-{number}", "1.2.3.4")
    with pytest.raises(TooManyAttempts):
        throttle.begin("yet-another", "1.2.3.4")


def test_the_throttle_stops_many_addresses_that_try_one_account_and_not_its_owner():
    throttle = LoginThrottle(lambda: 0.0)
    throttle.begin("ada", "1.2.3.4")
    throttle.succeeded("ada", "1.2.3.4")
    for number in range(FAILURES_OF_ACCOUNT):
        throttle.begin("ada", f"10.0.0.{number}")
    with pytest.raises(TooManyAttempts):
        throttle.begin("ada", "10.0.1.1")
    throttle.begin("ada", "1.2.3.4")
    throttle.begin("bob", "10.0.1.1")


def test_the_addresses_of_one_ipv6_network_are_one():
    throttle = LoginThrottle(lambda: 0.0)
    for number in range(FAILURES_OF_PAIR):
        throttle.begin("ada", f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyAttempts):
        throttle.begin("ada", "2001:db8:1:2:ffff::1")
    throttle.begin("ada", "2001:db8:1:3::1")


def test_an_ipv4_address_is_the_same_however_it_is_written():
    throttle = LoginThrottle(lambda: 0.0)
    for _ in range(FAILURES_OF_PAIR):
        throttle.begin("ada", "::ffff:1.2.3.4")
    with pytest.raises(TooManyAttempts):
        throttle.begin("ada", "1.2.3.4")


def test_what_the_throttle_remembers_is_bounded(monkeypatch):
    monkeypatch.setattr("cloud.http.login_throttle.REMEMBERED", 10)
    throttle = LoginThrottle(lambda: 0.0)
    for number in range(20):
        throttle.begin(f"account-{number}", f"10.0.0.{number}")
        throttle.succeeded(f"other-{number}", f"10.0.1.{number}")
    assert max(len(throttle._attempts), len(throttle._places)) == 10
