"""Sets aside who the board is (configuration, journal), and puts it back; each step may be cut short and done again.

Sent as text, because it runs before anything of the bench is on the board. KEPT/had names what there was, and is written
before anything moves; what is in KEPT takes the place of what the bench put there. A board that restarts in between must
never speak for one identity out of the journal of another: so the configuration goes first and comes back last.
"""

import os

KEPT = "/kept"
ITEMS = ("configuration.json", "data")
_FOLDER = 0x4000


def borrow():
    """Give back what an earlier run left, then set everything aside."""
    give_back()
    had = [name for name in ITEMS if name in os.listdir("/")]
    os.mkdir(KEPT)
    with open(KEPT + "/new", "w") as file:
        text = " ".join(had)
        if file.write(text) != len(text):
            raise OSError(28)  # ENOSPC: the driver took a part and said nothing
    os.rename(KEPT + "/new", KEPT + "/had")
    for name in had:
        os.rename("/" + name, KEPT + "/" + name)


def give_back():
    """Put everything back and remove what the bench made; return whether there was anything."""
    remove("/hil")
    if KEPT[1:] not in os.listdir("/"):
        return False
    kept = os.listdir(KEPT)
    if "had" in kept:
        with open(KEPT + "/had") as file:
            had = file.read().split()
        for name in ITEMS:
            if name in kept or name not in had:
                remove("/" + name)
        for name in reversed(ITEMS):
            if name in kept:
                os.rename(KEPT + "/" + name, "/" + name)
    remove(KEPT)
    return True


def remove(path):
    """Remove a file, or a folder with all that is in it, if it is there."""
    try:
        is_folder = os.stat(path)[0] & _FOLDER
    except OSError:
        return
    if not is_folder:
        os.remove(path)
        return
    for name in os.listdir(path):
        remove(path + "/" + name)
    os.rmdir(path)
