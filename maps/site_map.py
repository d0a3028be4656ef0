"""The planner's map of sites in one file that opens anywhere: catchments, coverage, walks and flows, before and after."""

from __future__ import annotations

from maps.basemap import BaseMap
from maps.site_data import SiteStudy


def site_map_html(study: SiteStudy, *, base: BaseMap | None, lang: str = "zh-CN") -> str:
    """Draw a study of sites for a planner, as one HTML document that asks no host for anything."""
    raise NotImplementedError
