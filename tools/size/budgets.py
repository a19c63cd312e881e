"""How large the firmware may be. Raise a budget on purpose, with the reason in the commit; never by habit."""

HEAP_BYTES = 96 * 1024
"""What an ESP32 without PSRAM leaves a program, Wi-Fi not counted."""

MODULE_BYTES = {
    "/a/application.mpy": 500,
    "/a/firmware/__init__.mpy": 60,
    "/a/firmware/adapters.mpy": 10_600,
    "/a/firmware/app/__init__.mpy": 60,
    "/a/firmware/app/board_loop.mpy": 2_300,
    "/a/firmware/app/start.mpy": 5_200,
    "/a/firmware/boards/__init__.mpy": 60,
    "/a/firmware/boards/cabinet_s3.mpy": 400,
    "/a/firmware/core.mpy": 20_600,
    "/a/firmware/drivers.mpy": 2_500,
    "/a/shared_protocol.mpy": 7_800,
    "/boot.py": 500,
    "/main.py": 900,
    "/selection.mpy": 1_600,
}
"""Path on the board -> most bytes. Code takes about half as much again of the heap as its `.mpy` has bytes."""
