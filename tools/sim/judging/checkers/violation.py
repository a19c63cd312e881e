"""What a checker raises."""


class Violation(Exception):
    """A promise was broken: `invariant` (its number in the list of invariants) and what happened."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant
        self.what = what
