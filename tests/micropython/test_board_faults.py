"""Resets, power cuts, the watchdog and a torn flash: what survives, what does not, what the next boot says."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.micropython.board_bench import BoardBench, running_board
from tools.virtual_board.processor.installation import read_files

DRIVE_LOCK_1 = """
    import machine, time
    i2c = machine.I2C(0, scl=machine.Pin(9), sda=machine.Pin(8))
    cause = machine.reset_cause()
    print("latch", cause, i2c.readfrom_mem(0x20, 0x14, 1)[0])
    if cause == machine.PWRON_RESET:
        i2c.writeto_mem(0x20, 0x00, b"\\x00")
        i2c.writeto_mem(0x20, 0x14, b"\\x01")
        print("driven")
"""


async def test_expanders_keep_their_outputs_over_a_reset_of_the_board(tmp_path: Path) -> None:
    async with running_board(tmp_path, DRIVE_LOCK_1 + "        machine.reset()\n") as bench:
        assert await bench.line("latch 2") == "1"
        assert bench.cabinet.slot(1).driven


async def test_a_panic_resets_the_processor_alone(tmp_path: Path) -> None:
    async with running_board(tmp_path, DRIVE_LOCK_1) as bench:
        await bench.line("driven")
        bench.act("kill")
        assert await bench.line("latch 2") == "1"


async def test_a_power_cut_lets_go_of_the_locks(tmp_path: Path) -> None:
    async with running_board(tmp_path, DRIVE_LOCK_1) as bench:
        await bench.line("driven")
        bench.act("cut-power")
        assert not bench.cabinet.slot(1).driven
        assert bench.act("show")["state"] == "off"
        bench.act("restore-power")
        assert await bench.line("latch 1", 2) == "0"


async def test_the_power_comes_back_after_the_time_that_was_asked_for(tmp_path: Path) -> None:
    async with running_board(tmp_path, DRIVE_LOCK_1) as bench:
        await bench.line("driven")
        bench.act("cut-power", for_s=0.2)
        await bench.line("driven", 2)
        first, second = bench.board.lifecycle.boots
        assert second.at_ms - first.at_ms > 200


async def test_the_watchdog_bites_a_stuck_loop_and_spares_a_fed_one(tmp_path: Path) -> None:
    main = """
        import machine, time
        print("cause", machine.reset_cause())
        dog = machine.WDT(timeout=1000)
        if machine.reset_cause() == machine.PWRON_RESET:
            for _ in range(15):
                time.sleep_ms(100)
                dog.feed()
            print("fed for longer than its period")
            while True:
                pass
    """
    async with running_board(tmp_path, main) as bench:
        await bench.line("fed for longer")
        assert bench.board.lifecycle.watchdog_bites == 0
        assert await bench.line("cause", 2) == "3"
        assert bench.board.lifecycle.watchdog_bites == 1
        await bench.line("virtual board: watchdog: not fed for 1000 ms")


async def test_a_watchdog_of_less_than_a_second_is_refused(tmp_path: Path) -> None:
    main = """
        import machine
        try:
            machine.WDT(timeout=500)
        except ValueError as error:
            print("refused", error)
    """
    async with running_board(tmp_path, main) as bench:
        assert await bench.line("refused") == "WDT timeout too short"


async def test_power_can_go_the_moment_a_lock_is_driven(tmp_path: Path) -> None:
    main = DRIVE_LOCK_1 + "        time.sleep_ms(500)\n        print('never reached')\n"
    async with running_board(tmp_path, main, banks=(1,)) as bench:
        await bench.line("driven")
        await bench.line("never reached")
        bench.act("cut-power")
        bench.act("insert", slot=1)
        bench.act("cut-power-on-pulse", for_s=0.05)
        bench.act("restore-power")
        await bench.until(lambda: len(bench.board.lifecycle.boots) == 3, "the boot after the trap")
        assert bench.lines().count("never reached") == 1
        pulse = bench.record.pulses[1]
        assert pulse.ejected is None  # far too short for the lock
        assert bench.cabinet.slot(1).bank


async def test_power_can_go_after_the_bank_left(tmp_path: Path) -> None:
    main = DRIVE_LOCK_1 + "        time.sleep_ms(500)\n        print('never reached')\n"
    async with running_board(tmp_path, "", banks=(1,)):
        pass
    async with running_board(tmp_path, main, boot="import time; time.sleep_ms(100)") as bench:
        bench.act("cut-power-on-pulse", after_ms=150)
        await bench.until(lambda: bench.act("show")["state"] == "off", "the trap")
        assert bench.record.pulses[0].ejected
        assert "never reached" not in bench.lines()


JOURNAL = """
    import os
    count = 0
    if "journal" in os.listdir("/"):
        with open("journal", "rb") as file:
            data = file.read()
        count = len(data) // 64
        sound = len(data) % 64 == 0 and all(data[64 * n : 64 * n + 64] == bytes((n % 251,)) * 64 for n in range(count))
        if not sound:
            print("torn")
    with open("pointer.new", "w") as file:
        file.write(str(count))
    os.rename("pointer.new", "pointer")
    with open("pointer") as file:
        print("found", count, file.read() == str(count))
    while True:
        with open("journal", "ab") as file:
            file.write(bytes((count % 251,)) * 64)
        count += 1
        print("wrote", count)
"""


def newest(bench: BoardBench, start: str) -> int:
    said = [line.split() for line in bench.lines() if line.startswith(start)]
    numbers = [int(words[1]) for words in said if len(words) > 1]  # a kill may end the board in the middle of a line
    return numbers[-1] if numbers else 0


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_flash_survives_kills_at_random_moments(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    async with running_board(tmp_path, JOURNAL, bits=(64, 32)[seed % 2]) as bench:
        for boot in range(1, 9):
            await bench.line("found", boot)
            await asyncio.sleep(random.uniform(0.01, 0.06))
            bench.act(random.choice(["kill", "reset", "cut-power"]))
            wrote = newest(bench, "wrote")
            bench.act("restore-power")
            found = await bench.line("found", boot + 1)
            assert int(found.split()[0]) >= wrote  # what was closed and said is there
            assert found.endswith("True")
        assert "torn" not in bench.lines()
    journal = read_files(tmp_path / "flash.img")["/journal"]
    assert len(journal) % 64 == 0
    assert len(journal) >= newest(bench, "wrote") * 64 > 0


@pytest.mark.parametrize("percent", [0, 50, 100])
async def test_the_flash_survives_power_cuts_in_the_middle_of_a_write(tmp_path: Path, percent: int) -> None:
    async with running_board(tmp_path, JOURNAL) as bench:
        for cut in range(1, 9):
            await bench.line("found", cut)
            bench.act("cut-power-on-flash-write", count=1 + 3 * cut, percent=percent, for_s=0)
            await bench.line("found", cut + 1)
        assert bench.board.power_cuts.done == 8
        assert "torn" not in bench.lines()
    read_files(tmp_path / "flash.img")
