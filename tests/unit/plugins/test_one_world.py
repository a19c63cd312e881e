"""What shares a world is one piece of work; the rest is handed out test by test."""

from pathlib import Path

from tests.plugins.one_world import WORLDS, OneWorldScheduling

ROOT = Path(__file__).parents[3]


def scope(nodeid):
    return OneWorldScheduling._split_scope(None, nodeid)


def test_tests_of_one_world_are_one_piece_and_others_are_not():
    assert scope("tests/browser/test_a.py::test_x[english]") == scope("tests/browser/test_b.py::test_y")
    assert scope("tests/unit/test_a.py::test_x[1]") != scope("tests/unit/test_a.py::test_x[2]")


def test_every_world_is_where_the_scheduler_looks_for_it():
    assert [world for world in WORLDS if not (ROOT / world).exists()] == []
