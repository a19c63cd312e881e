"""Starts a board: puts our modules before MicroPython's own, mounts the flash at `/`, runs boot.py and main.py.

Owns the order of a boot. After main.py it waits, as a real board does at its prompt, until something resets it.
"""

import asyncio  # first, with MicroPython's own `time`: its queue is in C and counts by that one's ticks
import gc
import sys

if sys.argv[1] == "measure":
    # The table of names doubles when it is full, so what ours take depends on how many a firmware has. A cabinet has 550.
    for number in range(550):
        hasattr(gc, f"firmware{number}")
gc.collect()
_heap_before = gc.mem_alloc()

import os
from binascii import unhexlify

import virtual_calls as calls
import virtual_facts as facts
import virtual_link as link

OURS = (
    ("time", "esp32_time"),
    ("os", "esp32_os"),
    ("socket", "esp32_socket"),
    ("machine", "esp32_machine"),
    ("network", "esp32_network"),
    ("ssl", "esp32_ssl"),
    ("esp32", "esp32_chip"),
)


def start():
    """Boot; returns only when the supervisor is gone."""
    measuring = sys.argv[1] == "measure"
    image_path, block_count = ("/dev/null", 0) if measuring else _take_arguments()
    image = open(image_path, "rb")  # noqa: SIM115  # lives as long as the board
    for name, ours in OURS:
        sys.modules[name] = __import__(ours)
    __import__("umqtt.simple")  # frozen into every ESP32 image
    from virtual_flash import Flash

    flash = Flash(image, block_count)
    gc.collect()
    if measuring:
        print(gc.mem_alloc() - _heap_before)
        return
    _mount(flash)
    link.call(calls.READY)
    _run_scripts()
    print("virtual board: main.py has ended; a real board now waits at its prompt")
    sys.stdin.read()


def _take_arguments():
    _, channel, interrupt, image_path, blocks, cause, unique_id, clock, ticks = sys.argv
    link.connect(int(channel), int(interrupt))
    facts.reset_cause = int(cause)
    facts.unique_id = unhexlify(unique_id)
    facts.clock_at_boot_s = int(clock)
    facts.ticks_at_boot_ms = int(ticks)
    sys.argv.clear()
    return image_path, int(blocks)


def _mount(flash):
    import vfs

    try:
        system = vfs.VfsLfs2(flash)
    except OSError:  # as an ESP32 does with a blank chip
        vfs.VfsLfs2.mkfs(flash)
        system = vfs.VfsLfs2(flash)
    vfs.umount("/")
    vfs.mount(system, "/")
    os.chdir("/")
    sys.path[:] = ["", ".frozen", "/lib"]


def _run_scripts():
    import __main__

    for name in ("boot.py", "main.py"):
        try:
            with open(name) as script:
                program = compile(script.read(), name, "exec")
        except OSError:
            continue
        except SyntaxError as error:
            sys.print_exception(error)
            continue
        gc.collect()
        try:
            exec(program, __main__.__dict__)  # noqa: S102  # running the board's own scripts is what a boot is
        except SystemExit:
            link.call(calls.RESET, calls.SOFT_RESET)
        except BaseException as error:  # noqa: BLE001  # whatever ends a script, the board stays at its prompt
            sys.print_exception(error)


start()
