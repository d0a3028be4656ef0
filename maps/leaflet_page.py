"""A page around a Leaflet map, whole in one file: what the plan map and the maps of sites have in common."""

from __future__ import annotations

import html as markup
from collections.abc import Mapping, Sequence
from typing import Any, Final

import folium
from folium.template import Template

from maps.inline_page import inline_assets, name_plainly, script_json

LANGUAGES: Final = ("zh-CN", "en")

GROUND_SCRIPTS: Final = ("page/decode", "page/words", "page/state", "page/tiles", "page/base_layer")
"""Scripts of every page, the first: packed lines, words in two languages, state, canvas tiles, the base map."""
PAGE_STYLE: Final = "page/page"
"""Style of every page, the first."""

DOCUMENT: Final = "doorstepDocument"
"""Stands in the page until its own ids are plain: texts of the data may look like ids of Folium's."""

_LEAFLET = ("leaflet/leaflet",)
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


class _Layer(folium.MacroElement):
    """Hands the data, which are put in for :data:`DOCUMENT`, to the page's scripts once Leaflet's map stands."""

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
        self._name = "Layer"
        self.noscript = noscript


def check_language(lang: str) -> None:
    """Refuse a language the pages do not speak.

    Raises
    ------
    ValueError
        For anything but one of :data:`LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r}, not one of {', '.join(LANGUAGES)}")


def leaflet_page(
    document: Mapping[str, object],
    *,
    scripts: Sequence[str],
    styles: Sequence[str],
    centre: tuple[float, float],
    lang: str,
    title: str,
    noscript: str,
) -> str:
    """Write a page that hands a document to ``Doorstep.show`` beside a Leaflet map, and asks no host for anything.

    Parameters
    ----------
    document
        What the scripts draw; becomes JSON.
    scripts, styles
        Paths in ``maps/assets`` without their endings, in the order they build on each other. Leaflet comes first.
    centre
        Lat, lon in sight before the scripts choose.
    title, noscript
        Plain texts: the page's title, and what it says where scripts may not run.

    Returns
    -------
    str
        The same bytes for the same arguments.
    """
    page = _bare_map(centre)
    scripts, styles = (*_LEAFLET, *scripts), (*_LEAFLET, *styles)
    # the lists belong to the class: giving the map its own leaves other maps of the process as they are
    page.default_js = [(f"{name}.js", f"doorstep:{name}.js") for name in scripts]
    page.default_css = [(f"{name}.css", f"doorstep:{name}.css") for name in styles]
    assets = [*(f"{name}.js" for name in scripts), *(f"{name}.css" for name in styles)]
    _Layer(noscript=markup.escape(noscript)).add_to(page)
    skeleton = name_plainly(page.get_root().render())
    skeleton = inline_assets(skeleton, {f"doorstep:{path}": path for path in assets})
    return _open_document(skeleton.replace(DOCUMENT, script_json(document), 1), lang=lang, title=title)


def _bare_map(centre: tuple[float, float]) -> Any:
    """Make a Folium map that shows nothing yet."""
    return folium.Map(
        location=list(centre),
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


def _open_document(html: str, *, lang: str, title: str) -> str:
    """Say language, title and policy at the top; allow zooming, which Folium's viewport forbids."""
    head = (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<link rel="icon" href="data:,">\n<title>{markup.escape(title)}</title>'
    )
    start, rest = html.split("<head>", 1)
    before, after = rest.split('<meta name="viewport"', 1)
    return f'{start.replace("<html>", f"""<html lang="{lang}">""")}{head}{before}{_VIEWPORT}{after.split(">", 1)[1]}'
