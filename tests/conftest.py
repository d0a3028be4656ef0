"""What tests of several packages need: other people's data, read where it stands, and a browser.

Tests that need what is absent skip, and say so.
"""

import gzip
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=flags)
        yield started
        started.close()


class Tab:
    """A page opened from a file, with all it said and asked for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def settle(self) -> None:
        for _ in range(400):
            if self.page.evaluate("Boolean(window.doorstep && window.doorstep.ready) && !Doorstep.pendingTiles()"):
                return
            self.page.wait_for_timeout(25)
        pytest.fail(f"the page did not get ready; it said {self.said}")


@pytest.fixture
def open_file(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Open a plan map; keyword arguments go to a fresh browser context."""
    contexts: list[Any] = []

    def show(path: Path, **options: Any) -> Tab:
        contexts.append(browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options)))
        tab = Tab(contexts[-1].new_page())
        tab.page.goto(path.as_uri())
        tab.settle()
        return tab

    yield show
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_file: Callable[..., Tab], tmp_path: Path) -> Callable[..., Tab]:
    """Open the HTML of a plan map from a file of its own."""

    def show(html: str, **options: Any) -> Tab:
        path = tmp_path / "plan.html"
        path.write_text(html, encoding="utf-8")
        return open_file(path, **options)

    return show
