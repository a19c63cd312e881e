import base64

from shared_protocol.host.receipt import verify
from tests.unit.cloud.api.conftest import problem


async def _returned_order(api):
    """Return (headers of its owner, the order's id)."""
    cabinet, person = await api.cabinet(), await api.sign_up()
    answer = await api.rent(person, cabinet.id)
    order_id = (await answer.json())["id"]
    await cabinet.lend()
    await cabinet.say_event(cabinet.script.returned())
    return person, order_id


async def test_a_receipt_is_readable_and_its_bytes_are_verified_by_the_published_key(api):
    person, order_id = await _returned_order(api)
    answer = await api.client.get(f"/api/v1/orders/{order_id}/receipt", headers=person)
    assert answer.status == 200, await answer.text()
    shown = await answer.json()
    published = await (await api.client.get("/api/v1/receipt-keys")).json()
    assert [(key["key_id"], key["algorithm"], key["until_ms"]) for key in published] == [
        (shown["key_id"], "EdDSA", None)
    ]
    keys = {key["key_id"]: base64.b64decode(key["public_key"]) for key in published}
    content = verify(base64.b64decode(shown["cose"]), keys)
    assert content.order_id == shown["order_id"] == order_id
    assert shown["total"] == {"amount": content.total_minor, "currency": content.currency}
    assert (shown["end"], shown["version"]) == ("returned", 1)
    assert base64.b64decode(shown["ended"]["envelope"]) == b"envelope"


async def test_who_asks_for_cose_gets_the_signed_bytes_as_a_file(api):
    person, order_id = await _returned_order(api)
    path = f"/api/v1/orders/{order_id}/receipt"
    shown = await (await api.client.get(path, headers=person)).json()
    for query, accept in (("", "text/html, application/cose; q=0.9"), ("?format=cose", "*/*")):
        answer = await api.client.get(path + query, headers=person | {"Accept": accept})
        assert answer.headers["Content-Type"] == 'application/cose; cose-type="cose-sign1"'
        assert f'filename="wattlend-receipt-{order_id}-1.cose"' in answer.headers["Content-Disposition"]
        assert await answer.read() == base64.b64decode(shown["cose"])
    answer = await api.client.get(path + "?format=json", headers=person | {"Accept": "application/cose"})
    assert answer.content_type == "application/json"


async def test_a_wrong_format_or_version_is_named(api):
    person, order_id = await _returned_order(api)
    path = f"/api/v1/orders/{order_id}/receipt"
    await problem(await api.client.get(path + "?format=pdf", headers=person), 400, "invalid-parameter")
    await problem(await api.client.get(path + "?version=0", headers=person), 400, "invalid-parameter")
    await problem(await api.client.get(path + "?version=2", headers=person), 404, "no-receipt")


async def test_somebody_else_s_receipt_looks_like_a_missing_order(api):
    _, order_id = await _returned_order(api)
    stranger = await api.sign_up()
    answer = await api.client.get(f"/api/v1/orders/{order_id}/receipt", headers=stranger)
    await problem(answer, 404, "not-found")


async def test_a_running_order_has_no_receipt_yet(api):
    cabinet, person = await api.cabinet(), await api.sign_up()
    order_id = (await (await api.rent(person, cabinet.id)).json())["id"]
    await cabinet.lend()
    await problem(await api.client.get(f"/api/v1/orders/{order_id}/receipt", headers=person), 404, "no-receipt")
