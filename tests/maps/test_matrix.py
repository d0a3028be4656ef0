import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maps.graph import CRS, from_networkx, seconds_field
from maps.matrix import straight_line_matrix, travel_matrix
from maps.places import snap_places
from maps.profiles import read_profiles
from maps.streets import MainPart, Streets
from routing.errors import NoWayError
from routing.problem import Location, Mode
from routing.travel import ON_STREETS, STRAIGHT_LINE

ROAD = {"highway": "residential"}
ONEWAY = ROAD | {"oneway": "yes"}
# A square block of 400 m sides, south-west corner at 0, 0.
BLOCK = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (400.0, 400.0), "d": (0.0, 400.0)}
SPOTS = st.integers(-1, 31)

Town = Callable[..., Streets]
Place = Callable[..., Location]


def test_walk_along_a_street_takes_its_length_over_the_speed(build_town: Town, place_at: Place) -> None:
    # 300 m at 4 km/h: 270 s.
    matrix = travel_matrix(build_town(BLOCK, [("ab", ROAD)]), [place_at("p", 50, 0), place_at("q", 350, 0)], Mode.WALK)
    assert matrix.seconds_between("p", "q") == pytest.approx(270, abs=1)
    assert matrix.metres_between("q", "p") == 300
    assert matrix.source == ON_STREETS


def test_doors_and_access_legs_count_on_both_ends(build_town: Town, place_at: Place) -> None:
    # 300 m of street and 20 + 60 m of access on foot: 380 m, 342 s; doors 90 and 30 s.
    places = [place_at("p", 50, 20, door_seconds=90), place_at("q", 350, -60, door_seconds=30)]
    matrix = travel_matrix(build_town(BLOCK, [("ab", ROAD)]), places, Mode.WALK)
    assert matrix.seconds_between("p", "q") == pytest.approx(342 + 120, abs=1)
    assert matrix.metres_between("p", "q") == pytest.approx(380, abs=1)
    assert matrix.seconds_between("p", "p") == 0


def test_access_legs_are_walked_whatever_the_mode(build_town: Town, place_at: Place) -> None:
    # 300 m at 20 km/h: 54 s; 80 m at 4 km/h: 72 s.
    places = [place_at("p", 50, 20), place_at("q", 350, -60)]
    matrix = travel_matrix(build_town(BLOCK, [("ab", ROAD)]), places, Mode.CAR)
    assert matrix.seconds_between("p", "q") == pytest.approx(126, abs=1)


def test_one_way_street_leads_round_the_block(build_town: Town, place_at: Place) -> None:
    # Block driven a-b-c-d-a: from p to q 300 m, back 100 + 3 x 400 + ... = 1600 - 300 = 1300 m.
    town = build_town(BLOCK, [("abcda", ONEWAY)])
    places = [place_at("p", 50, 0), place_at("q", 350, 0)]
    car, walk = travel_matrix(town, places, Mode.CAR), travel_matrix(town, places, Mode.WALK)
    assert (car.metres_between("p", "q"), car.metres_between("q", "p")) == (300, pytest.approx(1300, abs=1))
    assert (walk.metres_between("p", "q"), walk.metres_between("q", "p")) == (300, 300)


def test_one_way_against_the_drawn_direction_leads_round_the_other_way(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("abcda", ROAD | {"oneway": "-1"})])
    car = travel_matrix(town, [place_at("p", 50, 0), place_at("q", 350, 0)], Mode.CAR)
    assert (car.metres_between("p", "q"), car.metres_between("q", "p")) == (pytest.approx(1300, abs=1), 300)


def test_three_places_on_one_edge_keep_their_order(build_town: Town, place_at: Place) -> None:
    places = [place_at("far", 390, 3), place_at("near", 10, -3), place_at("middle", 200, 0)]
    matrix = travel_matrix(build_town(BLOCK, [("ab", ROAD)]), places, Mode.WALK)
    assert matrix.metres.tolist() == [[0, 386, 193], [386, 0, 193], [193, 193, 0]]


def test_places_at_the_same_point_of_a_street_share_it(build_town: Town, place_at: Place) -> None:
    matrix = travel_matrix(
        build_town(BLOCK, [("ab", ROAD)]), [place_at("p", 50, 30), place_at("q", 50, -10)], Mode.WALK
    )
    assert matrix.metres.tolist() == [[0, 40], [40, 0]]


def test_equal_coordinates_are_one_place_with_two_doors(build_town: Town, place_at: Place) -> None:
    places = [place_at("p", 50, 30, door_seconds=40), place_at("q", 50, 30, door_seconds=20), place_at("r", 250, 0)]
    matrix = travel_matrix(build_town(BLOCK, [("ab", ROAD)]), places, Mode.WALK)
    assert (matrix.seconds_between("p", "q"), matrix.metres_between("p", "q")) == (60, 0)
    assert matrix.metres_between("p", "r") == matrix.metres_between("q", "r") == pytest.approx(230, abs=1)


def test_faster_of_two_parallel_streets_is_taken(build_town: Town, place_at: Place) -> None:
    # Side by side between a and b: a living street at 10 km/h and a primary road at 45 km/h, both 400 m.
    town = build_town(BLOCK, [("ab", {"highway": "living_street"}), ("ab", {"highway": "primary"}), ("bc", ROAD)])
    car = travel_matrix(town, [place_at("p", 0, 0), place_at("q", 400, 0)], Mode.CAR)
    assert car.seconds_between("p", "q") == pytest.approx(400 * 3.6 / 45, abs=1)


def test_metres_are_those_of_the_fastest_way_and_not_of_the_shortest(build_town: Town, place_at: Place) -> None:
    # Direct 400 m at 10 km/h: 144 s. Round the block 1200 m at 45 km/h: 96 s.
    town = build_town(BLOCK, [("ab", {"highway": "living_street"}), ("adcb", {"highway": "primary"})])
    car = travel_matrix(town, [place_at("p", 0, 0), place_at("q", 400, 0)], Mode.CAR)
    assert (car.seconds_between("p", "q"), car.metres_between("p", "q")) == (pytest.approx(96, abs=1), 1200)


def test_steps_are_a_slow_short_cut(build_town: Town, place_at: Place) -> None:
    # 100 m of steps at 2 km/h: 180 s; on the flat it would be 90 s.
    town = build_town({"a": (0, 0), "b": (100, 0)}, [("ab", {"highway": "steps"})])
    matrix = travel_matrix(town, [place_at("p", 0, 0), place_at("q", 100, 0)], Mode.WALK)
    assert matrix.seconds_between("p", "q") == pytest.approx(180, abs=1)


def test_place_at_a_junction_may_leave_by_every_street(build_town: Town, place_at: Place) -> None:
    # Half a metre into the one-way a-b; leaving it on foot of b's end would cost the whole block.
    town = build_town(BLOCK, [("abcda", ONEWAY), ("ac", ROAD)])
    car = travel_matrix(town, [place_at("p", 0.5, 0), place_at("q", 200, 200)], Mode.CAR)
    assert car.metres_between("p", "q") == pytest.approx(283, abs=1)


def test_places_snap_to_streets_their_mode_may_use(build_town: Town, place_at: Place) -> None:
    # The footway a-d passes 10 m from p; for cars p is on a-b, 90 m away.
    town = build_town(BLOCK, [("ab", ROAD), ("ad", {"highway": "footway"})])
    places = [place_at("p", 10, 90), place_at("q", 300, 0)]
    assert snap_places(town, places, Mode.WALK).access_metres == pytest.approx([10, 0], abs=0.1)
    assert snap_places(town, places, Mode.CAR).access_metres == pytest.approx([90, 0], abs=0.1)


def test_places_never_snap_to_a_dropped_island(build_town: Town, place_at: Place) -> None:
    town = build_town({**BLOCK, "x": (50.0, 100.0), "y": (90.0, 100.0)}, [("ab", ROAD), ("xy", ROAD)])
    assert snap_places(town, [place_at("p", 60, 99)], Mode.WALK).access_metres == pytest.approx([99], abs=0.1)


def test_every_place_off_the_network_is_named_at_once(build_town: Town, place_at: Place) -> None:
    places = [place_at("p", 0, 0), place_at("lost", 0, 5000), place_at("gone", 9000, 0)]
    with pytest.raises(NoWayError) as caught:
        travel_matrix(build_town(BLOCK, [("ab", ROAD)]), places, Mode.WALK)
    assert [(fault.code, fault.values["id"]) for fault in caught.value.faults] == [("S202", "lost"), ("S202", "gone")]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("metres", "said"), [(545, "0.545 km"), (5000, "5 km"), (54321, "54 km")])
def test_place_off_the_network_is_told_in_kilometres(
    build_town: Town, place_at: Place, metres: float, said: str
) -> None:
    with pytest.raises(NoWayError) as caught:
        travel_matrix(build_town(BLOCK, [("ab", ROAD)]), [place_at("p", 0, -metres)], Mode.WALK)
    assert f" is {said} from the nearest street" in caught.value.faults[0].what
    assert "; 0.5 km is the limit" in caught.value.faults[0].what


def test_mode_without_any_street_is_named(build_town: Town, place_at: Place) -> None:
    with pytest.raises(NoWayError, match=r"S201 .*car"):
        travel_matrix(build_town(BLOCK, [("ab", {"highway": "footway"})]), [place_at("p", 0, 0)], Mode.CAR)


def test_network_that_takes_for_ever_is_refused(build_town: Town, place_at: Place) -> None:
    town = build_town(BLOCK, [("ab", ROAD)])
    town.seconds[Mode.WALK][:] = 1e6
    with pytest.raises(NoWayError, match="S204"):
        travel_matrix(town, [place_at("p", 0, 0), place_at("q", 400, 0)], Mode.WALK)


def test_no_places_make_an_empty_matrix(build_town: Town) -> None:
    assert travel_matrix(build_town(BLOCK, [("ab", ROAD)]), [], Mode.WALK).seconds.shape == (0, 0)


def test_lengths_beyond_the_packed_digits_are_measured_in_coarser_units(place_at: Place) -> None:
    # 300 km of road: more than 2**24 cm.
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    graph.add_node("a", x=121.0, y=31.0)
    graph.add_node("b", x=121.0, y=33.7)
    times = {seconds_field(mode): 12_000.0 for mode in Mode}
    for ends in (("a", "b"), ("b", "a")):
        graph.add_edge(*ends, length=300_000.0, **times)
    places = [place_at("p", 0, 0), Location(id="q", lat=33.7, lon=121.0)]
    matrix = travel_matrix(from_networkx(graph), places, Mode.CAR)
    assert (matrix.seconds_between("p", "q"), matrix.metres_between("p", "q")) == (12_000, 300_000)


def test_straight_line_estimate_says_so(place_at: Place) -> None:
    # 1000 m x 1.3 at 4 km/h: 1170 s; doors 10 and 20 s.
    places = [place_at("p", 0, 0, door_seconds=10), place_at("q", 600, 800, door_seconds=20)]
    matrix = straight_line_matrix(places, Mode.WALK)
    assert matrix.source == STRAIGHT_LINE
    assert matrix.metres_between("p", "q") == pytest.approx(1000 * read_profiles().detour, abs=1)
    assert matrix.seconds_between("p", "q") == pytest.approx(1170 + 30, abs=2)
    assert matrix.seconds.diagonal().tolist() == [0, 0]


def test_straight_line_estimate_of_no_places_is_empty() -> None:
    assert straight_line_matrix([], Mode.CAR).metres.shape == (0, 0)


@st.composite
def random_graphs(draw: st.DrawFn) -> "nx.MultiDiGraph[int]":
    """Small towns: nodes on a grid of 100 m, any edges up to 100 m long, loops and twins."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=CRS)
    nodes = draw(st.integers(2, 9))
    for node in range(nodes):
        graph.add_node(node, x=121.0 + draw(st.integers(0, 3)) * 1e-3, y=31.0 + draw(st.integers(0, 3)) * 1e-3)
    ends = st.integers(0, nodes - 1)
    duration = st.one_of(st.just(math.inf), st.integers(1000, 60_000).map(lambda n: n / 1000))
    for _ in range(draw(st.integers(1, 16))):
        u, v = draw(ends), draw(ends)
        length = draw(st.integers(1, 10_000)) / 100
        for tail, head in [(u, v), (v, u)][: draw(st.integers(1, 2))]:
            graph.add_edge(tail, head, length=length, **{seconds_field(mode): draw(duration) for mode in Mode})
    return graph


def split_by_hand(streets: Streets, places: list[Location], mode: Mode) -> "nx.MultiDiGraph[Any]":
    """The network with places as nodes, built piece by piece in plain Python from where places snap."""
    snapped = snap_places(streets, places, mode)
    on_edge: dict[int, set[int]] = {}
    node_of: dict[int, object] = {}
    for row, (edge, fraction) in enumerate(zip(snapped.edge.tolist(), snapped.fraction.tolist(), strict=True)):
        length = streets.metres[edge]
        along = fraction * length
        if along <= 1 and along <= length / 2:
            node_of[row] = int(streets.tail[edge])
        elif length - along <= 1:
            node_of[row] = int(streets.head[edge])
        else:
            centimetre = round(along * 100)
            on_edge.setdefault(edge, set()).add(centimetre)
            node_of[row] = (edge, centimetre)
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(node_of=node_of, access=snapped.access_metres)
    forward, backward = streets.seconds[mode]
    for edge in np.flatnonzero(streets.main_parts[mode].edges).tolist():
        whole = round(streets.metres[edge] * 100)
        stops = [0, *sorted(on_edge.get(edge, ())), whole]
        names = [int(streets.tail[edge]), *((edge, stop) for stop in stops[1:-1]), int(streets.head[edge])]
        for (begin, end), (u, v) in zip(pairwise(stops), pairwise(names), strict=True):
            for times, one, other in ((forward, u, v), (backward, v, u)):
                if math.isfinite(times[edge]):
                    total = round(times[edge] * 1000)
                    time = max(round(end / whole * total) - round(begin / whole * total), 1)
                    graph.add_edge(one, other, time=time, length=max(end - begin, 1))
    return graph


@settings(max_examples=150, deadline=None)
@given(graph=random_graphs(), spots=st.lists(st.tuples(SPOTS, SPOTS), min_size=2, max_size=6))
def test_matrix_equals_networkx_on_random_towns(graph: "nx.MultiDiGraph[int]", spots: list[tuple[int, int]]) -> None:
    assume(any(data["seconds_walk"] < math.inf for *_, data in graph.edges(data=True)))
    streets = from_networkx(graph)
    assume(streets.main_parts[Mode.WALK].edges.any())
    places = [
        Location(id=f"{row}", lat=31 + y * 1e-4, lon=121 + x * 1e-4, door_seconds=row * 7)
        for row, (x, y) in enumerate(spots)
    ]
    matrix = travel_matrix(streets, places, Mode.WALK)
    town = split_by_hand(streets, places, Mode.WALK)
    pace = 3.6 / read_profiles().access_kmh
    for i, one in enumerate(places):
        for j, other in enumerate(places):
            doors = one.door_seconds + other.door_seconds
            if spots[i] == spots[j]:
                assert matrix.seconds[i, j] == (0 if i == j else doors)
                continue
            access = [town.graph["access"][row] for row in (i, j)]
            ways = list(nx.all_shortest_paths(town, town.graph["node_of"][i], town.graph["node_of"][j], weight="time"))
            time = sum(round(metres * pace * 1000) for metres in access)
            time += sum(min(way["time"] for way in town[u][v].values()) for u, v in pairwise(ways[0]))
            assert matrix.seconds[i, j] == math.ceil(time / 1000) + doors
            lengths = [
                sum(min((w["time"], w["length"]) for w in town[u][v].values())[1] for u, v in pairwise(path))
                for path in ways
            ]
            assert matrix.metres[i, j] == math.floor(
                (min(lengths) + sum(round(metres * 100) for metres in access)) / 100 + 0.5
            )


def test_pairs_without_a_way_are_all_named(build_town: Town, place_at: Place) -> None:
    town = build_town({**BLOCK, "x": (0.0, 300.0), "y": (400.0, 300.0)}, [("ab", ROAD), ("xy", ROAD)])
    everything = MainPart(nodes=np.ones(4, dtype=bool), edges=np.ones(2, dtype=bool), parts=2)
    town.__dict__["main_parts"] = {Mode.WALK: everything}  # as if the two streets were one network
    with pytest.raises(NoWayError) as caught:
        travel_matrix(town, [place_at("p", 100, 0), place_at("q", 100, 300)], Mode.WALK)
    named = {(fault.code, fault.values["origin"], fault.values["destination"]) for fault in caught.value.faults}
    assert named == {("S203", "p", "q"), ("S203", "q", "p")}
