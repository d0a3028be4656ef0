"""A small study with one of everything the maps of sites show."""

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from maps.basemap import BaseMap
from maps.polylines import pack_lines
from maps.site_data import (
    Allocation,
    Catchment,
    DemandPoint,
    Figures,
    MoreFigure,
    Site,
    SiteState,
    SiteStudy,
)
from maps.site_map import site_map_html


def make_study(**changes: Any) -> SiteStudy:
    """Three estates: 南湖 (30 + 20 + 1 people), 北苑 (10 + 2 + 3) and 小巷 (2, too few); S4 closes and S2 opens.

    北苑 gains: 8 min instead of 20 for all 15. 南湖's second building loses: 17 min instead of 6 for 20 people.
    """
    points = (
        DemandPoint(id="home-a", area="南湖", lat=30.0, lon=120.0, people=30),
        DemandPoint(id="home-b", area="南湖", lat=30.004, lon=120.0, people=20),
        DemandPoint(id="home-c", area="南湖", lat=30.0005, lon=120.0005, people=1),
        DemandPoint(id="home-d", area="北苑", lat=30.01, lon=120.01, people=10),
        DemandPoint(id="home-e", area="北苑", lat=30.011, lon=120.01, people=2),
        DemandPoint(id="home-f", area="北苑", lat=30.011, lon=120.012, people=3),
        DemandPoint(id="home-g", area="小巷", lat=30.02, lon=120.02, people=2),
    )
    sites = (
        Site(
            id="S1", name="南湖助餐点", lat=30.001, lon=120.001, address="一街 1 号", hours="10:30–12:30\n16:30–18:00",
            phone="000-1", step_free=True, area="南湖", capacity=40,
        ),
        Site(
            id="S2", name="北苑助餐点", lat=30.0105, lon=120.0105, state=SiteState.NEW, address="二街 2 号",
            area="北苑", step_free=False, capacity=100,
        ),
        Site(id="S3", name="空房", lat=30.006, lon=120.006, state=SiteState.CANDIDATE),
        Site(
            id="S4", name="旧助餐点", lat=30.005, lon=120.0, state=SiteState.CLOSED, address="三街 3 号", phone="000-4"
        ),
    )  # fmt: skip
    before = Allocation(
        minutes=(3, 6, 4, 20, 20, 20, math.inf),
        site=("S1", "S4", "S1", "S1", "S1", "S1", None),
        covered=(30, 20, 1, 0, 0, 0, 0),
        loads={"S1": 46, "S4": 20},
        figures=Figures(sites=2, people=68, covered=51, mean_minutes=7.7, p95_minutes=20, worst_tenth_minutes=20),
    )
    after = Allocation(
        minutes=(3, 17, 4, 8, 8, 8, math.inf),
        site=("S1", "S1", "S1", "S2", "S2", "S2", None),
        covered=(30, 0, 1, 10, 2, 3, 0),
        loads={"S1": 51, "S2": 15},
        figures=Figures(
            sites=2, people=68, covered=46, mean_minutes=8.4, p95_minutes=17, worst_tenth_minutes=17
        ),
    )  # fmt: skip
    around = {site.id: shapely.Point(site.lon, site.lat) for site in sites}
    near = [Catchment(minutes=m, area=shapely.Point(120.001, 30.001).buffer(m / 5000)) for m in (15, 10, 5)]
    study = SiteStudy(
        name="示例区",
        date=dt.date(2026, 11, 23),
        points=points,
        sites=sites,
        before=before,
        after=after,
        limit_text={"zh-CN": "步行 15 分钟", "en": "15 min on foot"},
        catchments_before=near,
        catchments_after=[*near, *(replace(one, step_free=True) for one in near)],
        site_catchments=[
            Catchment(minutes=m, area=spot.buffer(m / 5000), site=name)
            for name, spot in around.items()
            for m in (5, 10, 15)
            if name != "S3"
        ],
        more_figures=(MoreFigure(label={"zh-CN": "送餐工时", "en": "courier hours"}, before="62 h", after="55 h"),),
    )
    return replace(study, **changes)


def ground() -> BaseMap:
    return BaseMap(lines={"main": pack_lines([np.array([(29.999, 119.999), (30.013, 120.013)])])})


@pytest.fixture
def study() -> SiteStudy:
    return make_study()


@pytest.fixture
def study_html() -> Any:
    def write(study: SiteStudy, **options: Any) -> str:
        return site_map_html(study, base=ground(), **options)

    return write
