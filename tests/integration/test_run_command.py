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
        assert first.end(signal.SIGINT) == 0
        assert "stopping" in first.printed()

    with town_run(state, "--tls") as second:
        assert second.address.startswith("https://")
        assert second.logins == first.logins
        trust_authority(second)
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


def provision_another(run, cabinet):
    """A cabinet that is not the town's own: no later start waits for it."""
    operator = Terminal(run.address)
    operator = Terminal(run.address, operator.call("POST", "/sessions", run.logins["operator"]).document["token"])
    organisation = operator.call("GET", f"/devices/{cabinet}").document["device"]["organisation_id"]
    body = {"organisation_id": organisation, "slot_count": 12, "board": "cabinet-s3"}
    assert operator.call("POST", "/devices", body).status == 201


def stations(person):
    """Return the id of each station's cabinet, by the station's name."""
    listed = person.call("GET", "/stations").document
    return {station["name"]: station["cabinets"][0]["id"] for station in listed}


def trust_authority(run):
    context = ssl.create_default_context(cafile=run.state / "tls" / "authority.pem")
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.HTTPSHandler(context=context)))
