"""The board's end of its line to the supervisor: one call at a time, answered before it returns.

Owns the two descriptors and the framing. Code that the scheduler runs (timer callbacks) has a descriptor of its own,
since it may start while the main program waits for an answer.
"""

import sys
from struct import pack_into

import virtual_calls as calls

SMALL = 16
"""Payloads up to this size travel in one write with their header."""

_channels = []
_level = [0]


class _Channel:
    def __init__(self, descriptor):
        self.stream = open(descriptor, "r+b")  # noqa: SIM115  # lives as long as the board
        self.request = bytearray(calls.HEADER_BYTES + SMALL)
        self.status = bytearray(calls.STATUS_BYTES)


def connect(main, interrupt):
    """Open both descriptors."""
    _channels.append(_Channel(main))
    _channels.append(_Channel(interrupt))


def run_interrupt(callback, argument):
    """Call `callback(argument)` as an interrupt's soft half."""
    _level[0] = 1
    try:
        callback(argument)
    finally:
        _level[0] = 0


def call(number, unit=0, place=0, offset=0, out=b"", into=None, register=-1):
    """Make a call with `out`, after the byte `register` where one is given, and fill `into` with the answer.

    Raises OSError with the answer's errno, and KeyboardInterrupt after a call during which Ctrl-C came: a signal would be
    raised at any instruction, in the middle of a transfer too. Takes nothing from the heap, as a call into C would not.
    """
    channel = _channels[_level[0]]
    request, end = channel.request, calls.HEADER_BYTES
    before, size_in = (0 if register < 0 else 1), (0 if into is None else len(into))
    pack_into(calls.HEADER, request, 0, number, unit, place, offset, before + len(out), size_in)
    if before:
        request[end] = register
        end += 1
    if end + len(out) <= len(request):
        for value in out:
            request[end] = value
            end += 1
        _write(channel.stream, request, end)
    else:
        _write(channel.stream, request, end)
        _write(channel.stream, out, len(out))
    _read(channel.stream, channel.status)
    if size_in:
        _read(channel.stream, into)
    status = channel.status[0] | channel.status[1] << 8
    if status == calls.CTRL_C:
        raise KeyboardInterrupt
    if status:
        raise OSError(status)


def _write(stream, data, size):
    done = stream.write(data, size)
    while done < size:
        done += stream.write(data, done, size - done)


def _read(stream, into):
    got = stream.readinto(into)
    while got < len(into):
        more = stream.readinto(memoryview(into)[got:]) if got else 0
        if not more:
            sys.exit()  # the supervisor is gone, and with it the hardware
        got += more
