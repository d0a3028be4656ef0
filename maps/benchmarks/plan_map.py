"""Time the plan map: ``python -m maps.benchmarks.plan_map [STREETS] [--visits 2000] [--workers 100] [--keep FILE]``.

Writes a made-up plan over the street file (or over a grid where none is given) and opens it in headless Chromium,
which must be installed. Prints medians: how big the page is, how long Python takes to make it, how long Chromium
takes until everything is drawn, and the longest and the usual frame while the map is dragged and while it zooms.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from maps.basemap import read_base_map
from maps.benchmarks.plan_map_day import corner_paths, give_reasons, grid_spots, make_day, plan_legs, street_spots
from maps.paths import Paths, leg_paths
from maps.plan_map import plan_map_html
from maps.streets import Streets, read_streets
from routing.plan import Plan
from routing.problem import Problem

CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

_FRAMES = """
() => { window.frames_seen = []; let last = performance.now();
  const again = () => { window.frame_loop = requestAnimationFrame(tick); };
  const tick = (now) => { window.frames_seen.push(now - last); last = now; again(); };
  again(); }
"""


def main() -> None:
    """Make the page, open it, print the figures."""
    options = _read_options()
    streets = read_streets(options.streets) if options.streets else None
    spots = street_spots(streets) if streets else grid_spots()
    problem, travel, plan = make_day(visits=options.visits, workers=options.workers, spots=spots)
    paths = _find_paths(streets, problem, plan)
    base = read_base_map(options.streets, streets) if options.streets else None

    def render() -> str:
        reasons = give_reasons(plan)
        return plan_map_html(problem, travel, plan, paths=paths, base=base, reasons=reasons)

    html, seconds = _time(render, options.repeat)
    print(f"visits {options.visits}, workers {options.workers}, streets {options.streets or 'made-up grid'}")
    print(f"HTML {len(html.encode()) / 1e6:.2f} MB")
    print(f"Python render {seconds:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        page = options.keep or Path(folder) / "plan.html"
        page.write_text(html, encoding="utf-8")
        _time_browser(page, options.repeat)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("streets", nargs="?", type=Path, help="street file; a made-up grid where left out")
    parser.add_argument("--visits", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5, help="times each figure is taken")
    parser.add_argument("--keep", type=Path, help="write the page here")
    return parser.parse_args()


def _find_paths(streets: Streets | None, problem: Problem, plan: Plan) -> Paths:
    if streets is None:
        return corner_paths(problem, plan)
    legs = plan_legs(problem, plan)
    return {
        mode: leg_paths(streets, problem.locations, mode, {leg for of, leg in legs if of is mode})
        for mode in problem.modes
    }


def _time(make: Callable[[], str], repeat: int) -> tuple[str, float]:
    spent = []
    for _ in range(repeat):
        began = time.perf_counter()
        made = make()
        spent.append(time.perf_counter() - began)
    return made, statistics.median(spent)


def _time_browser(page: Path, repeat: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only this command needs it

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("no Chromium on the path: browser figures left out")
        return
    loads, drags, zooms = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        for _ in range(repeat):
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            tab.goto(page.absolute().as_uri())
            loads.append(_wait_ready(tab))
            drags.append(_watch_frames(tab, _drag))
            tab.evaluate("doorstep.map.setZoom(doorstep.map.getZoom() + 3, {animate: false})")
            tab.wait_for_timeout(500)
            drags.append(_watch_frames(tab, _drag))
            zooms.append(_watch_frames(tab, _zoom))
            tab.close()
        browser.close()
    print(f"load in Chromium until drawn {statistics.median(loads) / 1000:.2f} s")
    for name, frames in (("pan", drags), ("zoom", zooms)):
        longest = statistics.median(max(each) for each in frames)
        usual = statistics.median(statistics.median(each) for each in frames)
        print(f"{name}: usual frame {usual:.0f} ms, longest frame {longest:.0f} ms")


def _wait_ready(tab: Any) -> float:
    while not tab.evaluate("Boolean(window.doorstep && window.doorstep.ready)"):
        tab.wait_for_timeout(20)
    return float(tab.evaluate("doorstep.loaded"))


def _watch_frames(tab: Any, act: Callable[[Any], None]) -> list[float]:
    tab.evaluate(_FRAMES)
    act(tab)
    seen: list[float] = tab.evaluate("() => { cancelAnimationFrame(window.frame_loop); return window.frames_seen; }")
    return seen[2:]


def _drag(tab: Any) -> None:
    tab.mouse.move(1000, 500)
    tab.mouse.down()
    for step in range(40):
        tab.mouse.move(1000 - 12 * step, 500 - 6 * step)
        tab.wait_for_timeout(16)
    tab.mouse.up()
    tab.wait_for_timeout(400)


def _zoom(tab: Any) -> None:
    tab.mouse.move(900, 400)
    for step in (-1, -1, 1, 1):
        tab.mouse.wheel(0, 120 * step)
        tab.wait_for_timeout(450)


if __name__ == "__main__":
    main()
