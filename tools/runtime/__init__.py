"""The programs that Wattlend runs on and that are not Python packages: MicroPython, Mosquitto, umqtt, and for tests more.

`python -m tools.runtime` prepares them in `.runtime`; the functions here tell where they are and never fetch anything.
"""

from tools.runtime.errors import RuntimeMissing
from tools.runtime.locate import chromium, micropython, mosquitto, postgresql_bin, umqtt

__all__ = ["RuntimeMissing", "chromium", "micropython", "mosquitto", "postgresql_bin", "umqtt"]
