"""Catchments: from where a door can be reached, worked out on towns of a few streets."""

import functools
import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.area import DETAIL_METRES, NOTCH_METRES, STREET_METRES
from maps.catchments import close_steps, draw_catchments, draw_own_catchments
from maps.matrix import travel_matrix
from maps.places import place_on_streets, to_plane
from maps.reach import cut_streets, measure_each_reach, measure_reach
from maps.streets import Streets, read_streets
from routing.errors import NoWayError
from routing.problem import Location, Mode

ROAD = {"highway": "residential"}
LINE = {"a": (0.0, 0.0), "b": (1000.0, 0.0)}
BLOCK = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (400.0, 400.0), "d": (0.0, 400.0)}
WALK_METRES_A_MINUTE = 4000 / 60


def reached_metres(town, doors, seconds, *, mode=Mode.WALK, towards=True):
    reached = cut_streets(measure_reach(town, doors, mode, seconds=seconds, towards=towards), seconds=seconds)
    metres = (reached.end - reached.begin) * town.metres[reached.edge]
    return [float(metres[reached.source == number].sum()) for number in range(len(doors))]


def test_one_way_street_is_walked_the_way_it_is_open(build_town, place_at):
    # Driven a-b-c-d-a at 20 km/h; the door is 50 m after a. Within 54 s (300 m) of it are the 50 m before it and the
    # last 250 m of d-a, not the 300 m after it.
    town = build_town(BLOCK, [("abcda", ROAD | {"oneway": "yes"})])
    door = place_at("p", 50, 0)
    spots = {}
    for towards in (True, False):
        reach = measure_reach(town, [door], Mode.CAR, seconds=54, towards=towards)
        reached = cut_streets(reach, seconds=54)
        spots[towards] = sorted(zip(reached.begin.tolist(), reached.end.tolist(), strict=True))
        assert sum((reached.end - reached.begin) * town.metres[reached.edge]) == pytest.approx(300, abs=1)
    # the ring is one edge of 1600 m, from a round to a
    assert np.array(spots[True]) == pytest.approx(np.array([(0, 50 / 1600), (1350 / 1600, 1)]), abs=1e-3)
    assert np.array(spots[False]) == pytest.approx(np.array([(50 / 1600, 350 / 1600)]), abs=1e-3)


def test_street_between_two_doors_is_parted_where_both_are_as_near(build_town, place_at):
    # Doors at 200 m and 600 m meet at 400 m; the second is 15 s (a minute's quarter, 16.7 m) farther in, so at 408.3 m.
    town = build_town(LINE, [("ab", ROAD)])
    doors = [place_at("p", 200, 0), place_at("q", 600, 0)]
    assert reached_metres(town, doors, 1800) == pytest.approx([400, 600], abs=0.5)
    late = [doors[0], place_at("q", 600, 0, door_seconds=15)]
    assert reached_metres(town, late, 1800) == pytest.approx([408.3, 591.7], abs=0.5)


def test_doors_far_apart_reach_what_each_would_alone(build_town, place_at):
    # 90 s are 100 m to both sides: 200 m each, and 100 + 50 m where the street ends after 50 m.
    town = build_town(LINE, [("ab", ROAD)])
    doors = [place_at("p", 300, 0), place_at("q", 950, 0)]
    assert reached_metres(town, doors, 90) == pytest.approx([200, 150], abs=0.5)


def test_two_doors_at_one_spot_share_one_reach(build_town, place_at):
    town = build_town(LINE, [("ab", ROAD)])
    doors = [place_at("p", 500, 0), place_at("q", 500, 0)]
    assert sum(reached_metres(town, doors, 90)) == pytest.approx(200, abs=0.5)


def test_dead_end_and_branch_are_both_followed(build_town, place_at):
    # 180 s are 200 m: along the road to both sides, and 200 m up the dead end of 300 m at the door.
    corners = {"a": (0, 0), "b": (500, 0), "c": (1000, 0), "d": (500, 300)}
    town = build_town(corners, [("abc", ROAD), ("bd", {"highway": "footway"})])
    assert reached_metres(town, [place_at("p", 500, 0)], 180) == pytest.approx([600], abs=1)


def test_steps_are_left_out_where_asked(build_town, place_at):
    # A street of 200 m on the terrace c-d hangs on steps of 50 m (2 km/h: 90 s) from the door at b.
    corners = {"a": (0, 0), "b": (300, 0), "c": (300, 50), "d": (500, 50), "e": (500, 0)}
    ways = [("abe", ROAD), ("bc", {"highway": "steps"}), ("cd", ROAD), ("de", ROAD)]
    town = build_town(corners, ways)
    door = [place_at("p", 300, 0)]
    # 225 s: 250 m along the road each way (200 m to e, then 50 m to d); over the steps 150 m of the terrace
    assert reached_metres(town, door, 225) == pytest.approx([250 + 200 + 50 + 50 + 150], abs=1)
    assert reached_metres(close_steps(town), door, 225) == pytest.approx([250 + 200 + 50], abs=1)
    walking, step_free = (draw_catchments(town, door, minutes=[3.75], step_free=free)[0] for free in (False, True))
    assert (walking.step_free, step_free.step_free) == (False, True)
    assert step_free.area.area < walking.area.area


def test_catchments_come_longest_first_for_all_doors_or_for_each(build_town, place_at):
    town = build_town(LINE, [("ab", ROAD)])
    doors = [place_at("p", 200, 0), place_at("q", 800, 0)]
    together = draw_catchments(town, doors, minutes=[1, 2])
    assert [(one.minutes, one.site) for one in together] == [(2, None), (1, None)]
    apart = draw_catchments(town, doors, minutes=[1, 2], each=True)
    assert [(one.minutes, one.site) for one in apart] == [(2, "p"), (2, "q"), (1, "p"), (1, "q")]
    # far from each other, all together are both, but for how each outline is simplified
    both = shapely.union_all([apart[0].area, apart[1].area])
    assert both.symmetric_difference(together[0].area).area < 0.05 * both.area


def test_own_catchment_hangs_on_no_other_door(build_town, place_at):
    # 9 min are 600 m: 0 to 800 m from the first door, the whole street from the second, though they share 200 to 600 m.
    town = build_town(LINE, [("ab", ROAD)])
    doors = [place_at("p", 200, 0), place_at("q", 600, 0)]
    metres = []
    for reach in measure_each_reach(town, doors, Mode.WALK, seconds=540, towards=True):
        reached = cut_streets(reach, seconds=540)
        metres.append(float(((reached.end - reached.begin) * town.metres[reached.edge]).sum()))
    assert metres == pytest.approx([800, 1000], abs=0.5)
    drawn = list(draw_own_catchments(town, doors, minutes=[1, 9]))
    assert [(one.minutes, one.site) for one in drawn] == [(9, "p"), (1, "p"), (9, "q"), (1, "q")]
    alone = [one for door in doors for one in draw_own_catchments(town, [door], minutes=[1, 9])]
    for one, other in zip(drawn, alone, strict=True):
        assert one.area.symmetric_difference(other.area).area < 0.02 * other.area.area


def test_own_catchment_closes_gaps_between_streets_up_to_sixty_metres(build_town, place_at):
    # Two lanes 120 m apart, open at one end: 35 m of houses to each side leave a gap of 50 m, which is closed as far in
    # as a disc of 30 m does not fit; with lanes 300 m apart the gap of 230 m stays open.
    shares = {}
    for apart in (120, 300):
        corners = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (0.0, float(apart)), "d": (400.0, float(apart))}
        town = build_town(corners, [("bacd", ROAD)])
        [own] = draw_own_catchments(town, [place_at("p", 0, apart / 2)], minutes=[15])
        west, south, east, north = own.area.bounds
        shares[apart] = own.area.area / ((east - west) * (north - south))
    assert shares[120] > 0.9
    assert shares[300] < 0.5


def test_door_too_far_from_the_street_for_the_time_has_an_empty_catchment(build_town, place_at):
    # 100 m to the street are 90 s.
    town = build_town(LINE, [("ab", ROAD)])
    [catchment] = draw_catchments(town, [place_at("p", 500, 100)], minutes=[1])
    assert catchment.area.is_empty


def test_no_doors_and_no_minutes_make_no_catchments(build_town, place_at):
    town = build_town(LINE, [("ab", ROAD)])
    assert draw_catchments(town, []) == []
    assert draw_catchments(town, [place_at("p", 500, 0)], minutes=[]) == []
    assert list(draw_own_catchments(town, [])) == []
    assert list(draw_own_catchments(town, [place_at("p", 500, 0)], minutes=[])) == []


def test_every_door_off_the_network_is_named(build_town, place_at):
    town = build_town(LINE, [("ab", ROAD)])
    with pytest.raises(NoWayError) as caught:
        draw_catchments(town, [place_at("p", 0, 5000), place_at("q", 5000, 5000), place_at("r", 10, 0)])
    assert [fault.values["id"] for fault in caught.value.faults] == ["p", "q"]


@functools.cache
def made_town() -> Streets:
    """Lay a bent grid of 7 by 6 corners with a gap, dead ends, a one-way alley for walkers and a flight of steps."""
    from maps.earth import METRES_A_DEGREE

    def spot(column: int, row: int) -> tuple[float, float]:
        return 130.0 * column + 25 * (row % 2), 110.0 * row + 30 * (column % 3)

    numbers = {(c, r): 1 + 7 * r + c for c in range(7) for r in range(6)}
    lines = ['<osm version="0.6">']
    for (column, row), number in numbers.items():
        x, y = spot(column, row)
        lines.append(
            f'<node id="{number}" lat="{31 + y / METRES_A_DEGREE:.7f}" lon="{121 + x / METRES_A_DEGREE:.7f}"/>'
        )
    way = 0
    for (column, row), number in numbers.items():
        for other in ((column + 1, row), (column, row + 1)):
            if other not in numbers or (column * 5 + row * 3 + other[0]) % 7 == 0:
                continue
            way += 1
            tags = {"highway": "steps" if way % 9 == 4 else "residential"}
            if way % 11 == 3:
                tags = {"highway": "footway", "oneway:foot": "yes"}
            lines.append(f'<way id="{way}"><nd ref="{number}"/><nd ref="{numbers[other]}"/>')
            lines += [f'<tag k="{key}" v="{value}"/>' for key, value in tags.items()]
            lines.append("</way>")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.osm"
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return read_streets(path)


def places(least: int, most: int) -> st.SearchStrategy[list[Location]]:
    coordinate = st.floats(0, 0.0065, allow_nan=False)
    spot = st.tuples(coordinate, coordinate, st.integers(0, 90))
    return st.lists(spot, min_size=least, max_size=most).map(
        lambda spots: [
            Location(id=f"{number}", lat=31 + lat, lon=121 + lon, door_seconds=door)
            for number, (lat, lon, door) in enumerate(spots)
        ]
    )


def on_plane(area: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(area, lambda points: to_plane(made_town(), points[:, 1], points[:, 0]))


@given(places(1, 4), st.floats(0.5, 12), st.floats(0.1, 8), st.booleans())
@settings(deadline=None, max_examples=40)
def test_longer_walk_contains_the_shorter_one(doors, shorter, more, step_free):
    drawn = draw_catchments(made_town(), doors, minutes=[shorter, shorter + more], step_free=step_free)
    longer_area, shorter_area = (on_plane(one.area) for one in drawn)
    # each outline is simplified on its own, by at most DETAIL_METRES
    assert shorter_area.is_empty or longer_area.buffer(2 * DETAIL_METRES + 0.1).contains(shorter_area)


@given(places(1, 3), places(1, 8), st.floats(1, 14))
@settings(deadline=None, max_examples=40)
def test_everybody_within_reach_by_the_matrix_lives_in_or_beside_the_catchment(doors, homes, minutes):
    town = made_town()
    people = [Location(id=f"home {home.id}", lat=home.lat, lon=home.lon) for home in homes]
    matrix = travel_matrix(town, [*doors, *people], Mode.WALK)
    placed = place_on_streets(town, people, Mode.WALK)
    [catchment] = draw_catchments(town, doors, minutes=[minutes])
    area = on_plane(catchment.area)
    spots = shapely.points(to_plane(town, np.array([p.lat for p in people]), np.array([p.lon for p in people])))
    for row, (person, access) in enumerate(zip(people, placed.access_metres.tolist(), strict=True)):
        nearest = min(matrix.seconds_between(person.id, door.id) for door in doors)
        same_spot = any((person.lat, person.lon) == (door.lat, door.lon) for door in doors)
        if nearest <= minutes * 60 and not same_spot:
            beside = max(0.0, access - (STREET_METRES - NOTCH_METRES)) + DETAIL_METRES + 0.5
            assert area.distance(spots[row]) <= beside


@given(places(2, 4), st.floats(1, 14))
@settings(deadline=None, max_examples=40)
def test_shares_of_the_doors_are_the_reach_of_all_of_them(doors, minutes):
    town = made_town()
    reach = measure_reach(town, doors, Mode.WALK, seconds=60 * minutes, towards=True)
    reached = cut_streets(reach, seconds=60 * minutes)
    metres = float(((reached.end - reached.begin) * town.metres[reached.edge]).sum())
    covered = np.zeros(len(town.metres))
    for number in range(len(doors)):
        alone = cut_streets(
            measure_reach(town, [doors[number]], Mode.WALK, seconds=60 * minutes, towards=True), seconds=60 * minutes
        )
        np.add.at(covered, alone.edge, (alone.end - alone.begin) * town.metres[alone.edge])
    assert metres <= covered.sum() + 1
    assert metres <= town.metres.sum() + 0.01
    assert not ((reached.source < 0) | (reached.source >= len(doors))).any()
