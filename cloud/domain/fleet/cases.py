"""What waits for a person about a device, and what may be decided about it. Legality of decisions lives in such tables alone.

A case of an order stays open as long as the order is in reconciliation; events that come later may settle it without anybody.
"""

JOURNAL_GAP = "journal-gap"
JOURNAL_REPLACED = "journal-replaced"
EVENT_QUARANTINED = "event-quarantined"
DEVICE_VANISHED = "device-vanished"

NOTED = "noted"  # nothing changes: somebody has seen it
BY_EVENT = "by-event"  # what came later settled it

RESOLUTIONS: dict[str, tuple[str, ...]] = {
    JOURNAL_GAP: (NOTED,),
    JOURNAL_REPLACED: (NOTED,),
    EVENT_QUARANTINED: (NOTED,),
    DEVICE_VANISHED: (NOTED,),
}
