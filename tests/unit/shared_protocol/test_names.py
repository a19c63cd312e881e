"""host.names: nothing on the wire is without a name and a sentence, and every name is told once."""

from shared_protocol import codes, errors, fields, messages
from shared_protocol.host import names


def _numbers(module, *left_out):
    return {name: value for name, value in vars(module).items() if name.isupper() and name not in left_out}


def test_every_field_has_a_name_and_a_meaning():
    assert set(names.FIELDS) == set(fields.SPECS)
    assert {getattr(fields, named.name.upper()): named for named in names.FIELDS.values()} == names.FIELDS


def test_every_message_has_a_name_and_a_meaning():
    assert set(names.MESSAGES) == set(messages.TABLE)
    assert all(getattr(messages, named.name.upper()) == kind for kind, named in names.MESSAGES.items())


def test_every_code_belongs_to_one_field():
    told = [named.name.upper() for values in names.CODES.values() for named in values.values()]
    assert sorted(told) == sorted(_numbers(codes, "PROTOCOL_VERSION"))


def test_every_code_fits_its_field():
    for key, values in names.CODES.items():
        _, low, high = fields.SPECS[key]
        assert all(low <= value <= high for value in values)


def test_faults_are_bits():
    assert all(value.bit_count() == 1 for value in names.CODES[fields.FAULTS])


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
