import pytest

from cloud.domain.people.refusals import EmailTaken, Unauthenticated, WrongCredentials
from cloud.domain.problems import InvalidRequest
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.people.accounts import RegisterRequest, account_view, register
from cloud.services.people.sessions import Credentials, authenticate, close_session, credentials, open_session
from tests.support.cloud_world import World


def test_registering_gives_an_account_under_a_normal_email(world: World) -> None:
    account = world.write(register, RegisterRequest(" Ada@Example.ORG ", " Ada ", "hash"))
    assert (account.email, account.name, account.state) == ("ada@example.org", "Ada", "active")
    assert world.read(account_view, account.id) == account


def test_an_email_serves_one_account(world: World) -> None:
    world.write(register, RegisterRequest("ada@example.org", "Ada", "hash"))
    with pytest.raises(EmailTaken):
        world.write(register, RegisterRequest("ADA@example.org", "Eve", "hash"))


@pytest.mark.parametrize(
    "email", ["", "ada", "@example.org", "ada@", "a da@example.org", "a\x00@x.org", "a" * 255 + "@x.org"]
)
def test_what_is_no_email_is_refused(world: World, email: str) -> None:
    with pytest.raises(InvalidRequest):
        world.write(register, RegisterRequest(email, "Ada", "hash"))


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "\ud800"])
def test_a_name_is_short_and_can_be_shown(world: World, name: str) -> None:
    with pytest.raises(InvalidRequest):
        world.write(register, RegisterRequest("ada@example.org", name, "hash"))


def test_a_session_lets_its_holder_in_until_it_is_closed(world: World) -> None:
    account = world.write(register, RegisterRequest("ada@example.org", "Ada", "hash"))
    found = world.read(credentials, "Ada@example.org")
    assert found == Credentials(account.id, "hash")
    opened = world.write(open_session, found)
    session = world.write(authenticate, opened.token)
    assert session.account_id == account.id
    world.write(close_session, session.token_hash)
    with pytest.raises(Unauthenticated):
        world.write(authenticate, opened.token)


def test_a_session_ends_by_itself(world: World) -> None:
    account_id = world.account()
    opened = world.write(open_session, Credentials(account_id, "hash"))
    world.clock.at_ms = opened.expires_ms - 1
    world.write(authenticate, opened.token)
    world.clock.at_ms += 1
    with pytest.raises(Unauthenticated):
        world.write(authenticate, opened.token)


@pytest.mark.parametrize("token", ["", "wrong", "\udcff\x00", "x" * 10_000])
def test_a_wrong_token_lets_nobody_in(world: World, token: str) -> None:
    with pytest.raises(Unauthenticated):
        world.write(authenticate, token)


def test_a_token_is_nowhere_in_the_database(world: World) -> None:
    opened = world.write(open_session, Credentials(world.account(), "hash"))
    session = world.write(authenticate, opened.token)
    assert opened.token not in session.token_hash


def test_a_password_changed_meanwhile_opens_no_session(world: World) -> None:
    with pytest.raises(WrongCredentials):
        world.write(open_session, Credentials(world.account(), "an older hash"))


@pytest.mark.parametrize("email", ["nobody@example.org", "\x00", "\ud800@x.org"])
def test_an_unknown_email_has_no_credentials(world: World, email: str) -> None:
    assert world.read(credentials, email) is None


def test_a_second_start_finds_what_the_first_one_made(world: World) -> None:
    again = world.write(bootstrap, BootstrapRequest("Town", "operator@example.org", "Olga", "another hash"))
    assert (again.organisation_id, again.account_id, again.created) == (world.organisation_id, world.operator_id, False)
    assert world.read(account_view, world.operator_id).organisations == [world.organisation_id]


def test_a_customer_does_not_become_the_operator_by_a_start(world: World) -> None:
    world.write(register, RegisterRequest("ada@example.org", "Ada", "hash"))
    with pytest.raises(EmailTaken):
        world.write(bootstrap, BootstrapRequest("Town", "ada@example.org", "Olga", "hash"))
