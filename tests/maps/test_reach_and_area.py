from collections.abc import Callable

import numpy as np
import pytest
import shapely

from maps.area import NOTCH_METRES, STREET_METRES, service_area
from maps.reach import reach_streets
from maps.streets import Streets
from routing.errors import NoWayError
from routing.problem import Location, Mode

ROAD = {"highway": "residential"}
Town = Callable[..., Streets]
Place = Callable[..., Location]
LINE = {"a": (0.0, 0.0), "b": (1000.0, 0.0)}
BLOCK = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (400.0, 400.0), "d": (0.0, 400.0)}


def reached_metres(town: Streets, *args: object, **kwargs: float) -> float:
    reached = reach_streets(town, *args, **kwargs)  # type: ignore[arg-type]
    return float(((reached.end - reached.begin) * town.metres[reached.edge]).sum())


def test_edges_are_reached_in_part(build_town: Town, place_at: Place) -> None:
    # 180 s at 4 km/h: 200 m to both sides.
    town = build_town(LINE, [("ab", ROAD)])
    assert reached_metres(town, place_at("p", 500, 0), Mode.WALK, seconds=180) == pytest.approx(400, abs=1)


def test_door_and_access_are_taken_off_first(build_town: Town, place_at: Place) -> None:
    # 60 s for the door, 30 m or 27 s to the street: 93 s are left, 103.3 m to both sides.
    town = build_town(LINE, [("ab", ROAD)])
    place = place_at("p", 500, 30, door_seconds=60)
    assert reached_metres(town, place, Mode.WALK, seconds=180) == pytest.approx(206.7, abs=1)
    assert reached_metres(town, place, Mode.WALK, seconds=80) == 0


def test_one_way_streets_are_reached_from_one_side(build_town: Town, place_at: Place) -> None:
    # Driven a-b-c-d-a at 20 km/h: 54 s reach 300 m onward and nothing behind.
    town = build_town(BLOCK, [("abcda", ROAD | {"oneway": "yes"})])
    assert reached_metres(town, place_at("p", 50, 0), Mode.CAR, seconds=54) == pytest.approx(300, abs=1)


def test_edge_reached_from_both_ends_counts_once(build_town: Town, place_at: Place) -> None:
    # 700 m both ways round a block of 1600 m: 1400 m, the last 200 m stay out; at 800 m each, everything.
    town = build_town(BLOCK, [("abcda", ROAD)])
    assert reached_metres(town, place_at("p", 200, 0), Mode.WALK, seconds=630) == pytest.approx(1400, abs=1)
    assert reached_metres(town, place_at("p", 200, 0), Mode.WALK, seconds=725) == pytest.approx(1600, abs=1)


def test_place_off_the_network_has_no_reach(build_town: Town, place_at: Place) -> None:
    with pytest.raises(NoWayError, match="S202"):
        reach_streets(build_town(LINE, [("ab", ROAD)]), place_at("p", 0, 5000), Mode.WALK, seconds=600)


def test_service_area_lies_along_the_reached_street(build_town: Town, place_at: Place) -> None:
    # 400 m of street, 25 m to each side once the notch is taken off: about 450 m x 50 m.
    town = build_town(LINE, [("ab", ROAD)])
    area = service_area(town, place_at("p", 500, 0), Mode.WALK, seconds=180)
    width = STREET_METRES - NOTCH_METRES
    west, south, east, north = area.bounds
    origin, tip = place_at("o", 300 - width, -width), place_at("t", 700 + width, width)
    assert (south, west, north, east) == pytest.approx((origin.lat, origin.lon, tip.lat, tip.lon), abs=3e-5)


def test_service_area_grows_with_time(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("abcda", ROAD)])
    areas = [service_area(town, place_at("p", 200, 0), Mode.WALK, seconds=s) for s in (60, 300, 900)]
    assert np.diff([area.area for area in areas]).min() > 0
    assert all(area.is_valid for area in areas)


def test_service_area_is_empty_where_time_ends_before_the_street(build_town: Town, place_at: Place) -> None:
    town = build_town(LINE, [("ab", ROAD)])
    area = service_area(town, place_at("p", 500, 100), Mode.WALK, seconds=30)
    assert isinstance(area, shapely.Polygon)
    assert area.is_empty
