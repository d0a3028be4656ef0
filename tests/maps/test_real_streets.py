"""Real street files, read from the shared data where they are present."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from maps.benchmarks.matrix import as_networkx, ask_networkx, scatter_places
from maps.graph import check_graph, to_networkx
from maps.info import streets_info
from maps.matrix import travel_matrix
from maps.paths import leg_paths
from maps.places import snap_places
from maps.streets import Streets, measure_segments, read_streets
from routing.problem import Mode

PORTO_ALEGRE = "streets/porto_alegre_sao_paulo_r5r/poa/poa_osm.pbf"
SHANGHAI = "streets/china_shanghai_center/shanghai_center.osm"


@pytest.fixture(scope="module")
def read_once(shared_file: Callable[[str], Path]) -> Callable[[str], Streets]:
    """Read a street file of the shared data the first time it is asked for: each takes seconds."""
    return cache(lambda name: read_streets(shared_file(name)))


@pytest.fixture(scope="module", params=[PORTO_ALEGRE, SHANGHAI, "nanchang"])
def streets(request: pytest.FixtureRequest, read_once: Callable[[str], Streets]) -> Streets:
    if request.param == "nanchang":
        return read_streets(request.getfixturevalue("nanchang_graphml"))
    return read_once(request.param)


@pytest.fixture(scope="module", params=[PORTO_ALEGRE, SHANGHAI])
def measured(request: pytest.FixtureRequest, read_once: Callable[[str], Streets]) -> Streets:
    """Streets whose lengths were measured along their lines, not given with the network as Nanchang's are."""
    return read_once(request.param)


@pytest.mark.parametrize("mode", Mode)
def test_matrix_equals_networkx_on_real_streets(streets: Streets, mode: Mode) -> None:
    places = scatter_places(streets, mode, count=60, seed=3)
    matrix = travel_matrix(streets, places, mode)
    graph = as_networkx(streets, places, mode)
    for origin, destination in zip(range(20), range(59, 39, -1), strict=True):
        answer = (matrix.seconds[origin, destination], matrix.metres[origin, destination])
        assert answer == ask_networkx(graph, origin, destination)


@pytest.mark.parametrize("mode", Mode)
def test_drawn_paths_are_as_long_as_the_matrix_says(measured: Streets, mode: Mode) -> None:
    places = scatter_places(measured, mode, count=30, seed=5)
    matrix = travel_matrix(measured, places, mode)
    access = snap_places(measured, places, mode).access_metres
    legs = [(places[row].id, places[row + 1].id) for row in range(29)]
    paths = leg_paths(measured, places, mode, legs)
    drawn = np.array([measure_segments(*paths[leg].T).sum() for leg in legs]) + access[:-1] + access[1:]
    assert drawn == pytest.approx(np.diagonal(matrix.metres, offset=1), abs=1)


def test_walking_is_nearly_the_same_there_and_back(streets: Streets) -> None:
    places = scatter_places(streets, Mode.WALK, count=40, seed=7)
    seconds = travel_matrix(streets, places, Mode.WALK).seconds
    assert np.percentile(np.abs(seconds - seconds.T), 95) <= 1


def test_no_way_is_shorter_than_the_straight_line(measured: Streets) -> None:
    places = scatter_places(measured, Mode.CAR, count=40, seed=9)
    metres = travel_matrix(measured, places, Mode.CAR).metres
    for row, one in enumerate(places):
        for column, other in enumerate(places):
            line = measure_segments(np.array([one.lat, other.lat]), np.array([one.lon, other.lon]))[0]
            assert metres[row, column] >= line * 0.999 - 1


def test_graph_of_real_streets_keeps_the_contract(streets: Streets) -> None:
    assert check_graph(to_networkx(streets)) == []


def test_known_figures_of_porto_alegre(read_once: Callable[[str], Streets]) -> None:
    info = streets_info(read_once(PORTO_ALEGRE))
    assert 1800 < info.km < 2000
    assert info.bounds == pytest.approx((-30.113, -51.266, -29.99, -51.132), abs=0.001)
    assert all(row.dropped_km < 0.05 * row.km for row in info.modes.values())


def test_nanchang_keeps_all_its_roads(nanchang_graphml: Path) -> None:
    info = streets_info(read_streets(nanchang_graphml))
    assert (info.nodes, info.edges, info.closed_ways) == (2067, 3041, 0)
    assert list(info.class_km) == ["secondary"]
