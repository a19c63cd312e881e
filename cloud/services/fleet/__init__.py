"""Devices whatever their kind: provisioning, keys, presence, health, configuration, stations, alarms, cases."""
