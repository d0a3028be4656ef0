"""Walks from where people live to doors: the figures of the travel matrix, in a rectangle, with or without steps."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import walks
from maps.matrix import travel_matrix
from maps.profiles import read_profiles
from maps.step_free import close_steps
from maps.streets import Streets
from maps.walks import walk_matrix
from routing.errors import NoWayError
from routing.problem import Location, Mode

ROAD = {"highway": "residential"}
STEPS = {"highway": "steps"}
ONEWAY_ON_FOOT = ROAD | {"oneway:foot": "yes"}
# Two streets 100 m apart, joined by steps at the west and by a road at the east, 400 m away.
LADDER = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (400.0, 100.0), "d": (0.0, 100.0)}

Town = Callable[..., Streets]
Place = Callable[..., Location]


def test_walk_goes_from_the_people_to_the_door(build_town: Town, place_at: Place) -> None:
    # Round a block that may be walked one way only, the way there and the way back differ: 300 m and 700 m.
    town = build_town(LADDER, [("abcda", ONEWAY_ON_FOOT)])
    home, door = place_at("home", 50, 0), place_at("door", 350, 0)
    assert walk_matrix(town, [home], [door]).metres.tolist() == [[300]]
    assert walk_matrix(town, [door], [home]).metres.tolist() == [[700]]


def test_step_free_walk_goes_round_by_the_road(build_town: Town, place_at: Place) -> None:
    # By the steps 100 m at 2 km/h, 180 s; round by the road 900 m at 4 km/h, 810 s.
    town = build_town(LADDER, [("ab", ROAD), ("bc", ROAD), ("cd", ROAD), ("da", STEPS)])
    home, door = place_at("home", 0, 0), place_at("door", 0, 100)
    walk, step_free = walk_matrix(town, [home], [door]), walk_matrix(close_steps(town), [home], [door])
    assert (walk.metres.item(), walk.seconds.item()) == (100, pytest.approx(180, abs=1))
    assert (step_free.metres.item(), step_free.seconds.item()) == (900, pytest.approx(810, abs=1))


def test_classes_that_are_closed_step_free_are_data() -> None:
    assert read_profiles().steps == {"steps"}


def test_place_off_the_streets_is_named(build_town: Town, place_at: Place) -> None:
    town = build_town(LADDER, [("ab", ROAD)])
    with pytest.raises(NoWayError) as caught:
        walk_matrix(town, [place_at("near", 10, 0), place_at("far", 0, 2000)], [place_at("door", 300, 0)])
    assert [fault.values["id"] for fault in caught.value.faults] == ["far"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rectangle_is_a_part_of_the_square_travel_matrix(
    build_town: Town, place_at: Place, data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sampled_from([ROAD, STEPS, ONEWAY_ON_FOOT]), min_size=4, max_size=4))
    town = build_town(LADDER, [("ab", kinds[0]), ("bc", kinds[1]), ("cd", kinds[2]), ("da", kinds[3]), ("ac", ROAD)])
    spots = st.tuples(st.integers(-20, 420), st.integers(-20, 120), st.integers(0, 60))
    drawn = data.draw(st.lists(spots, min_size=2, max_size=8))
    everywhere = [place_at(str(k), x, y, door_seconds=door) for k, (x, y, door) in enumerate(drawn)]
    split = data.draw(st.integers(1, len(everywhere) - 1))
    people, doors = everywhere[:split], everywhere[split:]
    square, found = travel_matrix(town, everywhere, Mode.WALK), walk_matrix(town, people, doors)
    np.testing.assert_array_equal(found.seconds, square.seconds[:split, split:])
    np.testing.assert_array_equal(found.metres, square.metres[:split, split:])


def test_kept_walks_are_read_and_not_measured_again(
    build_town: Town, place_at: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = build_town(LADDER, [("ab", ROAD)])
    people, doors = [place_at("p", 10, 0), place_at("q", 20, 0)], [place_at("door", 300, 0)]
    first = walk_matrix(town, people, doors, cache=tmp_path / "cache")
    # The same places divided otherwise are another matrix.
    other = walk_matrix(town, people[:1], [people[1], *doors], cache=tmp_path / "cache")
    assert (first.metres.shape, other.metres.shape) == ((2, 1), (1, 2))
    monkeypatch.setattr(walks, "_measure", lambda *_: pytest.fail("measured again"))
    again = walk_matrix(town, people, doors, cache=tmp_path / "cache")
    np.testing.assert_array_equal(again.seconds, first.seconds)


def test_nobody_and_nowhere_give_empty_matrices(build_town: Town, place_at: Place) -> None:
    town = build_town(LADDER, [("ab", ROAD)])
    assert walk_matrix(town, [], [place_at("door", 0, 0)]).seconds.shape == (0, 1)
    assert walk_matrix(town, [place_at("home", 0, 0)], []).seconds.shape == (1, 0)
