"""`wattlend run` from its start to its end: what it prints works, what happened is kept, nothing is left running."""

import signal
import ssl
import urllib.request

from tests.support.http_client import Terminal
from tests.support.town_run import town_run


def test_a_town_is_rented_from_stopped_started_again_over_tls_and_killed(tmp_path):
    state = tmp_path / "state"
    with town_run(state) as first:
        person = signed_in(first)
        cabinet = stations(person)["Harbour"]
        lent = person.rent(cabinet)
        assert (lent.status, lent.document.get("state")) == (201, "active"), lent.document
        provision_another(first, cabinet)
        tokens = [kept_token(first, role) for role in ("user", "operator")]
        assert first.end(signal.SIGINT) == 0
        assert "stopping" in first.printed()

    with town_run(state, "--tls") as second:
        assert second.address.startswith("https://")
        assert second.logins == first.logins
        trust_authority(second)
        assert [kept_token(second, role) for role in ("user", "operator")] == tokens
        person = signed_in(second)
        assert person.order(lent.document["id"])["state"] == "active"
        assert stations(person)["Harbour"] == cabinet
        assert person.rent(cabinet).status == 201
        second.end(signal.SIGKILL)


def signed_in(run):
    nobody = Terminal(run.address)
    answer = nobody.call("POST", "/sessions", run.logins["user"])
    assert answer.status == 201
    return Terminal(run.address, answer.document["token"])


def kept_token(run, role):
    """Return the token of a login that lies in the state folder, and works."""
    file = run.state / f"{role}-token"
    assert file.stat().st_mode & 0o777 == 0o600
    token = file.read_text().strip()
    assert Terminal(run.address, token).call("GET", "/me").document["email"] == run.logins[role]["email"]
    return token


def provision_another(run, cabinet):
    """A cabinet that is not the town's own: no later start waits for it."""
    operator = Terminal(run.address)
    operator = Terminal(run.address, operator.call("POST", "/sessions", run.logins["operator"]).document["token"])
    organisation = operator.call("GET", f"/devices/{cabinet}").document["device"]["organisation_id"]
    body = {"organisation_id": organisation, "positions": 12, "board": "cabinet-s3"}
    assert operator.call("POST", "/devices", body).status == 201


def stations(person):
    """Return the id of each station's cabinet, by the station's name."""
    listed = person.call("GET", "/stations").document
    return {station["name"]: station["cabinets"][0]["id"] for station in listed}


def trust_authority(run):
    context = ssl.create_default_context(cafile=run.state / "tls" / "authority.pem")
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.HTTPSHandler(context=context)))
