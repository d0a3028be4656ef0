"""A small day to change: two sites 1 km apart, four clients, five visits, four workers; and a bridge to close."""

from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx
import pytest

from maps.graph import CRS, from_networkx
from maps.graphml import write_graphml
from maps.streets import Streets
from routing.errors import Fault, InputError
from scenarios.changes import Change, World, apply_changes, make_world, read_change
from scenarios.day import read_day

TABLES = {
    "depots.csv": "depot,lat,lon,area\nA,40.000,116.470,East\nB,40.009,116.470,West\nSPARE,40.0,116.471,\n",
    "services.csv": (
        "service,minutes,windows,role\nbath,45,09:00-11:00; 14:00-15:00,caregiver\nmeal,5,11:00-12:00,courier\n"
    ),
    "clients.csv": (
        "client,lat,lon,area,age\nc1,40.001,116.470,East,82\nc2,40.002,116.470,East,91\n"
        "c3,40.008,116.470,West,85\nc4,40.007,116.470,West,\n"
    ),
    "visits.csv": (
        "visit,client,service,together,due\nv1,c1,bath,g,\nv2,c1,bath,g,\nv3,c2,bath,,10:00\nv4,c3,meal,,\nv5,c4,meal,,\n"
    ),
    "gaps.csv": "first,second,least\nv3,v4,60\n",
    "workers.csv": (
        "worker,role,mode,shift_start,shift_end,start,capacity\nw1,caregiver,walk,08:00,16:00,A,\n"
        "w2,caregiver,e-bike,08:00,16:00,B,\nw3,caregiver,walk,08:00,16:00,A,\nd1,courier,e-bike,10:00,13:00,B,30\n"
    ),
}
SETTINGS = 'format = 1\nname = "small"\ndate = 2026-11-23\ncoordinates = "wgs84"\nstraight_line = true\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small day as a folder."""
    path = tmp_path / "small"
    path.mkdir()
    (path / "day.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def world(folder: Path) -> World:
    """The small day, along straight lines."""
    return make_world(read_day(folder), None)


Tables = Mapping[str, object]


@pytest.fixture
def apply() -> Callable[..., World]:
    """Apply tables of keys and values to a world; the first stands in line 1, the second in line 2 and so on."""

    def apply_tables(world: World, *tables: Tables, seed: int = 0) -> World:
        changes: list[Change] = [read_change(table, file="s.toml", line=n) for n, table in enumerate(tables, start=1)]
        return apply_changes(world, changes, seed=seed)

    return apply_tables


@pytest.fixture
def refuse(apply: Callable[..., World]) -> Callable[..., tuple[Fault, ...]]:
    """Find the faults of changes that must be refused."""

    def find_faults(world: World, *tables: Tables) -> tuple[Fault, ...]:
        with pytest.raises(InputError) as caught:
            apply(world, *tables)
        return caught.value.faults

    return find_faults


@pytest.fixture(scope="session")
def bridges() -> Streets:
    """A ladder: a street along each bank, 2 by 4 crossings, and bridges 0 to 3 between them.

    Crossings are 0.003 degrees apart, some 333 m northward and 256 m eastward; the banks lie at 40.000 and 40.009, the
    bridges at 116.470, 116.473, 116.476 and 116.479. North of bridge 0 a dead end leads on to 40.012.
    """
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=CRS)
    for n in range(4):
        graph.add_node(n, x=116.470 + 0.003 * n, y=40.000)
        graph.add_node(10 + n, x=116.470 + 0.003 * n, y=40.009)
    graph.add_node(20, x=116.470, y=40.012)
    pairs = [(n, n + 1) for n in (0, 1, 2, 10, 11, 12)] + [(n, 10 + n) for n in range(4)] + [(10, 20)]
    for u, v in pairs:
        metres = 1000.0 if abs(u - v) == 10 and max(u, v) < 20 else 300.0
        for tail, head in ((u, v), (v, u)):
            seconds = {"seconds_walk": metres, "seconds_ebike": metres / 4, "seconds_car": metres / 8}
            graph.add_edge(tail, head, length=metres, name="", **seconds, **{"class": "residential"})
    return from_networkx(graph)


@pytest.fixture
def on_streets(folder: Path, bridges: Streets) -> World:
    """The small day on the ladder: everybody lives along bridge 0."""
    write_graphml(bridges, folder / "streets.graphml")
    text = SETTINGS.replace("straight_line = true", 'streets = "streets.graphml"')
    (folder / "day.toml").write_text(text, encoding="utf-8")
    return make_world(read_day(folder), bridges)
