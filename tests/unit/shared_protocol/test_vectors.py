"""The golden vectors on CPython; tests/micropython runs the very same on boards' interpreters."""

import json
from pathlib import Path

import pytest

from shared_protocol.errors import RemoteError
from shared_protocol.host import codec
from tests.vectors import lines

VECTORS = Path(lines.__file__).resolve().parent
CASES = list(lines.cases(str(VECTORS)))


def _section(file, section):
    return json.loads((VECTORS / f"{file}.json").read_text(encoding="utf-8"))[section]


@pytest.mark.parametrize("file_and_section", sorted({case[0].rpartition("/")[0] for case in CASES}))
def test_vectors_come_out_as_written(file_and_section):
    of_section = [case for case in CASES if case[0].startswith(f"{file_and_section}/")]
    different = [
        (name, line, expected)
        for name, expected, run, arguments in of_section
        if (line := lines.outcome(run, arguments)) != expected
    ]
    assert different == []


def test_each_vector_file_is_run():
    assert {path.stem for path in VECTORS.glob("*.json")} == {row[0] for row in lines.SECTIONS}


@pytest.mark.parametrize("vector", _section("cbor", "values"), ids=lambda vector: vector["name"])
def test_cloud_codec_reads_what_the_device_codec_wrote(vector):
    value = codec.decode(bytes.fromhex(vector["hex"]))
    assert value == lines.from_json(vector["value"])
    assert codec.encode(value).hex() == vector["hex"]


def test_cloud_codec_refuses_what_the_device_codec_refuses():
    refused = [*_section("cbor", "refused"), *_section("rfc8949_appendix_f", "items")]
    refused += [item for item in _section("rfc8949_appendix_a", "items") if "code" in item]
    assert [vector for vector in refused if _is_accepted(vector["hex"])] == []


def test_cloud_codec_takes_the_examples_of_appendix_a_that_the_profile_allows():
    allowed = [item["hex"] for item in _section("rfc8949_appendix_a", "items") if "code" not in item]
    assert len(allowed) == 31
    assert [codec.encode(codec.decode(bytes.fromhex(item))).hex() for item in allowed] == allowed


def test_cloud_refuses_the_messages_that_the_device_refuses_with_the_table_s_code():
    for vector in _section("messages", "refused"):
        with pytest.raises(RemoteError) as refusal:
            codec.parse(bytes.fromhex(vector["hex"]), vector["leaf"])
        if vector["code"] >= 4:
            assert refusal.value.code == vector["code"], vector["name"]


def test_all_of_appendix_f_is_there():
    assert len({item["hex"] for item in _section("rfc8949_appendix_f", "items")}) == 94


def _is_accepted(text):
    try:
        codec.decode(bytes.fromhex(text))
    except RemoteError:
        return False
    return True
