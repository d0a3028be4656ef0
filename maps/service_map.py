"""The public map of meal points: where they are, when they are open, whom to call. Nobody's home is in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from maps.basemap import BaseMap, base_data
from maps.inline_page import read_asset
from maps.leaflet_page import GROUND_SCRIPTS, PAGE_STYLE, check_language, leaflet_page
from maps.site_data import Site, SiteState, check_sites
from maps.site_map_data import site_places, site_row
from routing.errors import InputError

SCRIPTS: Final = (*GROUND_SCRIPTS, "site_map/model", "site_map/signs", "service_map/sheet", "service_map/page")
"""Our scripts, in the order they build on each other."""

SHOWN: Final = (SiteState.OPEN, SiteState.NEW)
"""What the public is shown: a point that is new is said to open soon; rooms and points that close are left out."""


def service_map_html(name: str, sites: Sequence[Site], *, base: BaseMap | None, lang: str = "zh-CN") -> str:
    """Draw the meal points for the public, as one HTML document that asks no host for anything.

    Big type, a list beside the map by estate and name, and on paper the list alone: one sheet to hang on a wall.
    Capacities, loads and demand are not in the file.

    Parameters
    ----------
    name
        Of the district, for the heading.
    sites
        Those that are open or new are shown, with name, estate, address, hours and phone as they are given.
    base
        What lies under them; None leaves the ground bare.
    lang
        Language the page opens in, "zh-CN" or "en"; both are in the file.

    Raises
    ------
    InputError
        Where an id is there twice or a place is off the earth; every fault is named.
    ValueError
        For a language the page does not speak.
    """
    check_language(lang)
    faults = check_sites(sites)
    if faults:
        raise InputError(faults)
    shown = [site for site in sites if site.state in SHOWN]
    words = json.loads(read_asset("site_map/words.json"))
    document = {
        "lang": lang,
        "words": words,
        "base": base_data(base) if base else None,
        "name": name,
        "site_places": site_places(shown),
        "sites": [{**site_row(site), "state": site.state.value} for site in shown],
    }
    return leaflet_page(
        document,
        scripts=SCRIPTS,
        styles=(PAGE_STYLE, "service_map/service_map"),
        centre=(shown[0].lat, shown[0].lon) if shown else (0.0, 0.0),
        lang=lang,
        title=f"{name} · {words[lang]['service_title']}".strip(" ·"),
        noscript=words[lang]["noscript"],
    )
