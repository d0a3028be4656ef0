from collections.abc import Callable

import numpy as np
import pytest

from maps.matrix import travel_matrix
from maps.paths import leg_paths
from maps.streets import Streets, measure_segments
from routing.errors import NoWayError
from routing.problem import Location, Mode

ROAD = {"highway": "residential"}
BLOCK = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (400.0, 400.0), "d": (0.0, 400.0)}
Town = Callable[..., Streets]
Place = Callable[..., Location]
Metres = Callable[[np.ndarray], np.ndarray]


def test_path_follows_the_street_between_two_places(build_town: Town, place_at: Place, to_metres: Metres) -> None:
    # From 100 m along a-b to 100 m up b-c, round the bend at b; both places stand 20 m off.
    town = build_town(BLOCK, [("abc", ROAD)])
    places = [place_at("p", 100, 20), place_at("q", 420, 100)]
    path = leg_paths(town, places, Mode.WALK, [("p", "q")])["p", "q"]
    assert to_metres(path) == pytest.approx(np.array([[100, 0], [400, 0], [400, 100]]), abs=0.1)


def test_path_back_is_the_path_reversed_where_streets_are_two_way(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("abc", ROAD)])
    places = [place_at("p", 100, 20), place_at("q", 420, 100)]
    paths = leg_paths(town, places, Mode.WALK, [("p", "q"), ("q", "p")])
    assert paths["q", "p"] == pytest.approx(paths["p", "q"][::-1])


def test_path_obeys_one_way_streets(build_town: Town, place_at: Place, to_metres: Metres) -> None:
    town = build_town(BLOCK, [("abcda", ROAD | {"oneway": "yes"})])
    places = [place_at("p", 50, 0), place_at("q", 350, 0)]
    path = leg_paths(town, places, Mode.CAR, [("q", "p")])["q", "p"]
    expected = [[350, 0], [400, 0], [400, 400], [0, 400], [0, 0], [50, 0]]
    assert to_metres(path) == pytest.approx(np.array(expected), abs=0.1)


def test_path_takes_the_faster_street(build_town: Town, place_at: Place, to_metres: Metres) -> None:
    town = build_town(BLOCK, [("ab", {"highway": "living_street"}), ("adcb", {"highway": "primary"})])
    path = leg_paths(town, [place_at("p", 0, 0), place_at("q", 400, 0)], Mode.CAR, [("p", "q")])["p", "q"]
    assert to_metres(path) == pytest.approx(np.array([[0, 0], [0, 400], [400, 400], [400, 0]]), abs=0.1)


def test_path_between_doors_at_one_point_has_two_equal_points(build_town: Town, place_at: Place) -> None:
    places = [place_at("p", 100, 20), place_at("q", 100, -20)]
    path = leg_paths(build_town(BLOCK, [("ab", ROAD)]), places, Mode.WALK, [("p", "q")])["p", "q"]
    assert path.shape == (2, 2)
    assert path[0].tolist() == path[1].tolist()


def test_detour_longer_than_a_first_search_is_found(build_town: Town, place_at: Place) -> None:
    # 20 m apart across a river, 8 km round by the bridge.
    corners = {"a": (0, 0), "b": (4000, 0), "c": (4000, 20), "d": (0, 20)}
    town = build_town(corners, [("abcd", ROAD)])
    places = [place_at("p", 0, 0), place_at("q", 0, 20)]
    path = leg_paths(town, places, Mode.WALK, [("p", "q")])["p", "q"]
    assert measure_segments(*path.T).sum() == pytest.approx(8020, abs=1)


def test_length_of_each_path_is_in_the_matrix(build_town: Town, place_at: Place) -> None:
    town = build_town({**BLOCK, "m": (180.0, 220.0)}, [("abcda", ROAD), ("amc", {"highway": "service"})])
    places = [place_at(name, x, y) for name, x, y in (("p", 90, 0), ("q", 400, 310), ("r", 90, 110), ("s", 0, 399))]
    matrix = travel_matrix(town, places, Mode.EBIKE)
    access = travel_matrix(town, places, Mode.WALK)
    legs = [(one.id, other.id) for one in places for other in places if one is not other]
    for leg, path in leg_paths(town, places, Mode.EBIKE, legs).items():
        assert measure_segments(*path.T).sum() == pytest.approx(matrix.metres_between(*leg), abs=3)
    assert access.ids == matrix.ids


def test_only_places_of_the_legs_need_a_street(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("ab", ROAD)])
    places = [place_at("p", 0, 0), place_at("q", 400, 0), place_at("lost", 0, 9000)]
    assert list(leg_paths(town, places, Mode.WALK, [("p", "q"), ("p", "q")])) == [("p", "q")]
    with pytest.raises(NoWayError, match="lost"):
        leg_paths(town, places, Mode.WALK, [("p", "lost")])


def test_no_legs_need_no_streets(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("ab", {"highway": "footway"})])
    assert leg_paths(town, [place_at("p", 0, 0)], Mode.CAR, []) == {}
