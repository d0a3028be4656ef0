"""The planner's map of sites in one file that opens anywhere: catchments, coverage, walks and flows."""

from __future__ import annotations

import json
from typing import Final

from maps.basemap import BaseMap, base_data
from maps.inline_page import read_asset
from maps.leaflet_page import GROUND_SCRIPTS, PAGE_STYLE, check_language, leaflet_page
from maps.site_data import SiteStudy, check_study
from maps.site_map_data import site_map_data

SCRIPTS: Final = (
    *GROUND_SCRIPTS,
    *(f"site_map/{name}" for name in ("model", "signs", "themes", "layers", "cards", "panel", "sheets", "page")),
)
"""Our scripts, in the order they build on each other."""


def site_map_html(study: SiteStudy, *, base: BaseMap | None, lang: str = "zh-CN") -> str:
    """Draw a study of sites for a planner, as one HTML document that asks no host for anything.

    Figures, tables and classes are the study's own numbers; the catchments are drawn for the eye alone.

    Parameters
    ----------
    study
        Nobody's home is shown: demand is joined to at least ``study.rules.least_people`` people.
    base
        What lies under it; None leaves the ground bare.
    lang
        Language the page opens in, "zh-CN" or "en"; both are in the file.

    Returns
    -------
    str
        The same bytes for the same arguments.

    Raises
    ------
    InputError
        Where the study contradicts itself; every fault is named.
    ValueError
        For a language the page does not speak.
    """
    check_language(lang)
    check_study(study)
    words = json.loads(read_asset("site_map/words.json"))
    document = {
        "lang": lang,
        "words": words,
        "base": base_data(base) if base else None,
        "study": site_map_data(study),
    }
    places = [(thing.lat, thing.lon) for things in (study.sites, study.points) for thing in things]
    when = study.date.isoformat() if study.date else ""
    return leaflet_page(
        document,
        scripts=SCRIPTS,
        styles=(PAGE_STYLE, "site_map/site_map"),
        centre=places[0] if places else (0.0, 0.0),
        lang=lang,
        title=f"{study.name} {when} · {words[lang]['title']}".strip(" ·"),
        noscript=words[lang]["noscript"],
    )
