"""Starts a board: puts our modules before MicroPython's own, mounts the flash at `/`, runs boot.py and main.py.

Owns the order of a boot, which is an ESP32's: without a good boot.py no main.py, and neither before a raw prompt but
boot.py. After them the prompt serves the serial line until something resets the board.
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
    ("micropython", "esp32_micropython"),
)


def start():
    """Boot; returns only when the supervisor is gone."""
    measuring = sys.argv[1] == "measure"
    image_path, block_count, raw = ("/dev/null", 0, False) if measuring else _take_arguments()
    image = open(image_path, "rb")  # noqa: SIM115  # lives as long as the board
    for name, ours in OURS:
        sys.modules[name] = __import__(ours)
    __import__("umqtt.simple")  # frozen into every ESP32 image
    import __main__
    from virtual_flash import Flash
    from virtual_prompt import Prompt

    flash = Flash(image, block_count)
    prompt = Prompt(__main__.__dict__, raw)
    gc.collect()
    if measuring:
        print(gc.mem_alloc() - _heap_before)
        return
    _mount(flash)
    link.call(calls.READY)
    if prompt.run_file("boot.py") and not raw:
        prompt.run_file("main.py")
    prompt.serve()


def _take_arguments():
    _, channel, interrupt, image_path, blocks, cause, unique_id, clock, ticks, raw = sys.argv
    link.connect(int(channel), int(interrupt))
    facts.reset_cause = int(cause)
    facts.unique_id = unhexlify(unique_id)
    facts.clock_at_boot_s = int(clock)
    facts.ticks_at_boot_ms = int(ticks)
    sys.argv.clear()
    return image_path, int(blocks), raw == "raw"


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


start()
