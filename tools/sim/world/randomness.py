"""Where every random number of a run comes from: one seed, and a stream of its own for each part, by name.

Streams do not disturb each other: one more draw in the network leaves people and faults as they were. Seeding with text
does not depend on the process (Python hashes it with SHA-512), so a seed means the same everywhere.
"""

from random import Random


def stream(seed: int, *names: object) -> Random:
    """Return the stream of the part that `names` name."""
    return Random("/".join(str(name) for name in (seed, *names)))


def happens(random: Random, thousandths: int) -> bool:
    """Tell whether something of this chance happens; a chance of 0 draws nothing."""
    return thousandths > 0 and random.randrange(1_000) < thousandths
