"""The public map of meal points: where they are, when they are open, whom to call. Nobody's home is in it."""

from __future__ import annotations

from collections.abc import Sequence

from maps.basemap import BaseMap
from maps.site_data import Site


def service_map_html(name: str, sites: Sequence[Site], *, base: BaseMap | None, lang: str = "zh-CN") -> str:
    """Draw the sites that are open for the public, as one HTML document that asks no host for anything."""
    raise NotImplementedError
