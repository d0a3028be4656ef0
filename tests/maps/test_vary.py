"""Streets that close or change their speed."""

import networkx as nx
import numpy as np
import pytest

from maps.graph import CRS, from_networkx
from maps.profiles import read_profiles, vary_speed
from maps.vary import close_edges, find_cut_off, find_edges_across, find_edges_near, scale_speed
from routing.problem import Location, Mode


@pytest.fixture(scope="module")
def square():
    """Crossings 0 to 3 around a block of some 111 by 85 m, and a dead end from 3 to 4."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=CRS)
    for node, (lat, lon) in enumerate(
        [(40.0, 116.47), (40.001, 116.47), (40.001, 116.471), (40.0, 116.471), (39.999, 116.471)]
    ):
        graph.add_node(node, y=lat, x=lon)
    for u, v in ((0, 1), (1, 2), (2, 3), (3, 0), (3, 4)):
        for tail, head in ((u, v), (v, u)):
            seconds = {"seconds_walk": 100.0, "seconds_ebike": 30.0, "seconds_car": 20.0}
            graph.add_edge(tail, head, length=100.0, name="", **seconds, **{"class": "residential"})
    return from_networkx(graph)


def ends(streets, edges):
    found = zip(streets.tail[edges].tolist(), streets.head[edges].tolist(), strict=True)
    return {tuple(sorted(pair)) for pair in found}


def test_line_finds_the_streets_it_crosses(square):
    assert ends(square, find_edges_across(square, (40.0005, 116.469), (40.0005, 116.4705))) == {(0, 1)}
    assert ends(square, find_edges_across(square, (40.0005, 116.469), (40.0005, 116.472))) == {(0, 1), (2, 3)}


def test_circle_finds_the_streets_it_reaches(square):
    # From the middle of street 0-1 the crossings are 55 m away, the other side 85 m.
    middle = (40.0005, 116.47)
    assert ends(square, find_edges_near(square, middle, metres=50)) == {(0, 1)}
    assert ends(square, find_edges_near(square, middle, metres=60)) == {(0, 1), (1, 2), (0, 3)}


def test_closed_edges_keep_their_numbers_and_other_modes(square):
    edges = find_edges_across(square, (40.0005, 116.469), (40.0005, 116.4705))
    closed = close_edges(square, edges, modes=[Mode.CAR])
    assert np.isinf(closed.seconds[Mode.CAR][:, edges]).all()
    assert (closed.seconds[Mode.WALK] == square.seconds[Mode.WALK]).all()
    assert closed.digest != square.digest
    assert len(closed.tail) == len(square.tail)


def test_closing_nothing_changes_nothing(square):
    assert close_edges(square, np.zeros(len(square.tail), dtype=bool)).digest == square.digest


def test_speed_is_scaled_for_one_mode(square):
    slow = scale_speed(square, Mode.EBIKE, factor=0.8)
    # 30 s at 0.8 of the speed are 37.5 s.
    assert set(slow.seconds[Mode.EBIKE].ravel().tolist()) == {37.5}
    assert slow.seconds[Mode.WALK] is square.seconds[Mode.WALK]
    assert scale_speed(square, Mode.EBIKE, factor=1.0) is square


def test_dead_end_behind_a_closed_street_is_cut_off(square):
    # Streets 2-3 and 3-0 close: the dead end 3-4 is open, but leads nowhere. A home on a closed street is not cut
    # off.
    home = Location(id="home", lat=39.9995, lon=116.471)
    on_closed = Location(id="closed", lat=40.0, lon=116.4705)
    edges = (
        find_edges_across(square, (40.0001, 116.4712), (39.9999, 116.4705)) & (square.tail != 4) & (square.head != 4)
    )
    closed = close_edges(square, edges)
    assert ends(square, edges) == {(2, 3), (0, 3)}
    assert find_cut_off(square, closed, [home, on_closed], Mode.WALK) == [home]
    assert find_cut_off(square, square, [home, on_closed], Mode.WALK) == []


def test_varied_profiles_are_others_and_undo():
    usual = read_profiles()
    slow = vary_speed(usual, Mode.WALK, factor=0.5)
    assert slow.by_mode[Mode.WALK].kmh["steps"] == usual.by_mode[Mode.WALK].kmh["steps"] / 2
    assert slow.by_mode[Mode.WALK].straight_line_kmh == usual.by_mode[Mode.WALK].straight_line_kmh / 2
    assert slow.by_mode[Mode.CAR] == usual.by_mode[Mode.CAR]
    assert slow.digest != usual.digest
    assert vary_speed(usual, Mode.WALK, factor=1) is usual
