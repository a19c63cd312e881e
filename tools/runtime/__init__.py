"""The programs that Wattlend runs on and that are not Python packages: MicroPython, Mosquitto, umqtt, htmx, and for tests more.

`python -m tools.runtime` prepares them in `.runtime`; the functions here tell where they are and never fetch anything.
"""

from tools.runtime.errors import RuntimeMissing
from tools.runtime.locate import chromium, htmx, micropython, mosquitto, postgresql_bin, umqtt

__all__ = ["RuntimeMissing", "chromium", "htmx", "micropython", "mosquitto", "postgresql_bin", "umqtt"]
