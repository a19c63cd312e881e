"""Use cases: plain functions `use_case(unit, ports, request) -> result`, to be run as `store.write(lambda unit: ...)`.

Every one is a transaction of its own or a part of a larger one; `store.read` takes those that only look. Refusals are
`cloud.domain.problems.Problem`. Where to look:

accounts.register, sessions.credentials / open_session / authenticate / close_session, bootstrap.bootstrap,
stations.create_station / list_stations / station, provision.provision_device / device_keys / broker_credentials,
presence.accept_presence, reports.accept_status / accept_health, command_states.accept_command_state,
events.accept_event, rent.rent, orders.list_orders / order, configure.configure_cabinet, tend.tend,
outbox.queued_commands / mark_sent, live.live_since / live_after / newest_live_id,
fleet.list_devices / device_detail / device_events / list_alarms / audit_trail.
"""
