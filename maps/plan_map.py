"""A plan as a map in one file that opens anywhere: streets, routes, a list of workers, a timeline, run sheets."""

from __future__ import annotations

import html as markup
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import folium
from folium.template import Template

from maps.basemap import BaseMap, base_data
from maps.inline_page import inline_assets, name_plainly, read_asset, script_json
from maps.map_data import plan_data
from maps.paths import Paths
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel

LANGUAGES: Final = ("zh-CN", "en")

SCRIPTS: Final = (
    "decode", "words", "coupled", "model", "tiles", "base_layer", "marks", "lanes", "route_layers", "popup", "panel",
    "timeline", "moment", "sheets", "page",
)  # fmt: skip
"""Our scripts, in the order they build on each other."""

_LEAFLET = {"doorstep:leaflet.js": "leaflet/leaflet.js", "doorstep:leaflet.css": "leaflet/leaflet.css"}
_OWN = {f"doorstep:{name}.js": f"plan_map/{name}.js" for name in SCRIPTS} | {
    "doorstep:plan_map.css": "plan_map/plan_map.css"
}

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
DOCUMENT: Final = "doorstepPlanDocument"
"""Stands in the page until its own ids are plain: texts of the day may look like ids of Folium's."""
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


class _PlanLayer(folium.MacroElement):
    """Hands the plan, which is put in for :data:`DOCUMENT`, to the page's scripts once Leaflet's map stands."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<noscript>{{ this.noscript }}</noscript>{% endmacro %}
        {% macro script(this, kwargs) %}
        Doorstep.show({{ this._parent.get_name() }}, {{ this.place }});
        {% endmacro %}
        """
    )

    place = DOCUMENT

    def __init__(self, *, noscript: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types
        self._name = "PlanLayer"
        self.noscript = noscript


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
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r}, not one of {', '.join(LANGUAGES)}")
    words = json.loads(read_asset("plan_map/words.json"))
    document = script_json(
        {
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
    )
    title = f"{problem.name} {problem.date.isoformat() if problem.date else ''} · {words[lang]['title']}".strip(" ·")
    page = _bare_map(problem)
    _PlanLayer(noscript=markup.escape(words[lang]["noscript"])).add_to(page)
    skeleton = inline_assets(name_plainly(page.get_root().render()), _LEAFLET | _OWN)
    return _open_document(skeleton.replace(DOCUMENT, document, 1), lang=lang, title=title)


def _bare_map(problem: Problem) -> Any:
    """Make a Folium map with Leaflet and our scripts, and none of Folium's other libraries."""
    places = problem.locations
    page = folium.Map(
        location=[places[0].lat, places[0].lon] if places else [0, 0],
        zoom_start=15,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=110,
        min_zoom=3,
        max_zoom=20,
        max_bounds_viscosity=0,
        bounce_at_zoom_limits=False,
    )
    # the lists belong to the class: giving the map its own leaves other maps of the process as they are
    page.default_js = [(f"{name}.js", f"doorstep:{name}.js") for name in ("leaflet", *SCRIPTS)]
    page.default_css = [(f"{name}.css", f"doorstep:{name}.css") for name in ("leaflet", "plan_map")]
    return page


def _open_document(html: str, *, lang: str, title: str) -> str:
    """Say language, title and policy at the top; allow zooming, which Folium's viewport forbids."""
    head = (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<link rel="icon" href="data:,">\n<title>{markup.escape(title)}</title>'
    )
    start, rest = html.split("<head>", 1)
    before, after = rest.split('<meta name="viewport"', 1)
    return f'{start.replace("<html>", f"""<html lang="{lang}">""")}{head}{before}{_VIEWPORT}{after.split(">", 1)[1]}'
