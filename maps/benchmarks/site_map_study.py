"""A made-up study of sites of any size on given streets or a grid, to see and to time the maps of sites with."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maps.catchments import draw_catchments
from maps.earth import measure_great_circle
from maps.profiles import read_profiles
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
from maps.streets import Streets
from routing.problem import Location, Mode

LIMIT_MINUTES = 15.0
POINTS_AN_ESTATE = 16
FIRST = ("南湖", "北苑", "桂花", "银杏", "春晖", "和平", "永安", "丰乐", "长青", "映月", "松柏", "海棠")
SECOND = ("里", "园", "新村", "苑", "家园", "小区", "坊", "公寓")


def make_study(
    *, points: int, sites: int, spots: NDArray[np.float64], streets: Streets | None = None, seed: int = 1
) -> SiteStudy:
    """Make estates of buildings around some spots, with sites that are open, open anew, close or could be had.

    Walks are straight lines times the detour of ``profiles.toml``; catchments follow the streets where they are given.

    Parameters
    ----------
    spots
        Where doors may be, shape (k, 2): lat, lon.
    """
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    estates = max(1, points // POINTS_AN_ESTATE)
    names = _estate_names(estates)
    centres = spots[rng.sample(range(len(spots)), min(estates, len(spots)))]
    demand = [
        DemandPoint(
            id=f"B{number:04}",
            area=names[number % estates],
            lat=float(centres[number % len(centres), 0]) + rng.gauss(0, 0.0012),
            lon=float(centres[number % len(centres), 1]) + rng.gauss(0, 0.0014),
            people=float(rng.choice((2, 4, 8, 12, 18, 25, 40))),
        )
        for number in range(points)
    ]
    states = _share_states(sites)
    doors = spots[rng.choices(range(len(spots)), k=sites)]
    made = [
        Site(
            id=f"S{number:03}",
            name=f"{FIRST[number % len(FIRST)]}{number // len(FIRST) + 1}号助餐点",
            lat=float(doors[number, 0]),
            lon=float(doors[number, 1]),
            state=state,
            address=f"示例路 {3 + 2 * number} 号",
            hours="10:30–12:30\n16:30–18:00" if number % 3 else "10:30–12:30",
            phone=f"000-0000{number:04}",
            step_free=(True, False, None)[number % 3],
            area=names[number % estates],
            capacity=float(round(points * 30 / max(1, sites) * rng.choice((1.2, 1.8, 2.6)), -1)),
        )
        for number, state in enumerate(states)
    ]
    minutes = _walks(demand, made)
    before = _allocate(demand, made, minutes, {SiteState.OPEN, SiteState.CLOSED})
    after = _allocate(demand, made, minutes, {SiteState.OPEN, SiteState.NEW})
    return SiteStudy(
        name="示例区助餐点布局（虚构）",
        date=dt.date(2026, 11, 23),
        points=demand,
        sites=made,
        before=before,
        after=after,
        limit_text={"zh-CN": "步行 15 分钟内能到", "en": "within 15 min on foot"},
        catchments_before=_catchments(streets, made, {SiteState.OPEN, SiteState.CLOSED}),
        catchments_after=_catchments(streets, made, {SiteState.OPEN, SiteState.NEW}),
        more_figures=(
            MoreFigure(label={"zh-CN": "送餐员工时", "en": "courier hours"}, before="62 h", after="55 h"),
            MoreFigure(label={"zh-CN": "年租金", "en": "rent a year"}, before="0", after="¥ 1,260,000"),
        ),
    )


def _estate_names(count: int) -> list[str]:
    plain = [one + other for other in SECOND for one in FIRST]
    return [plain[i % len(plain)] + ("" if i < len(plain) else f"{i // len(plain) + 1}区") for i in range(count)]


def _share_states(sites: int) -> list[SiteState]:
    """Share out: nearly half open, a seventh new, one in forty closing, the rest to be had."""
    opened, new, closed = max(1, sites * 4 // 10), max(1, sites // 7), max(1, sites // 40)
    states = [SiteState.OPEN] * opened + [SiteState.NEW] * new + [SiteState.CLOSED] * closed
    return (states + [SiteState.CANDIDATE] * max(0, sites - len(states)))[:sites]


def _walks(demand: Sequence[DemandPoint], sites: Sequence[Site]) -> NDArray[np.float64]:
    profiles = read_profiles()
    here = np.array([(point.lat, point.lon) for point in demand])
    there = np.array([(site.lat, site.lon) for site in sites])
    metres = measure_great_circle(here[:, :1], here[:, 1:], there[:, 0], there[:, 1]) * profiles.detour
    return metres / 1000 / profiles.by_mode[Mode.WALK].straight_line_kmh * 60


def _allocate(
    demand: Sequence[DemandPoint], sites: Sequence[Site], minutes: NDArray[np.float64], states: set[SiteState]
) -> Allocation:
    """Send everybody to the nearest site in one of the states."""
    here = np.array([number for number, site in enumerate(sites) if site.state in states])
    nearest = here[minutes[:, here].argmin(axis=1)]
    walk = minutes[np.arange(len(demand)), nearest]
    people = np.array([point.people for point in demand])
    covered = np.where(walk <= LIMIT_MINUTES, people, 0.0)
    order = np.argsort(walk)
    share = np.cumsum(people[order]) / people.sum()
    tenth = order[share > 0.9]
    loads = np.bincount(nearest, weights=people, minlength=len(sites))
    return Allocation(
        minutes=walk.tolist(),
        site=[sites[number].id for number in nearest.tolist()],
        covered=covered.tolist(),
        loads={site.id: float(load) for site, load in zip(sites, loads, strict=True) if load},
        figures=Figures(
            sites=len(here),
            people=float(people.sum()),
            covered=float(covered.sum()),
            mean_minutes=float(np.average(walk, weights=people)),
            p95_minutes=float(walk[order][np.searchsorted(share, 0.95)]),
            worst_tenth_minutes=float(np.average(walk[tenth], weights=people[tenth])) if len(tenth) else None,
        ),
    )


def _catchments(streets: Streets | None, sites: Sequence[Site], states: set[SiteState]) -> list[Catchment]:
    if streets is None:
        return []
    doors = [Location(id=site.id, lat=site.lat, lon=site.lon) for site in sites if site.state in states]
    return [one for free in (False, True) for one in draw_catchments(streets, doors, step_free=free)]
