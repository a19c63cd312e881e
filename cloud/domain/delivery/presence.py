"""Which word about a device's presence counts (INV-29): ordered by (boot, connection), a will only for the current pair."""

ACCEPT = "accept"
STALE = "stale"

Pair = tuple[int, int]


def judge(current: Pair, online: bool, incoming: Pair, incoming_online: bool) -> str:
    """Return ACCEPT or STALE for a presence of `incoming` (boot, connection), known so far: `current` and `online`.

    A newer pair always counts. For the current one, going offline counts, and so does a repeated "online" while it is
    online; an "online" after that pair's will is an old message that comes late.
    """
    if incoming > current:
        return ACCEPT
    if incoming < current:
        return STALE
    return ACCEPT if online or not incoming_online else STALE
