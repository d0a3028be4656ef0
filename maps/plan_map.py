"""A plan as a map in one file that opens anywhere: streets, routes, a list of workers, a timeline, run sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from maps.basemap import BaseMap, base_data
from maps.inline_page import read_asset
from maps.leaflet_page import GROUND_SCRIPTS, LANGUAGES, PAGE_STYLE, check_language, leaflet_page
from maps.map_data import plan_data
from maps.paths import Paths
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel

__all__ = ["LANGUAGES", "plan_map_html"]

SCRIPTS: Final = (
    *GROUND_SCRIPTS,
    *(
        f"plan_map/{name}"
        for name in (
            "coupled", "model", "marks", "lanes", "route_layers", "popup", "panel", "timeline", "moment", "sheets",
            "page",
        )
    ),
)  # fmt: skip
"""Our scripts, in the order they build on each other."""


def plan_map_html(
    problem: Problem,
    travel: Travel,
    plan: Plan,
    *,
    paths: Paths,
    base: BaseMap | None,
    reasons: Mapping[str, Mapping[str, str]],
    violations: Sequence[Violation] = (),
    violation_texts: Sequence[Mapping[str, str]] | None = None,
    lang: str = "zh-CN",
    names: bool = False,
) -> str:
    """Draw a plan for a dispatcher, as one HTML document that asks no host for anything.

    Parameters
    ----------
    problem, travel, plan
        The day, its matrices (one for every mode in use) and what was planned. Legs the plan rides are told with the
        seconds and metres of the matrix.
    paths
        Streets followed between two locations, by mode; a leg without one is drawn straight and dashed.
    base
        What lies under the routes; None leaves the ground bare.
    reasons
        Why a visit is unassigned: text by language, by visit id.
    violations
        What a check found; shown with the worker it concerns.
    violation_texts
        The same breaches as sentences by language, in the same order; English messages serve where it is None.
    lang
        Language the page opens in, one of :data:`LANGUAGES`; both are in the file.
    names
        Whether names and notes of clients and names of workers may be in the file. Ids are always.

    Returns
    -------
    str
        The same bytes for the same arguments.

    Raises
    ------
    ValueError
        For a language the page does not speak.
    """
    check_language(lang)
    words = json.loads(read_asset("plan_map/words.json"))
    document = {
        "lang": lang,
        "words": words,
        "base": base_data(base) if base else None,
        "plan": plan_data(
            problem,
            travel,
            plan,
            paths=paths,
            reasons=reasons,
            violations=violations,
            violation_texts=violation_texts,
            names=names,
        ),
    }
    places = problem.locations
    return leaflet_page(
        document,
        scripts=SCRIPTS,
        styles=(PAGE_STYLE, "plan_map/plan_map"),
        centre=(places[0].lat, places[0].lon) if places else (0.0, 0.0),
        lang=lang,
        title=f"{problem.name} {problem.date.isoformat() if problem.date else ''} · {words[lang]['title']}".strip(" ·"),
        noscript=words[lang]["noscript"],
    )
