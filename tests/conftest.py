"""Other people's data, read where it stands: tests that need it skip where it is absent."""

import gzip
import math
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from maps.graph import CRS, from_networkx
from maps.graphml import write_graphml

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
WALK_KMH, EBIKE_KMH = 4.0, 18.0


@pytest.fixture(scope="session")
def shared_file() -> Callable[[str], Path]:
    """Find a file of the shared data by its path there, or skip the test."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"shared data are not here: {name}")
        return path

    return find


@pytest.fixture(scope="session")
def nanchang_graphml(shared_file: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nanchang's main roads (KDD Cup 2021), written as the GraphML that Doorstep reads."""
    source = shared_file("streets/china_nanchang_kddcup2021/roadnet_round3.txt.gz")
    path = tmp_path_factory.mktemp("nanchang") / "nanchang.graphml"
    write_graphml(from_networkx(read_kddcup_roads(source)), path)
    return path


def read_kddcup_roads(path: Path) -> "nx.MultiDiGraph[int]":
    """Make the street graph of a City Brain Challenge network.

    n; n lines "lat lon node signal"; m; m times three lines, the first of which is "from to length_m speed_m_s lanes
    lanes_back road_id road_id_back", an id for each direction it has; then the signals.
    """
    with gzip.open(path, "rt", encoding="ascii") as file:
        rows = [line.split() for line in file]
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=CRS)
    count = int(rows[0][0])
    for lat, lon, node, _ in rows[1 : count + 1]:
        graph.add_node(int(node), x=float(lon), y=float(lat))
    roads = int(rows[count + 1][0])
    for start, end, length, speed, _, _, forward, backward in rows[count + 2 : count + 2 + 3 * roads : 3]:
        for u, v, is_open in ((int(start), int(end), forward != "-1"), (int(end), int(start), backward != "-1")):
            graph.add_edge(
                u,
                v,
                length=float(length),
                seconds_walk=float(length) * 3.6 / WALK_KMH,
                seconds_ebike=float(length) * 3.6 / EBIKE_KMH if is_open else math.inf,
                seconds_car=float(length) / float(speed) if is_open else math.inf,
                name="",
                **{"class": "secondary"},
            )
    return graph
