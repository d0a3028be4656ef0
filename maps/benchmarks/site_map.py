"""Time the maps of sites: ``python -m maps.benchmarks.site_map [STREETS] [--points 2000] [--sites 170] [--keep FILE]``.

Makes a made-up study over the street file (or over a grid where none is given), writes the planner's map, and opens it
in headless Chromium, which must be installed. Prints medians: how long the catchments of all open sites together and
of every site by itself take, how big the page is, how long Python takes to make it, how long Chromium takes until
everything is drawn, and the longest and the usual frame while the map is dragged and while it zooms. ``--service``
times the public map of the same sites.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from maps.basemap import read_base_map
from maps.benchmarks.browser import time_page
from maps.benchmarks.plan_map_day import grid_spots, street_spots
from maps.benchmarks.site_map_study import make_study
from maps.catchments import draw_catchments, draw_own_catchments
from maps.service_map import service_map_html
from maps.site_data import SiteState
from maps.site_map import site_map_html
from maps.streets import read_streets
from routing.problem import Location


def main() -> None:
    """Make the page, open it, print the figures."""
    options = _read_options()
    streets = read_streets(options.streets) if options.streets else None
    spots = street_spots(streets) if streets else grid_spots()
    study = make_study(points=options.points, sites=options.sites, spots=spots, streets=streets, seed=options.seed)
    base = read_base_map(options.streets, streets) if options.streets else None
    print(f"demand points {options.points}, sites {options.sites}, streets {options.streets or 'made-up grid'}")
    if streets:
        every = [Location(id=one.id, lat=one.lat, lon=one.lon) for one in study.sites]
        doors = [door for door, one in zip(every, study.sites, strict=True) if one.state is SiteState.OPEN]
        began = time.process_time()
        for step_free in (False, True):
            draw_catchments(streets, doors, step_free=step_free)
        print(f"catchments of {len(doors)} sites, 5, 10 and 15 min, walking and step-free: {_spent(began)}")
        began = time.process_time()
        study = replace(study, site_catchments=tuple(draw_own_catchments(streets, every)))
        print(f"catchments of each of {len(every)} sites by itself: {_spent(began)}")

    def render() -> str:
        if options.service:
            return service_map_html(study.name, study.sites, base=base, lang=options.lang)
        return site_map_html(study, base=base, lang=options.lang)

    time_page(render, keep=options.keep, repeat=options.repeat)


def _spent(began: float) -> str:
    return f"{time.process_time() - began:.1f} s of one processor"


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("streets", nargs="?", type=Path, help="street file; a made-up grid where left out")
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--sites", type=int, default=170)
    parser.add_argument("--service", action="store_true", help="time the public map instead")
    parser.add_argument("--lang", choices=("zh-CN", "en"), default="zh-CN")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5, help="times each figure is taken")
    parser.add_argument("--keep", type=Path, help="write the page here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
