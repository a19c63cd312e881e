"""What a cabinet core of the slots given needs on a board: prints bytes kept, and bytes of garbage for a hundred readings."""

import gc
import sys

from firmware.core.cabinet import configuration, signals
from firmware.core.cabinet import device as cabinet
from firmware.core.cabinet.journal_room import open_journal
from firmware.core.cabinet.settings import CabinetSettings
from firmware.core.common import boots, inputs
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, topics
from tools.world.torn_flash import PlannedFlash


def main(slot_count):
    """Boot, lend once, then idle; the flash below is in memory and counted out."""
    flash = PlannedFlash()
    settings = CabinetSettings("cabinet-0001", slot_count)
    settings.configuration = configuration.default(slot_count)
    journal = open_journal(flash, b"journal1", 262_144, slot_count)
    boot = boots.next_boot(flash, journal)
    device = cabinet.build(settings, journal, boot, codes.RESET_POWER_ON, "0.1.0")
    readings = [[True, bytes([80, 0, 0, 0, 0, number + 1]), 90, 5] for number in range(slot_count)]
    device.handle((inputs.LINK_UP, 1), 1_000)
    now_ms = 1_000
    event = (signals.READINGS, readings)
    for _ in range(200):
        now_ms += 50
        device.handle(event, now_ms)
    lend = {
        fields.TYPE: wire.LEND,
        fields.COMMAND: b"c" * 16,
        fields.ORDER: b"o" * 16,
        fields.BOOT: boot,
        fields.NOT_AFTER_UPTIME_MS: now_ms + 60_000,
    }
    device.handle((inputs.MESSAGE, topics.COMMAND, lend), now_ms)
    for step in range(200):
        now_ms += 50
        if step == 5:
            readings[0][0], readings[0][1] = False, b""
        device.handle(event, now_ms)
    flash_bytes = sum([len(data) for data in flash.files.values()])
    gc.collect()
    kept = gc.mem_alloc() - flash_bytes
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(100):
        now_ms += 50
        device.handle(event, now_ms)
    print(journal.next_seq, kept, gc.mem_alloc() - before)


if __name__ == "__main__":
    main(int(sys.argv[1]))
