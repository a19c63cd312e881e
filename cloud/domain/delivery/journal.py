"""Which event of a journal may be applied (INV-15): a prefix without gaps, each once, of the current journal alone."""

from typing import NamedTuple

APPLY = "apply"
DUPLICATE = "duplicate"
PARK = "park"
FOREIGN = "foreign"  # of a journal that the current presence did not announce: neither applied nor acknowledged
REFUSE = "refuse"  # early, and no room is left to park it; the device sends it again


def judge(
    current: str | None, committed_seq: int, journal_id: str, seq: int, parked_count: int, parked_limit: int
) -> str:
    """Return what becomes of event (`journal_id`, `seq`) when `current` is committed up to `committed_seq`."""
    if journal_id != current:
        return FOREIGN
    if seq <= committed_seq:
        return DUPLICATE
    if seq == committed_seq + 1:
        return APPLY
    return PARK if parked_count < parked_limit else REFUSE


class Position(NamedTuple):
    """Where a journal stands after a presence; `gap` is the range (first, last) that can never be filled, or None."""

    journal_id: str
    committed_seq: int
    replaced: bool  # another journal than before: the device was wiped
    gap: tuple[int, int] | None
    behind: bool  # the device will number events as if it had forgotten some that are committed


def announced(current: str | None, committed_seq: int, journal_id: str, first_seq: int, next_seq: int) -> Position:
    """Return the position after an accepted presence announced `journal_id` holding `first_seq` up to `next_seq` - 1.

    Numbers start at 1. What is committed stays so; what the journal no longer holds and is not committed is a gap.
    """
    replaced = current is not None and journal_id != current
    known_seq = committed_seq if journal_id == current else 0
    gap = (known_seq + 1, first_seq - 1) if first_seq > known_seq + 1 else None
    return Position(journal_id, max(known_seq, first_seq - 1), replaced, gap, next_seq <= known_seq)
