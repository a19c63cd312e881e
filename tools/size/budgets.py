"""How large the firmware may be. Raise a budget on purpose, with the reason in the commit; never by habit."""

HEAP_BYTES = 96 * 1024
"""What an ESP32 without PSRAM leaves a program, Wi-Fi not counted."""

MODULE_BYTES = {
    "/boot.py": 200,
    "/firmware/__init__.mpy": 60,
    "/firmware/adapters.mpy": 9_900,
    "/firmware/app/__init__.mpy": 60,
    "/firmware/app/cabinet.mpy": 2_600,
    "/firmware/app/start.mpy": 4_900,
    "/firmware/boards/__init__.mpy": 60,
    "/firmware/boards/cabinet_s3.mpy": 400,
    "/firmware/core.mpy": 21_000,
    "/firmware/drivers.mpy": 2_600,
    "/main.py": 900,
    "/shared_protocol.mpy": 7_600,
}
"""Path on the board -> most bytes. Code takes about half as much again of the heap as its `.mpy` has bytes."""
