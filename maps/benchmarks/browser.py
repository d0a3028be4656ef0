"""Open a page of ours in headless Chromium and time it: what the benchmarks of maps share."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def time_page(make: Callable[[], str], *, keep: Path | None, repeat: int) -> None:
    """Make a page so many times and open it; print how big it is and how long both take. ``keep`` is where it stays."""
    html, seconds = _time_making(make, repeat)
    print(f"HTML {len(html.encode()) / 1e6:.2f} MB")
    print(f"Python render {seconds:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        page = keep or Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        time_browser(page, repeat)


def _time_making(make: Callable[[], str], repeat: int) -> tuple[str, float]:
    spent = []
    for _ in range(repeat):
        began = time.perf_counter()
        made = make()
        spent.append(time.perf_counter() - began)
    return made, statistics.median(spent)


def time_browser(page: Path, repeat: int) -> None:
    """Print how long Chromium takes to draw a page of ours, and its frames while the map is dragged and zooms."""
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
