"""host.names: nothing on the wire is without a name and a sentence, and every name is told once."""

from shared_protocol import cabinet as wire
from shared_protocol import codes, errors, fields
from shared_protocol.host import names, whole_wire
from shared_protocol.host.kinds import KINDS


def _numbers(module, *left_out):
    return {name: value for name, value in vars(module).items() if name.isupper() and name not in left_out}


def test_every_field_has_a_name_and_a_meaning():
    assert set(names.FIELDS) == set(whole_wire.SPECS)
    told = {getattr(kind.fields, name): name.lower() for kind in KINDS for name in kind.names.FIELDS}
    assert {key: named.name for key, named in names.FIELDS.items()} == told


def test_every_message_has_a_name_and_a_meaning():
    assert set(names.MESSAGES) == set(whole_wire.TABLE)
    told = {getattr(kind.messages, name): name.lower() for kind in KINDS for name in kind.names.MESSAGES}
    assert {number: named.name for number, named in names.MESSAGES.items()} == told


def test_every_code_belongs_to_one_field():
    told = [named.name.upper() for values in names.CODES.values() for named in values.values()]
    assert sorted(told) == sorted(name for kind in KINDS for name in kind.names.CODES)
    assert {name for name in told if hasattr(codes, name)} == set(_numbers(codes, "PROTOCOL_VERSION"))


def test_every_code_fits_its_field():
    for key, values in names.CODES.items():
        _, low, high = whole_wire.SPECS[key]
        assert all(low <= value <= high for value in values)


def test_faults_are_bits():
    assert all(value.bit_count() == 1 for value in names.CODES[wire.FAULTS])


def test_every_refusal_has_a_name_and_a_meaning():
    assert {named.name.upper(): code for code, named in names.ERRORS.items()} == _numbers(errors)


def test_names_are_single_and_meanings_are_sentences():
    for table in (names.FIELDS, names.MESSAGES, names.ERRORS, *names.CODES.values()):
        assert len({named.name for named in table.values()}) == len(table)
        assert all(named.meaning[:1].isupper() and named.meaning.endswith(".") for named in table.values())


def test_units_come_with_the_name_s_ending():
    assert names.FIELDS[fields.UPTIME_MS].unit == "ms"
    assert names.FIELDS[fields.TEMPERATURE_DC].unit == "0.1 °C"
    assert names.FIELDS[fields.BOOT].unit == ""
