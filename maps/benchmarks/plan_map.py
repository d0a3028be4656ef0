"""Time the plan map: ``python -m maps.benchmarks.plan_map [STREETS] [--visits 2000] [--workers 100] [--keep FILE]``.

Writes a made-up plan over the street file (or over a grid where none is given) and opens it in headless Chromium,
which must be installed. Prints medians: how big the page is, how long Python takes to make it, how long Chromium
takes until everything is drawn, and the longest and the usual frame while the map is dragged and while it zooms.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from maps.basemap import read_base_map
from maps.benchmarks.browser import time_page
from maps.benchmarks.plan_map_day import corner_paths, give_reasons, grid_spots, make_day, plan_legs, street_spots
from maps.paths import Paths, leg_paths
from maps.plan_map import plan_map_html
from maps.streets import Streets, read_streets
from routing.plan import Plan
from routing.problem import Problem


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

    print(f"visits {options.visits}, workers {options.workers}, streets {options.streets or 'made-up grid'}")
    time_page(render, keep=options.keep, repeat=options.repeat)


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


if __name__ == "__main__":
    main()
