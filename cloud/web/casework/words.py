"""What the operator's pages call things, joined from the subjects: kinds of case, resolutions, alarms."""

from cloud.web.fleet import words as of_devices
from cloud.web.frame.words import Words
from cloud.web.renting import words as of_rentals

SUBJECTS = (of_devices, of_rentals)

CASES: dict[str, Words] = {kind: words for subject in SUBJECTS for kind, words in subject.CASES.items()}
RESOLUTIONS: dict[str, Words] = {kind: words for subject in SUBJECTS for kind, words in subject.RESOLUTIONS.items()}
ALARMS: dict[str, str] = {kind: words for subject in SUBJECTS for kind, words in subject.ALARMS.items()}


def alarm_name(kind: str) -> str:
    """Return the sentence (English) that names a kind of alarm; the kind itself if there is none."""
    if kind in ALARMS:
        return ALARMS[kind]
    return CASES[kind].name if kind in CASES else kind
