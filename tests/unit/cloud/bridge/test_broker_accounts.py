import hashlib
import signal
import subprocess
import sys
from base64 import b64decode

import pytest

from cloud.bridge.broker_accounts import AccountFiles, BrokerAccounts
from cloud.bridge.mosquitto_files import CLOUD_USER, WATCH_USER, access_rules, password_hash
from shared_protocol import topics


def test_the_rules_let_a_device_write_its_three_up_leaves_and_read_its_two_down_leaves():
    patterns = [line for line in access_rules().splitlines() if line.startswith("pattern")]
    assert patterns == [f"pattern write {topics.of_user(leaf)}" for leaf in topics.UP_LEAVES] + [
        f"pattern read {topics.of_user(leaf)}" for leaf in topics.DOWN_LEAVES
    ]


def test_our_own_names_cannot_be_a_device():
    assert not topics.is_device_id(CLOUD_USER)
    assert not topics.is_device_id(WATCH_USER)


def test_a_password_is_stored_as_mosquitto_reads_it():
    _, kind, rounds, salt, digest = password_hash("secret").split("$")
    assert kind == "7"
    assert b64decode(digest) == hashlib.pbkdf2_hmac("sha512", b"secret", b64decode(salt), int(rounds), 64)


async def test_a_device_provisioned_while_the_broker_runs_gets_in(town, tmp_path):
    broker = town.broker
    process_id = tmp_path / "pid"
    process_id.write_text(str(broker.pid))
    files = AccountFiles(broker.files.passwords, process_id)
    cabinet = await town.cabinet()
    accounts = BrokerAccounts(town.store, files, broker.passwords[CLOUD_USER])
    await accounts.publish()
    try:
        async with cabinet.running():
            pass
    finally:
        broker.admit({})


async def test_accounts_come_from_the_database_and_replace_what_was_there(town, tmp_path):
    cabinet = await town.cabinet()
    passwords = tmp_path / "passwords"
    passwords.write_text("somebody:$7$1$x$y\n")
    await BrokerAccounts(town.store, AccountFiles(passwords), "cloud's").publish()
    users = [line.split(":")[0] for line in passwords.read_text().splitlines()]
    assert users == [CLOUD_USER, cabinet.id]
    assert passwords.stat().st_mode & 0o777 == 0o600


async def test_the_account_of_who_watches_is_kept_as_it_was_set(town, tmp_path):
    passwords = tmp_path / "passwords"
    passwords.write_text(f"somebody:$7$1$x$y\n{WATCH_USER}:$7$101$x$y\n")
    await BrokerAccounts(town.store, AccountFiles(passwords), "cloud's").publish()
    lines = passwords.read_text().splitlines()
    assert f"{WATCH_USER}:$7$101$x$y" in lines
    assert [line for line in lines if line.startswith("somebody")] == []


@pytest.mark.parametrize("text", ["", "x", "-1", "999999999"])
async def test_a_process_id_that_names_no_broker_is_left_alone(town, tmp_path, text):
    process_id = tmp_path / "pid"
    process_id.write_text(text)
    await BrokerAccounts(town.store, AccountFiles(tmp_path / "passwords", process_id), "x").publish()


async def test_another_program_under_the_old_number_is_not_signalled(town, tmp_path):
    code = (
        "import signal, time; signal.signal(signal.SIGHUP, lambda *_: exit(7)); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as bystander:  # noqa: ASYNC220
        assert bystander.stdout.readline() == b"up\n"
        process_id = tmp_path / "pid"
        process_id.write_text(str(bystander.pid))
        await BrokerAccounts(town.store, AccountFiles(tmp_path / "passwords", process_id), "x").publish()
        assert bystander.poll() is None
        bystander.send_signal(signal.SIGKILL)
