"""The socket under umqtt: whole packets only, bounded buffers, nothing believed."""

import random

import pytest

from firmware.adapters.board.packet_socket import LONGEST_PACKET, NotYet, PacketSocket


class Stream:
    """A socket that does not block; `arriving` is what came and was not read, `room` how much it still takes."""

    def __init__(self, arriving: bytes = b"", room: int = 1 << 20) -> None:
        self.arriving = bytearray(arriving)
        self.room = room
        self.sent = bytearray()
        self.closed = False

    def readinto(self, buffer: memoryview) -> int | None:
        count = min(len(buffer), len(self.arriving))
        if not count:
            return 0 if self.closed else None
        buffer[:count] = self.arriving[:count]
        del self.arriving[:count]
        return count

    def write(self, data: memoryview) -> int | None:
        count = min(len(data), self.room)
        self.sent += data[:count]
        self.room -= count
        return count or None

    def close(self) -> None:
        self.closed = True


def packet(first: int, body: bytes) -> bytes:
    length, head = len(body), bytearray([first])
    while True:
        head.append(length & 0x7F | (0x80 if length > 0x7F else 0))
        length >>= 7
        if not length:
            return bytes(head) + body


def drain(packets: PacketSocket, stream: Stream) -> list[bytes]:
    """Return all packets that can be had, as umqtt would read them."""
    found = []
    while packets.fill():
        while (first := packets.open_packet()) is not None:
            data = packets.read(1)
            assert data[0] == first
            while True:
                try:
                    data += packets.read(1)
                except NotYet:
                    break
            found.append(data)
            packets.close_packet()
    return found


def attached(stream: Stream) -> PacketSocket:
    packets = PacketSocket()
    packets.attach(stream)
    return packets


def test_half_a_packet_is_none() -> None:
    whole = packet(0x30, b"\x00\x01tmessage")
    stream = Stream()
    packets = attached(stream)
    for byte in whole[:-1]:
        stream.arriving.append(byte)
        assert drain(packets, stream) == []
    stream.arriving += whole[-1:]
    assert drain(packets, stream) == [whole]


@pytest.mark.parametrize("seed", range(20))
def test_packets_come_out_as_they_went_in_however_they_arrive(seed: int) -> None:
    chance = random.Random(seed)
    sizes = [0, 1, 2, 126, 127, 128, 129, 700, LONGEST_PACKET - 3, LONGEST_PACKET - 4]
    wanted = [packet(chance.choice((0x30, 0x32, 0xD0)), chance.randbytes(chance.choice(sizes))) for _ in range(60)]
    line = b"".join(wanted)
    stream, found, at = Stream(), [], 0
    packets = attached(stream)
    while at < len(line):
        step = chance.choice((1, 2, 3, 50, 1_000, 5_000))
        stream.arriving += line[at : at + step]
        at += step
        found += drain(packets, stream)
    assert found == wanted
    assert packets.skipped == 0


@pytest.mark.parametrize("size", [LONGEST_PACKET - 2, LONGEST_PACKET, 5 * LONGEST_PACKET, 300_000])
@pytest.mark.parametrize("step", [1, 7, 1_000, 1_000_000])
def test_a_packet_that_is_too_long_is_skipped_and_counted(size: int, step: int) -> None:
    line = packet(0x30, b"before") + packet(0x32, bytes(size)) + packet(0x30, b"after")
    if step == 1 and size > 10_000:
        step = 3
    stream, found = Stream(), []
    packets = attached(stream)
    for at in range(0, len(line), step):
        stream.arriving += line[at : at + step]
        found += drain(packets, stream)
    assert found == [packet(0x30, b"before"), packet(0x30, b"after")]
    assert packets.skipped == 1


def test_a_length_that_mqtt_does_not_know_ends_the_connection() -> None:
    stream = Stream(b"\x30\xff\xff\xff\xff\x01rest")
    packets = attached(stream)
    packets.fill()
    with pytest.raises(OSError, match="longer than MQTT allows"):
        packets.open_packet()


def test_reading_behind_a_packet_is_refused() -> None:
    stream = Stream(packet(0x30, b"\x00\x09t") + packet(0x30, b"next"))
    packets = attached(stream)
    packets.fill()
    packets.open_packet()
    packets.read(4)
    with pytest.raises(OSError, match="contradicts itself"):
        packets.read(9)
    with pytest.raises(OSError, match="contradicts itself"):
        packets.read(-2)


def test_an_answer_that_cannot_be_there_yet_is_not_waited_for() -> None:
    packets = attached(Stream())
    with pytest.raises(NotYet):
        packets.read(4)


def test_a_closed_connection_is_an_error() -> None:
    stream = Stream()
    stream.closed = True
    packets = attached(stream)
    with pytest.raises(OSError, match="closed by the broker"):
        packets.fill()
    packets.close()
    with pytest.raises(OSError, match="no connection"):
        packets.fill()


def test_what_is_written_in_pieces_is_sent_in_one() -> None:
    stream = Stream()
    packets = attached(stream)
    packets.write(bytearray(b"\x30\x05\x00\x00"), 2)
    packets.write("tä")
    packets.write(b"m")
    assert stream.sent == b""
    packets.flush()
    assert stream.sent == b"\x30\x05t\xc3\xa4m"


def test_what_the_network_does_not_take_is_kept() -> None:
    stream = Stream(room=3)
    packets = attached(stream)
    packets.write(b"abcdefgh")
    packets.flush()
    assert stream.sent == b"abc"
    packets.write(b"ij")
    stream.room = 100
    packets.flush()
    assert stream.sent == b"abcdefghij"


def test_a_new_connection_begins_with_empty_buffers() -> None:
    first = Stream(packet(0x30, b"whole")[:4], room=0)
    packets = attached(first)
    packets.fill()
    packets.write(b"left over")
    second = Stream(packet(0xD0, b""))
    packets.attach(second)
    packets.flush()
    assert second.sent == b""
    assert drain(packets, second) == [packet(0xD0, b"")]
