from collections.abc import Callable

import pytest

from maps.info import streets_info
from maps.streets import Streets
from routing.problem import Mode

ROAD = {"highway": "residential"}


def test_figures_of_a_street_network(build_town: Callable[..., Streets]) -> None:
    # a-b-c 200 m for all, c-d 100 m of footway, an island x-y of 50 m, and a private drive that nobody may use.
    corners = {"a": (0, 0), "b": (100, 0), "c": (200, 0), "d": (200, 100), "x": (900, 900), "y": (950, 900)}
    ways = [("ab", ROAD), ("bc", ROAD), ("cd", {"highway": "footway"}), ("xy", ROAD), ("bd", ROAD | {"access": "no"})]
    info = streets_info(build_town(corners, ways))
    assert (info.source, info.nodes, info.edges, info.closed_ways) == ("town.osm", 6, 4, 1)
    assert info.km == pytest.approx(0.35, abs=0.001)
    assert info.bounds == pytest.approx((31.0, 121.0, 31.00809, 121.00997), abs=1e-5)
    assert list(info.class_km) == ["residential", "footway"]
    walk, car = info.modes[Mode.WALK], info.modes[Mode.CAR]
    assert (walk.nodes, walk.edges, walk.parts) == (4, 3, 2)
    assert (walk.dropped_nodes, walk.dropped_edges) == (2, 1)
    assert walk.dropped_km == pytest.approx(0.05, abs=0.001)
    assert (car.nodes, car.edges, car.km) == (3, 2, pytest.approx(0.2, abs=0.001))


def test_mode_without_streets_has_zeros(build_town: Callable[..., Streets]) -> None:
    info = streets_info(build_town({"a": (0, 0), "b": (100, 0)}, [("ab", {"highway": "footway"})]))
    car = info.modes[Mode.CAR]
    assert (car.nodes, car.edges, car.parts, car.dropped_edges) == (0, 0, 0, 0)
