import time
from uuid import RFC_4122, UUID

from cloud.system import SystemClock, SystemEntropy


def test_the_clock_is_the_machines() -> None:
    assert abs(SystemClock().now_ms() - time.time() * 1000) < 1_000


def test_an_id_is_a_uuid_of_version_7_that_carries_the_time() -> None:
    made = UUID(SystemEntropy().id())
    assert (made.version, made.variant) == (7, RFC_4122)
    assert abs((made.int >> 80) - time.time() * 1000) < 1_000


def test_ids_and_tokens_do_not_repeat() -> None:
    entropy = SystemEntropy()
    assert len({entropy.id() for _ in range(1_000)}) == 1_000
    assert len({entropy.token() for _ in range(1_000)}) == 1_000


def test_a_token_has_256_bits() -> None:
    assert len(SystemEntropy().token()) == 43
    assert len(SystemEntropy().bytes(32)) == 32
