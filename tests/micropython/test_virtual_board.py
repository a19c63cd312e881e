"""The virtual board as a script sees it: boot, time, memory, pins, timers, flash, on MicroPython of both sizes."""

import asyncio
from pathlib import Path

import pytest

from tests.micropython.board_bench import running_board
from tools.virtual_board.processor.board_software import overhead_bytes
from tools.virtual_board.processor.installation import read_files

both_sizes = pytest.mark.parametrize("bits", [64, 32])


@both_sizes
async def test_it_boots_as_a_board_does(tmp_path: Path, bits: int) -> None:
    main = """
        import os, sys
        import machine
        print("path", sys.path, sys.argv, os.getcwd())
        print("here", sorted(os.listdir("/")), __name__)
        print("unlike the host", hasattr(os, "getenv"), hasattr(os, "system"), os.uname()[0])
        print("cause", machine.reset_cause(), len(machine.unique_id()))
    """
    async with running_board(tmp_path, main, boot="print('boot first')", bits=bits) as bench:
        assert await bench.line("path") == "['', '.frozen', '/lib'] [] /"
        assert await bench.line("here") == "['boot.py', 'main.py'] __main__"
        assert await bench.line("unlike the host") == "False False esp32"
        assert await bench.line("cause") == "1 6"
        await bench.line("virtual board: main.py has ended")
        lines = bench.lines()
        assert lines.index("boot first") < lines.index("cause 1 6")


@both_sizes
async def test_the_firmware_has_the_heap_that_it_was_given(tmp_path: Path, bits: int) -> None:
    main = """
        import gc
        gc.collect()
        print("heap", gc.mem_alloc() + gc.mem_free())
    """
    async with running_board(tmp_path, main, bits=bits, heap_bytes=96 * 1024) as bench:
        heap = int(await bench.line("heap"))
    given = 96 * 1024
    overhead = overhead_bytes(bits)
    assert given * 0.94 < heap - overhead < given  # the collector's tables are a part of a heap


@both_sizes
async def test_time_is_an_esp32s(tmp_path: Path, bits: int) -> None:
    main = """
        import time
        import machine
        print("cold", time.time(), isinstance(time.time(), int), time.gmtime(0), time.ticks_ms() < 500)
        print("day", time.gmtime(831168000), time.mktime((2026, 5, 4, 0, 0, 0, 0, 0)))
        machine.RTC().datetime((2026, 5, 4, 0, 12, 30, 15, 0))
        print("set", time.time() - 831213015, machine.RTC().datetime()[:6])
        a = time.ticks_ms(); time.sleep_ms(30); print("slept", 25 < time.ticks_diff(time.ticks_ms(), a) < 200)
        if machine.reset_cause() == machine.PWRON_RESET:
            machine.reset()
        print("after reset", time.time() - 831213015)
    """
    async with running_board(tmp_path, main, bits=bits) as bench:
        assert await bench.line("cold") == "0 True (2000, 1, 1, 0, 0, 0, 5, 1) True"
        assert await bench.line("day") == "(2026, 5, 4, 0, 0, 0, 0, 124) 831168000"
        assert await bench.line("set") == "0 (2026, 5, 4, 0, 12, 30)"
        assert await bench.line("slept") == "True"
        assert await bench.line("after reset") in ("0", "1")


@both_sizes
async def test_ticks_wrap_at_two_to_the_thirty(tmp_path: Path, bits: int) -> None:
    main = """
        import asyncio, time
        start = time.ticks_ms()
        print("start", (1 << 30) - start <= 60)
        async def tick():
            for _ in range(8):
                await asyncio.sleep_ms(20)
        asyncio.run(tick())
        now = time.ticks_ms()
        print("wrapped", now < start, 150 <= time.ticks_diff(now, start) < 1000)
        print("add", time.ticks_add((1 << 30) - 1, 5), time.ticks_add(3, -5) == (1 << 30) - 2)
        try:
            time.ticks_add(0, 1 << 29)
        except OverflowError:
            print("ambiguous sums raise")
    """
    async with running_board(tmp_path, main, bits=bits, ticks_at_boot_ms=(1 << 30) - 50) as bench:
        assert await bench.line("start") == "True"
        assert await bench.line("wrapped") == "True True"
        assert await bench.line("add") == "4 True"
        await bench.line("ambiguous sums raise")


@both_sizes
async def test_a_timer_interrupts_python_through_the_scheduler(tmp_path: Path, bits: int) -> None:
    main = """
        import time
        import machine
        i2c = machine.I2C(0, scl=machine.Pin(9), sda=machine.Pin(8))
        seen = []
        def act(timer):
            i2c.writeto_mem(0x20, 0x14, b"\\x55")
            seen.append(time.ticks_ms())
        timer = machine.Timer(0)
        once = machine.Timer(1)
        start = time.ticks_ms()
        timer.init(mode=machine.Timer.PERIODIC, period=20, callback=act)
        once.init(mode=machine.Timer.ONE_SHOT, period=30, callback=lambda t: print("once"))
        level = bytearray(1)
        while len(seen) < 5:  # Python code, which an interrupt preempts
            i2c.readfrom_mem_into(0x20, 0x14, level)
        timer.deinit()
        count = len(seen)
        elapsed_ms = time.ticks_diff(time.ticks_ms(), start)
        time.sleep_ms(60)
        i2c.readfrom_mem_into(0x20, 0x14, level)
        print("ticks", elapsed_ms >= 100 and count <= elapsed_ms // 20, len(seen) == count, level[0])
        try:
            machine.Timer(2).init(period=10, callback=act, hard=True)
        except ValueError as error:
            print("refused", error)
    """
    async with running_board(tmp_path, main, bits=bits) as bench:
        assert await bench.line("ticks") == "True True 85"
        assert await bench.line("refused") == "hard Timers are not implemented"
        assert bench.lines().count("once") == 1


@both_sizes
async def test_a_chip_that_does_not_answer_is_enodev(tmp_path: Path, bits: int) -> None:
    main = """
        import machine
        i2c = machine.I2C(0, scl=machine.Pin(9), sda=machine.Pin(8))
        print("scan", i2c.scan())
        for act in (lambda: i2c.readfrom(0x36, 1), lambda: i2c.writeto(0x36, b"x" * 40), lambda: i2c.readfrom_mem(0x36, 4, 2)):
            try:
                act()
            except OSError as error:
                print("errno", error.errno)
        i2c.writeto(0x70, b"\\x01")
        print("id", i2c.readfrom_mem(0x50, 0xFA, 6).hex(), i2c.readfrom_mem(0x50, 0x00, 200) [:1])
    """
    async with running_board(tmp_path, main, bits=bits, slots=4, banks=(1,)) as bench:
        assert await bench.line("scan") == str([0x20, 0x68, 0x70])
        assert [await bench.line("errno", count) for count in (1, 2, 3)] == ["19", "19", "19"]
        assert await bench.line("id") == f"{bench.cabinet.slot(1).bank.name} b'W'"  # type: ignore[union-attr]


@both_sizes
async def test_a_full_flash_says_so_and_stays_whole(tmp_path: Path, bits: int) -> None:
    main = """
        import os
        try:
            with open("big", "wb") as file:
                for _ in range(600):
                    file.write(bytes(4096))
        except OSError as error:
            print("full", error.errno)
        os.remove("big")
        with open("after", "w") as file:
            file.write("room again")
        print("free", os.statvfs("/")[3] > 480)
    """
    async with running_board(tmp_path, main, bits=bits) as bench:
        assert await bench.line("full") == "28"
        assert await bench.line("free") == "True"
    assert read_files(tmp_path / "flash.img")["/after"] == b"room again"


async def test_a_script_that_fails_leaves_its_trace_and_a_board_at_its_prompt(tmp_path: Path) -> None:
    async with running_board(tmp_path, "1 / 0") as bench:
        await bench.line("ZeroDivisionError")
        await bench.line("virtual board: main.py has ended")
        assert bench.board.lifecycle.snapshot()["crashes"] == 0


async def test_a_soft_reset_keeps_pins_and_watchdog(tmp_path: Path) -> None:
    main = """
        import machine, sys, time
        print("cause", machine.reset_cause())
        if machine.reset_cause() == machine.PWRON_RESET:
            machine.Pin(4, machine.Pin.OUT, value=1)
            machine.WDT(timeout=1000)
            machine.soft_reset()
        print("pin", machine.Pin(4, machine.Pin.IN).value() if machine.reset_cause() == machine.SOFT_RESET else "")
        while True:
            pass
    """
    async with running_board(tmp_path, main) as bench:
        assert [await bench.line("cause", count) for count in (1, 2, 3)] == ["1", "5", "3"]
        assert bench.board.lifecycle.watchdog_bites == 1


def is_running(pid: int | None) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_all_of_its_processes_end_with_it(tmp_path: Path) -> None:
    async with running_board(tmp_path, "while True: pass") as bench:
        await bench.until(lambda: bench.board.lifecycle.pid, "a process")
        pid = bench.board.lifecycle.pid
        assert is_running(pid)
    assert not is_running(pid)


async def test_a_second_start_finds_the_same_world(tmp_path: Path) -> None:
    async with running_board(tmp_path, "", banks=(1, 2), seed=3) as bench:
        bench.act("pull", slot=1)
        bench.act("insert", slot=5, bank="0004a3abcdef", charge=33, cycles=7)
        bench.act("stick", slot=2, shows="absent")
        bench.act("heat", celsius=50)
        bench.act("set-clock", offset=3600)
        before = bench.act("show")
    async with running_board(tmp_path, "", banks=(1, 2, 3, 4), seed=9) as bench:
        after = bench.act("show")
    assert [slot["bank"] for slot in after["slots"]] == [slot["bank"] for slot in before["slots"]]
    for key in ("outside", "celsius", "clock_stopped"):
        assert after[key] == before[key]
    assert after["slots"][1]["presence"] == "absent"
    assert abs(after["clock_unix_ms"] - before["clock_unix_ms"]) < 10_000


async def test_a_board_that_only_crashes_is_given_up_and_can_be_started_again(tmp_path: Path) -> None:
    async with running_board(tmp_path, "import machine; machine.reset()") as bench:
        said = await bench.line("virtual board: gave up:")
        assert "restart of its own" in said
        boots = len(bench.board.lifecycle.boots)
        await asyncio.sleep(0.1)
        assert len(bench.board.lifecycle.boots) == boots
        assert bench.act("show")["state"] == "gave up"
        bench.act("restore-power")
        await bench.until(lambda: len(bench.board.lifecycle.boots) > boots, "another boot")
