"""A day of a cabinet core, printed line by line: the same on CPython and on every MicroPython."""

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from tests.support.bench_cabinet import Bank, Bench


def events(bench, since):
    """Return a line for each event from number `since` on."""
    found = []
    for seq in range(since, bench.journal.next_seq):
        body = bench.journal.read(seq)
        found.append(" ".join([str(key) + "=" + repr(body[key]) for key in sorted(body)]))
    return found


def day(start_ms):
    """Play the day from uptime `start_ms`; returns its lines."""
    bench = Bench(slot_count=12).fill(*[Bank(number, 40 + number) for number in range(1, 13)])
    bench.boot(at_ms=start_ms)
    bench.lend_result(bench.lend())
    bench.jammed = {11}
    repeated = bench.lend()
    bench.lend_result(repeated)
    bench.lend(repeated)
    bench.slots[12] = Bank(80, 99)
    bench.run(3_000)
    bench.switch[3] = False
    bench.configure(3, ["rotate"], disabled=[1])
    bench.configure(4, ["biggest"])
    bench.run(5_000)
    bench.lend()
    bench.run_until(lambda: bench.ejecting)
    bench.boot(at_ms=700)  # the power failed in the middle of it
    bench.slots.pop(5)
    bench.run(3_000)
    lines = events(bench, 1)
    lines += [str(body[fields.OUTCOME]) for _, body in bench.published if body[fields.TYPE] == messages.COMMAND_STATE]
    status = bench.last(topics.STATUS, wire.STATUS)
    lines += [" ".join([str(slot[key]) for key in sorted(slot) if key != wire.BANK]) for slot in status[wire.SLOTS]]
    lines.append(str(bench.pulses) + " " + str(codes.DONE))
    return lines


if __name__ == "__main__":
    for start_ms in (1_000, (1 << 30) - 4_000, (1 << 31) - 4_000, 1 << 40):
        print("\n".join(day(start_ms)))
