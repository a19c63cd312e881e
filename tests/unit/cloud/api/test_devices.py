from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from shared_protocol.topics import is_device_id
from tests.unit.cloud.api.conftest import problem


async def test_an_operator_provisions_a_cabinet_and_the_broker_is_told(api):
    told = []

    async def accounts_changed():
        told.append(True)

    object.__setattr__(api.context.board_broker, "accounts_changed", accounts_changed)
    organisation, operator = await api.organisation()
    body = {"organisation_id": organisation.organisation_id, "slot_count": 12, "board": "cabinet-s3"}
    answer = await api.client.post("/api/v1/devices", json=body, headers=operator)
    made = await answer.json()
    assert answer.status == 201
    assert is_device_id(made["device_id"])
    assert made["configuration"]["broker"]["host"] == "broker.example"
    assert len(made["configuration"]["key"]) == 64
    assert told
    listed = await (await api.client.get("/api/v1/devices", headers=operator)).json()
    assert [device["id"] for device in listed] == [made["device_id"]]


async def test_a_device_for_somebody_elses_organisation_is_refused(api):
    organisation, _ = await api.organisation()
    _, stranger = await api.organisation("Stranger Ltd")
    body = {"organisation_id": organisation.organisation_id, "slot_count": 12, "board": "cabinet-s3"}
    await problem(await api.client.post("/api/v1/devices", json=body, headers=stranger), 404, "not-found")


async def test_the_operator_sees_presence_slots_and_events(api):
    organisation, operator = await api.organisation()
    cabinet = await api.cabinet(organisation=organisation)
    await cabinet.say_event(cabinet.script.returned(4, b"bank-2"))
    detail = await (await api.client.get(f"/api/v1/devices/{cabinet.id}", headers=operator)).json()
    assert detail["device"]["online"] is True
    assert detail["slots"][2]["bank"] == b"bank-1".hex()
    assert detail["slots"][2]["state"] == "occupied"
    events = await (await api.client.get(f"/api/v1/devices/{cabinet.id}/events", headers=operator)).json()
    assert [(event["seq"], event["type"]) for event in events] == [(1, "bank_returned")]


async def test_a_configuration_is_sent_and_reported(api):
    organisation, operator = await api.organisation()
    cabinet = await api.cabinet(organisation=organisation)
    wanted = {"lend_rule": ["fullest"], "minimum_charge_pct": 40, "maximum_temperature_dc": 600, "disabled_slots": [2]}
    path = f"/api/v1/devices/{cabinet.id}/configuration"
    answer = await api.client.put(path, json=wanted, headers=operator)
    assert (answer.status, await answer.json()) == (202, {"version": 1})
    sent = await cabinet.lends.get()
    assert sent[fields.TYPE] == wire.CONFIGURE
    assert sent[wire.CONFIGURATION][wire.DISABLED_SLOTS] == [2]
    result = cabinet.script._event(
        messages.CONFIGURATION_RESULT,
        {
            fields.COMMAND: sent[fields.COMMAND],
            fields.CONFIGURATION_VERSION: 1,
            fields.OUTCOME: codes.DONE,
        },
    )
    await cabinet.say_event(result)
    detail = await (await api.client.get(f"/api/v1/devices/{cabinet.id}", headers=operator)).json()
    assert detail["device"]["reported_version"] == 1


async def test_stations_show_what_there_is_to_lend(api):
    cabinet = await api.cabinet()
    (station,) = await (await api.client.get("/api/v1/stations")).json()
    assert station["cabinets"] == [{"id": cabinet.id, "online": True, "slot_count": 6, "available": 1, "free_slots": 5}]
    assert await (await api.client.get(f"/api/v1/stations/{station['id']}")).json() == station
    near = await api.client.get("/api/v1/stations?near=48208000,16372000&radius_m=1000")
    assert len(await near.json()) == 1
    far = await api.client.get("/api/v1/stations?near=0,0&radius_m=1000")
    assert await far.json() == []
