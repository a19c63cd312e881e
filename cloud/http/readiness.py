"""Whether this process can serve: asks each part that it depends on."""

import asyncio
from collections.abc import Awaitable, Callable

ANSWER_TIMEOUT_S = 2.0
Check = Callable[[], Awaitable[str]]


class Readiness:
    """Named checks; each returns why its part is not there, or nothing."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Have `check` asked whenever somebody wants to know."""
        self._checks[name] = check

    async def ask(self) -> dict[str, str]:
        """Return for each part "ok" or the reason why it is not."""
        return {name: await self._answer(check) for name, check in self._checks.items()}

    async def _answer(self, check: Check) -> str:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await check() or "ok"
        except TimeoutError:
            return "does not answer"
        except Exception as error:  # noqa: BLE001 - whatever it is, the part is not there, and that is the answer
            return f"{type(error).__name__}: {error}"
