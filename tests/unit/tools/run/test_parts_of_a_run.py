import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading

import pytest

from tests.support.waiting import until
from tools.children import die_with_parent
from tools.errors import ToolError
from tools.run.authority import certificates
from tools.run.parts import MOST_RESTARTS, Part
from tools.run.ports import DEFAULT_HTTP_PORT, broker_port, check_board_host, free_port, http_port, is_free
from tools.run.state import StateFolder
from tools.run.town import AUTHORITY_ON_BOARD, BOARDS, write_town


def test_a_second_run_over_the_same_folder_is_refused(tmp_path):
    first = StateFolder(tmp_path / "state")
    with pytest.raises(ToolError, match="another `wattlend run`"):
        StateFolder(tmp_path / "state")
    assert first.master_key.exists()


def test_a_folder_that_cannot_be_is_refused_with_its_cause(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "state"):
        with pytest.raises(ToolError, match=r"cannot keep state in .*file"):
            StateFolder(path)


def test_a_damaged_file_of_the_folder_is_named(tmp_path):
    state = StateFolder(tmp_path / "state")
    (state.path / "logins.json").write_text('{"user": ')
    with pytest.raises(ToolError, match=r"cannot read .*logins.json"):
        state.logins()


def test_logins_are_random_and_stay_and_only_their_owner_reads_them(tmp_path):
    one, other = StateFolder(tmp_path / "one"), StateFolder(tmp_path / "other")
    assert one.logins() == one.logins()
    assert one.logins()["user"].password != other.logins()["user"].password
    for name in ("logins.json", "demo-login.json", "master-key", "broker-password"):
        assert (tmp_path / "one" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o700
    assert json.loads(one.demo_login.read_text())["email"] == one.logins()["user"].email


def test_a_taken_port_is_refused_when_asked_for_and_avoided_otherwise():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(ToolError, match=str(port)):
            http_port(port, None)
        assert http_port(None, port) != port
        assert broker_port(port) != port


def test_an_address_of_another_computer_is_refused():
    check_board_host("127.0.0.2")
    for address in ("203.0.113.7", "nowhere.invalid"):
        with pytest.raises(ToolError, match=f"{address} is no address of this computer"):
            check_board_host(address)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_port_that_cannot_be_is_refused_with_what_can(port):
    with pytest.raises(ToolError, match="allowed: 1 to 65535"):
        http_port(port, None)


def test_the_port_of_last_time_comes_first():
    last = free_port()
    assert http_port(None, last) == last
    assert broker_port(last) == last
    assert http_port(None, None) == DEFAULT_HTTP_PORT or not is_free(DEFAULT_HTTP_PORT)


def test_certificates_are_made_anew_for_a_board_host_and_kept_for_it(tmp_path):
    before = certificates(tmp_path / "tls").certificate.read_bytes()
    named = certificates(tmp_path / "tls", "127.0.0.2").certificate.read_bytes()
    assert named != before
    assert certificates(tmp_path / "tls", "127.0.0.2").certificate.read_bytes() == named
    assert certificates(tmp_path / "tls", "desk.example").certificate.read_bytes() != named


def test_certificates_serve_a_client_that_trusts_the_authority_and_are_kept(tmp_path):
    files = certificates(tmp_path / "tls")
    assert certificates(tmp_path / "tls").certificate.read_bytes() == files.certificate.read_bytes()
    assert files.key.stat().st_mode & 0o777 == 0o600
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)
    client = ssl.create_default_context(cafile=files.authority)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=lambda: server.wrap_socket(listener.accept()[0], server_side=True).close())
        accepting.start()
        with client.wrap_socket(socket.create_connection(listener.getsockname()), server_hostname="localhost") as peer:
            assert peer.version() in ("TLSv1.2", "TLSv1.3")
        accepting.join()


def test_the_town_file_holds_every_board_and_the_authority_when_there_is_tls(tmp_path):
    configurations = {board.name: {"device_id": board.name} for board in BOARDS}
    write_town(tmp_path / "town.json", configurations, tmp_path / "authority.pem")
    boards = json.loads((tmp_path / "town.json").read_text())["boards"]
    assert [board["name"] for board in boards] == [board.name for board in BOARDS]
    assert all(board["files"][AUTHORITY_ON_BOARD].endswith("authority.pem") for board in boards)
    write_town(tmp_path / "town.json", configurations, None)
    assert "files" not in json.loads((tmp_path / "town.json").read_text())["boards"][0]


def test_a_part_that_dies_is_revived_a_few_times_and_then_given_up_with_its_last_words(tmp_path):
    part = Part("sickly", [sys.executable, "-c", "print('out of luck'); exit(1)"], tmp_path / "log")
    part.start()
    for _ in range(MOST_RESTARTS):
        until("its end", lambda: part.died)
        part.revive()
    until("its end", lambda: part.died)
    with pytest.raises(ToolError, match="out of luck"):
        part.revive()


def test_a_part_that_ignores_sigterm_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.run.parts.END_WITHIN_S", 0.2)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    part = Part("deaf", [sys.executable, "-c", code], tmp_path / "log")
    part.start()
    until("its start", lambda: part.last_words() == "up")
    part.stop()
    assert not part.died


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    code = (
        "import subprocess, sys, time\n"
        "from tools.children import die_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=die_with_parent())\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.send_signal(signal.SIGKILL)
    until("the child's end", lambda: not _runs(child))
    assert callable(die_with_parent())


def _runs(process_id):
    try:
        with open(f"/proc/{process_id}/stat") as file:  # noqa: PTH123
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
