from cloud.domain.fleet.geography import distance_m

BERLIN = (52_520_000, 13_405_000)
PARIS = (48_856_600, 2_352_200)


def test_berlin_to_paris_is_about_878_kilometres() -> None:
    assert abs(distance_m(BERLIN, PARIS) - 877_500) < 2_000


def test_a_place_is_no_way_from_itself() -> None:
    assert distance_m(BERLIN, BERLIN) == 0


def test_opposite_points_are_half_the_equator_apart() -> None:
    assert abs(distance_m((0, 0), (0, 180_000_000)) - 20_015_100) < 1_000
