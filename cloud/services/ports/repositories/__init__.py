"""What a unit of work offers on each kind of row, by subject.

Methods that return a bool or None for "not as expected" change nothing then. Lists are in a stated order.
"""
