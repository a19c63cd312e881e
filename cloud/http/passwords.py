"""Argon2id off the event loop, by a few threads, with a bound on how many may wait."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cloud.http.problems import Overloaded

T = TypeVar("T")

THREADS = 2  # each hash takes 64 MiB and some 50 ms of a core
LONGEST_QUEUE = 32


class Passwords:
    """Hashes and verifies. `hasher` can be made cheap by tests."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._waiting = 0
        # What is verified when there is no such account, so that the answer takes as long.
        self._nobody = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """Return the argon2id hash of `password`."""
        return await self._run(lambda: self._hasher.hash(password))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Tell whether `password` fits `hashed`; takes as long for None, which nothing fits."""
        return await self._run(lambda: self._verify(password, hashed or self._nobody)) and hashed is not None

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= LONGEST_QUEUE:
            raise Overloaded("too many people sign in at this moment; try again in a few seconds")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
