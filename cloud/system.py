"""The real clock and the real randomness behind `services.ports`. The simulator has its own."""

import os
import secrets
import time


class SystemClock:
    """services.ports.Clock over the machine's clock."""

    def now_ms(self) -> int:
        """Return UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000


class SystemEntropy:
    """services.ports.Entropy over the operating system's generator."""

    def bytes(self, count: int) -> bytes:
        """Return `count` random bytes."""
        return os.urandom(count)

    def token(self) -> str:
        """Return a secret of 256 bits as URL-safe text."""
        return secrets.token_urlsafe(32)

    def id(self) -> str:
        """Return the 32 hex digits of a new UUIDv7 (RFC 9562, section 5.7)."""
        random_bits = int.from_bytes(os.urandom(10), "big")
        stamp_ms = time.time_ns() // 1_000_000
        top = stamp_ms << 16 | 0x7000 | random_bits >> 68 & 0xFFF
        return f"{top << 64 | 0x8000_0000_0000_0000 | random_bits & 0x3FFF_FFFF_FFFF_FFFF:032x}"
