"""What tests of several packages need: one cache, other people's data, read where it stands, and a browser.

Tests that need what is absent skip, and say so.
"""

import gzip
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import settings

from maps.graph import CRS, from_networkx
from maps.graphml import write_graphml
from routing.cache import CACHE_VARIABLE

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
WALK_KMH, EBIKE_KMH = 4.0, 18.0

MOST_CODE_FOLDERS = 2
"""Compiled code that is left from earlier sessions: of the sources as they are, and as they were before."""
COMPILE = """
from routing.search.ready import prepare_search
while not prepare_search().is_done:
    prepare_search().wait(1)
"""
COMPILER = pytest.StashKey["subprocess.Popen[bytes]"]()

# How long an example takes hangs on what else the cores have to do.
settings.register_profile("doorstep", deadline=None)
settings.load_profile("doorstep")


def pytest_configure(config: pytest.Config) -> None:
    """Give all tests, and the commands they run, one cache folder that is not the user's.

    Compiled code stays there for the next session, as its folder is named after the sources; matrices do not.
    """
    if hasattr(config, "workerinput"):  # a worker of pytest-xdist takes over the environment of its session
        return
    if not hasattr(config, "cache"):  # -p no:cacheprovider
        os.environ[CACHE_VARIABLE] = ""
        return
    folder = config.cache.mkdir("doorstep")
    codes = sorted(folder.glob("search-*"), key=lambda path: path.stat().st_mtime)
    for path in {*folder.iterdir()} - {*codes[-MOST_CODE_FOLDERS:]}:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    os.environ[CACHE_VARIABLE] = str(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Compile the search while the workers collect the tests, for otherwise each of them would."""
    config.stash[COMPILER] = subprocess.Popen([sys.executable, "-c", COMPILE])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any) -> None:
    """Let no test begin before that."""
    if node.config.stash[COMPILER].wait():
        pytest.exit("the search cannot be compiled: see above", returncode=1)


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


COUNT_PIXELS = """
([pane, colour]) => {
  let seen = 0;
  const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  for (const canvas of doorstep.map.getPane(pane).querySelectorAll("canvas")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 200 && wanted.every((part, k) => Math.abs(data[i + k] - part) < 6)) seen++;
  }
  return seen;
}
"""
FIND_BLOCK = """
([id, number]) => {
  const row = doorstep.timeline.rows().findIndex((worker) => worker.id === id);
  const stop = doorstep.timeline.rows()[row].route.stops[number - 1];
  const box = doorstep.timeline.canvas.getBoundingClientRect();
  return [box.left + doorstep.timeline.xOf((stop.start + stop.end) / 2), box.top + 26 + 28 * row + 14];
}
"""


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

    def wait_still(self) -> None:
        """Wait until the map has stopped moving and is drawn."""
        moving = "Boolean(doorstep.map._animatingZoom || doorstep.map._panAnim?._inProgress)"
        for _ in range(80):
            if not self.page.evaluate(moving):
                break
            self.page.wait_for_timeout(25)
        self.settle()

    def worker(self, name: str) -> Any:
        """Find a worker's button in the list."""
        return self.page.locator("button.worker", has_text=name)

    def count_pixels(self, pane: str, colour: str) -> int:
        """Count the pixels of a colour (#rrggbb) on the canvases of one of the map's panes."""
        self.settle()
        return int(self.page.evaluate(COUNT_PIXELS, [pane, colour]))

    def find_block(self, worker: str, number: int) -> list[float]:
        """Find the middle of a stop's block in the timeline, on the screen."""
        place: list[float] = self.page.evaluate(FIND_BLOCK, [worker, number])
        return place


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
