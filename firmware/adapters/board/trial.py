"""Proves an image on trial: it has done well once the broker took it in. What follows when it does not: selection.py."""

from firmware.adapters.board import selection


def find() -> "Trial | None":
    """Return the trial of the image that runs, or None where it has proved itself."""
    words = selection.read()
    return None if words[selection.STARTS] == selection.PROVED else Trial(words)


class Trial:
    """Ask `is_over` again and again, until it is."""

    def __init__(self, words: list) -> None:
        self._words = words

    def is_over(self, now_ms: int, is_up: bool) -> bool:
        """Tell whether the image has proved itself, and store that.

        Raises OSError when its time has passed and there is another image to go back to; without one, running so long
        is proof enough.
        """
        words = self._words
        if not is_up:
            if now_ms < int(words[selection.BROKER_S]) * 1000:
                return False
            if words[selection.PREVIOUS] != selection.NONE:
                raise OSError("on trial, the broker was not reached within " + words[selection.BROKER_S] + " s")
        words[selection.STARTS] = selection.PROVED
        selection.write(words)
        return True
