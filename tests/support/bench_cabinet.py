"""A cabinet on a bench: the real core over the one physical world (`tools/world/`) and a virtual clock.

Runs on CPython and MicroPython. Whatever the core does is recorded: pulses, messages, what stands in its journal.
"""

from firmware.core.cabinet import configuration, device, signals
from firmware.core.cabinet.journal_room import open_journal
from firmware.core.cabinet.settings import CabinetSettings
from firmware.core.common import boots, effects, inputs
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.check import check_outgoing
from tools.world.bank import Bank as PowerBank
from tools.world.cabinet import Cabinet
from tools.world.clock import VirtualClock
from tools.world.mechanics import Mechanics
from tools.world.slot import Switch
from tools.world.torn_flash import PlannedFlash

SENSE_EVERY_MS = 50
EJECT_TAKES_MS = 120
QUOTA_BYTES = 262_144


def bank_id(number):
    return bytes([0x50, 0, 0, 0, number >> 8, number & 255])


def command_id(number):
    return number.to_bytes(16, "big")


class Bank(PowerBank):
    """A bank of ours; by `cycles` of somebody else (UNMARKED), with a DAMAGED record, or with one that nobody can read (None)."""

    def __init__(self, number, charge_pct=90, cycles=10):
        super().__init__(bank_id(number), charge_pct)
        self.memory_answers = cycles is not None
        if cycles is not None and cycles >= 0:
            self.set_cycles(cycles)
        elif cycles == signals.DAMAGED:
            self.set_cycles(1)
            self.memory[2] ^= 1


class SlowSprings(Mechanics):
    """A lock that throws its bank out after a while."""

    def leave_ms(self):
        return EJECT_TAKES_MS


class Places:
    """The banks in a cabinet's slots, {number: Bank}, put there and taken away without a sound."""

    def __init__(self, cabinet):
        self._cabinet = cabinet

    def __len__(self):
        return len(self.items())

    def __iter__(self):
        return iter([number for number, _ in self.items()])

    def __contains__(self, number):
        return self._cabinet.slot(number).bank is not None

    def __getitem__(self, number):
        return self._cabinet.slot(number).require_bank()

    def __setitem__(self, number, bank):
        self._cabinet.slot(number).bank = bank

    def setdefault(self, number, bank):
        if number not in self:
            self[number] = bank

    def update(self, banks):
        for number, bank in banks.items():
            self[number] = bank

    def pop(self, number, default=None):
        return self._cabinet.slot(number).take() if number in self else default

    def clear(self):
        for slot in self._cabinet.slots:
            slot.bank = None

    def items(self):
        return [(slot.number, slot.bank) for slot in self._cabinet.slots if slot.bank is not None]


class Bench:
    """`slots` {number: Bank}, `jammed` slots, `published` [(leaf, body), ...]; `cabinet` is the physical one."""

    def __init__(self, slot_count=4, flash=None, quota_bytes=QUOTA_BYTES, record=None):
        self.slot_count = slot_count
        self.flash = flash or PlannedFlash()
        self.clock = VirtualClock()
        self.cabinet = Cabinet(slot_count, self.clock, SlowSprings())
        self.slots = Places(self.cabinet)
        self.quota_bytes = quota_bytes
        self.unreadable = set()  # slots that nobody can see
        self.pulses = []
        self.pulse_history = []  # over all boots: (command under way, slot)
        self.published = []
        self.said = []
        self.shown = []  # (verdict, slot) as people saw them
        self.rtc_ms = None
        self.stored = None
        self.commands = 0
        self.connection = 0
        self.record = record
        self.sensing = True
        self.sense_every_ms = SENSE_EVERY_MS
        self.acknowledging = True  # as the cloud does
        self.committed = 0
        self.presence_ms = None

    @property
    def jammed(self):
        """The slots whose lock holds its bank whatever drives it."""
        return {slot.number for slot in self.cabinet.slots if slot.jammed}

    @jammed.setter
    def jammed(self, numbers):
        for slot in self.cabinet.slots:
            slot.jammed = slot.number in numbers

    @property
    def dead_ids(self):
        """The slots whose bank's id does not answer."""
        return {slot.number for slot in self.cabinet.slots if slot.id_silent}

    @dead_ids.setter
    def dead_ids(self, numbers):
        for slot in self.cabinet.slots:
            slot.id_silent = slot.number in numbers

    def stick(self, number, closed):
        """Let a presence switch say one thing whatever is there."""
        self.cabinet.slot(number).switch = Switch.PRESENT if closed else Switch.ABSENT

    def free_switches(self):
        """Let every presence switch work again."""
        for slot in self.cabinet.slots:
            slot.switch = Switch.FREE

    def resize(self, slot_count):
        """Let the cabinet have more slots or fewer; banks in slots that stay are where they were."""
        banks = [slot.bank for slot in self.cabinet.slots[:slot_count]]
        self.slot_count = slot_count
        self.cabinet = Cabinet(slot_count, self.clock, SlowSprings())
        self.slots = Places(self.cabinet)
        self.fill(*banks)

    def fill(self, *banks):
        for number, bank in enumerate(banks):
            self.slots[number + 1] = bank
        return self

    def boot(self, at_ms=1_000, link=True, settle=True):
        """Power on: a new core over what is on flash."""
        self.now_ms = at_ms
        self.next_sense_ms = at_ms
        self.clock.finish()  # what a spring had begun before the power went, it ended
        settings = CabinetSettings("cabinet-0001", self.slot_count)
        settings.configuration = configuration.restore(self.stored, self.slot_count)
        if self.record is not None and self.stored is None:
            settings.configuration = configuration.Configuration(1, self.record, self.slot_count)
        self.journal = open_journal(self.flash, b"journal1", self.quota_bytes, self.slot_count)
        self.boot_number = boots.next_boot(self.flash, self.journal)
        self.device = device.build(settings, self.journal, self.boot_number, codes.RESET_POWER_ON, "0.1.0")
        if link:
            self.link_up()
        if settle:
            self.run(2_500)
        return self

    def link_up(self):
        self.connection += 1
        self.give(inputs.LINK_UP, self.connection)

    def give(self, *event):
        committed = self.committed
        for effect in self.device.handle(event, self.now_ms):
            self._carry_out(effect)
        if self.acknowledging and (self.committed > committed or event[0] == inputs.LINK_UP):
            self.acknowledge(self.committed)

    def run(self, ms):
        end_ms = self.now_ms + ms
        while self.now_ms < end_ms:
            self.step(end_ms)
        return self

    def run_until(self, condition, within_ms=120_000):
        end_ms = self.now_ms + within_ms
        while not condition():
            if self.now_ms >= end_ms:
                raise RuntimeError("it did not come to that within " + str(within_ms) + " ms")
            self.step(end_ms)
        return self

    def step(self, end_ms):
        """Let time pass until the next thing happens."""
        due_ms = self.device.deadline_ms()
        next_ms = min(self.next_sense_ms, end_ms)
        if due_ms is not None and due_ms < next_ms:
            next_ms = max(due_ms, self.now_ms)
        self.clock.advance(next_ms - self.now_ms)
        self.now_ms = next_ms
        if self.now_ms >= self.next_sense_ms:
            self.next_sense_ms = self.now_ms + self.sense_every_ms
            if self.sensing:
                self.give(signals.READINGS, self.readings())
        if due_ms is not None and self.now_ms >= due_ms:
            self.give(inputs.TICK)

    def readings(self):
        return [self._reading(index + 1) for index in range(self.slot_count)]

    def lend(self, command=None, window_ms=60_000, boot=None, not_after_ms=None):
        """Give a LEND as the cloud would; returns its command id."""
        if command is None:
            self.commands += 1
            command = command_id(self.commands)
        body = {
            fields.TYPE: wire.LEND,
            fields.COMMAND: command,
            fields.ORDER: bytes([0xAA]) + command[1:],
            fields.BOOT: self.boot_number if boot is None else boot,
            fields.NOT_AFTER_UPTIME_MS: self.now_ms + window_ms if not_after_ms is None else not_after_ms,
        }
        self.give(inputs.MESSAGE, topics.COMMAND, body)
        return command

    def eject(self, slot, bank=None, command=None, window_ms=60_000, boot=None, not_after_ms=None):
        """Give an EJECT as the cloud would; returns its command id."""
        if command is None:
            self.commands += 1
            command = command_id(self.commands)
        body = {
            fields.TYPE: wire.EJECT,
            fields.COMMAND: command,
            fields.BOOT: self.boot_number if boot is None else boot,
            fields.NOT_AFTER_UPTIME_MS: self.now_ms + window_ms if not_after_ms is None else not_after_ms,
            wire.SLOT: slot,
        }
        if bank is not None:
            body[wire.BANK] = bank
        self.give(inputs.MESSAGE, topics.COMMAND, body)
        return command

    def answer_to(self, command):
        """Run until the cabinet answers `command`, and return the answer: a result in the journal, or COMMAND_STATE."""
        self.run_until(lambda: self.answers(command))
        return self.answers(command)[-1]

    lend_result = answer_to

    def answers(self, command):
        kinds = (wire.LEND_RESULT, wire.EJECT_RESULT, messages.COMMAND_STATE)
        return [body for _, body in self.published if body[fields.TYPE] in kinds and body[fields.COMMAND] == command]

    def configure(self, version, rule=("fullest",), minimum=30, hot=600, disabled=(), return_only=None, command=None):
        self.commands += 1
        record = {
            wire.LEND_RULE: list(rule),
            wire.MINIMUM_CHARGE_PCT: minimum,
            wire.MAXIMUM_TEMPERATURE_DC: hot,
            wire.DISABLED_SLOTS: list(disabled),
        }
        if return_only is not None:
            record[wire.RETURN_ONLY] = return_only
        body = {
            fields.TYPE: wire.CONFIGURE,
            fields.COMMAND: command or command_id(self.commands),
            fields.CONFIGURATION_VERSION: version,
            wire.CONFIGURATION: record,
        }
        self.give(inputs.MESSAGE, topics.COMMAND, body)
        return body[fields.COMMAND]

    def acknowledge(self, seq, journal=None, echo=True, time_ms=1_800_000_000_000):
        body = {
            fields.TYPE: messages.ACK,
            fields.JOURNAL: self.journal.journal_id if journal is None else journal,
            fields.SEQ: seq,
            fields.TIME_MS: time_ms,
        }
        if echo:
            body[fields.ECHO_BOOT] = self.boot_number
            body[fields.ECHO_UPTIME_MS] = self.presence_ms
        self.give(inputs.MESSAGE, topics.ACK, body)

    def last(self, leaf, kind=None):
        for at in range(len(self.published) - 1, -1, -1):
            if self.published[at][0] == leaf and (kind is None or self.published[at][1][fields.TYPE] == kind):
                return self.published[at][1]
        raise RuntimeError("nothing was published there")

    def events(self, kind=None):
        """Return the events that the journal holds, oldest first."""
        found = []
        for seq in range(self.journal.first_seq, self.journal.next_seq):
            body = self.journal.read(seq)
            if body is not None and (kind is None or body[fields.TYPE] == kind):
                found.append(body)
        return found

    def _reading(self, number):
        if number in self.unreadable:
            return (None, None, None, None)
        return self.cabinet.slot(number).reading()

    def _carry_out(self, effect):
        kind = effect[0]
        if kind == signals.PULSE_LOCK:
            current = self.device._machine._acts.current
            self.pulses.append(effect[1])
            self.pulse_history.append((current.command, effect[1]))
            self.cabinet.pulse(effect[1])
        elif kind == effects.PUBLISH:
            check_outgoing(effect[2], effect[1], wire.ROWS)
            self.published.append((effect[1], effect[2]))
            if effect[1] == topics.PRESENCE:
                self.presence_ms = effect[2][fields.UPTIME_MS]
            if effect[1] == topics.EVENT and effect[2][fields.SEQ] == self.committed + 1:
                self.committed += 1
        elif kind == effects.SET_RTC:
            self.rtc_ms = effect[1]
        elif kind == effects.STORE_CONFIGURATION:
            self._store(effect[1])
        elif kind == signals.SHOW:
            self.shown.append(effect[1:])
        else:
            self.said.append(effect[2])

    def _store(self, body):
        from shared_protocol import cbor

        self.stored = cbor.encode(body)
