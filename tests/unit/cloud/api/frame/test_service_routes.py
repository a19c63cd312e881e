import asyncio

from openapi_spec_validator import validate

from cloud.api.table import ROUTES
from cloud.http.routes import PREFIX


async def test_the_openapi_document_is_valid_and_names_every_route(api):
    document = await (await api.client.get(f"{PREFIX}/openapi.json")).json()
    validate(document)
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}
    assert document["openapi"].startswith("3.1")


async def test_the_document_says_who_may_call(api):
    paths = (await (await api.client.get(f"{PREFIX}/openapi.json")).json())["paths"]
    assert paths[f"{PREFIX}/devices"]["get"]["x-access"] == "operator"
    assert paths[f"{PREFIX}/stations"]["get"]["security"] == []


async def test_health_needs_nothing(api):
    answer = await api.client.get("/healthz")
    assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_readiness_names_the_part_that_is_missing(api, monkeypatch):
    async def well():
        return ""

    async def broken():
        raise OSError("gone")

    async def silent():
        await asyncio.sleep(60)

    api.context.readiness.add("database", well)
    assert (await api.client.get("/readyz")).status == 200
    monkeypatch.setattr("cloud.http.readiness.ANSWER_TIMEOUT_S", 0.05)
    api.context.readiness.add("broker", broken)
    api.context.readiness.add("other", silent)
    answer = await api.client.get("/readyz")
    assert answer.status == 503
    assert await answer.json() == {
        "ready": False,
        "parts": {"database": "ok", "broker": "OSError: gone", "other": "does not answer"},
    }


async def test_metrics_count_requests_by_route_and_not_by_id(api):
    user = await api.sign_up()
    for order_id in ("a", "b"):
        await api.client.get(f"{PREFIX}/orders/{order_id}", headers=user)
    page = await (await api.client.get("/metrics")).text()
    assert 'wattlend_http_requests_total{route="GET /api/v1/orders/{order_id}",status="404"} 2.0' in page
