"""The cloud's ports under virtual time: clock, randomness by seed, a vault that only binds keys to their context."""

from random import Random

from cloud.services.ports.world import VaultError
from tools.sim.world.timeline import EPOCH_MS, Timeline


class VirtualClock:
    """Wall time of the simulated server."""

    def __init__(self, timeline: Timeline) -> None:
        """Take the clock of the run."""
        self._timeline = timeline

    def now_ms(self) -> int:
        """Return UTC milliseconds."""
        return EPOCH_MS + self._timeline.now_ms


class SeededEntropy:
    """Randomness that is the same for the same seed. Not secret, as nothing is in a simulation."""

    def __init__(self, timeline: Timeline, random: Random) -> None:
        """Take the clock, because ids begin with the time, and the stream."""
        self._timeline = timeline
        self._random = random
        self._count = 0

    def bytes(self, count: int) -> bytes:
        """Return `count` bytes."""
        return self._random.randbytes(count)

    def token(self) -> str:
        """Return 256 bits in hex."""
        return self._random.randbytes(32).hex()

    def id(self) -> str:
        """Return an id in the shape of a UUIDv7: time, a count for the order within it, randomness."""
        self._count += 1
        time_ms = EPOCH_MS + self._timeline.now_ms
        return f"{time_ms:012x}7{self._count % 4096:03x}8{self._random.randbytes(8).hex()[1:]}"


class PlainVault:
    """Keeps keys in the clear, and refuses them in another context than they were sealed for."""

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return the secret with its context before it."""
        return context.encode() + b"\0" + secret

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the secret; raises VaultError for another context."""
        bound, _, secret = sealed.partition(b"\0")
        if bound != context.encode():
            raise VaultError(f"not sealed for {context}")
        return secret
