"""What cannot happen in the physical world, told in words for whoever tried it."""


class ImpossibleError(Exception):
    """There is no such slot, a slot is taken, or empty."""
