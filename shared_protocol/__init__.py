"""What devices and cloud agree on: topics, fields, messages, CBOR profile, envelope, keys.

Imported by CPython and MicroPython alike; imports nothing of ours. Everything that a board does not need (names,
units, prose, CDDL, the fast codec) lives in `shared_protocol.host`, which boards never receive.
"""
