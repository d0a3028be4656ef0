"""Draw an answer about sites as the planner's map, and the public's map of what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maps.basemap import read_base_map
from maps.catchments import draw_catchments, draw_own_catchments
from maps.service_map import service_map_html
from maps.site_data import Allocation, Catchment, DemandPoint, Figures, MoreFigure, Site, SiteState, SiteStudy
from maps.site_map import site_map_html
from routing.problem import Location
from scenarios.sites.ask import Answer
from scenarios.sites.choice import find_covered
from scenarios.sites.effects import name_areas
from scenarios.sites.rank import Ranked
from scenarios.sites.rounds import serving_sites
from scenarios.sites.walking import Count

LABELS = {
    "hours": {"en": "Courier hours in {days} days", "zh-CN": "{days} 天的送餐工时"},
    "door": {"en": "Minutes from meal point to door, mean", "zh-CN": "助餐点到门的分钟，平均"},
    "rent": {"en": "Rent a year", "zh-CN": "年租金"},
    "regret": {"en": "Largest regret over growth, {unit}", "zh-CN": "各增长情景中最大的遗憾（{unit}）"},
}
"""Lines beside the map's key figures, in the languages of the map."""
COUNTED: Mapping[Count, Mapping[str, str]] = {
    "people": {"en": "People of 60 and over", "zh-CN": "60 岁及以上的人"},
    "eaters": {"en": "People who eat on a working day", "zh-CN": "工作日用餐的人"},
    "60-69": {"en": "People of 60 to 69", "zh-CN": "60 至 69 岁的人"},
    "70-79": {"en": "People of 70 to 79", "zh-CN": "70 至 79 岁的人"},
    "80+": {"en": "People of 80 and over", "zh-CN": "80 岁及以上的人"},
}
"""Who the map's people are, by what the question counts."""
UNITS = {
    "people": {"en": "people", "zh-CN": "人"},
    "s": {"en": "min", "zh-CN": "分钟"},
    "m": {"en": "m", "zh-CN": "米"},
}


def draw_sites(answer: Answer, *, lang: str) -> str:
    """Draw the plan ranked first against today, as one HTML document that asks no host for anything."""
    assert answer.district.streets is not None
    base = read_base_map(answer.district.streets, answer.streets)
    return site_map_html(make_study(answer), base=base, lang=lang)


def draw_services(answer: Answer, *, lang: str) -> str:
    """Draw what is open, and what opens by the plan ranked first, for the public: no home and no figure is in it."""
    assert answer.district.streets is not None
    base = read_base_map(answer.district.streets, answer.streets)
    return service_map_html(answer.district.name, _list_sites(answer), base=base, lang=lang)


def make_study(answer: Answer) -> SiteStudy:
    """Put together what the planner's map shows: demand, sites, who walks where, catchments, figures."""
    district, best = answer.district, answer.best
    radius = answer.radius if answer.problem.unit == "m" else answer.radius / 60
    unit = {"m": {"en": "m", "zh-CN": "米"}, "s": {"en": "min", "zh-CN": "分钟"}}[answer.problem.unit]
    return SiteStudy(
        name=district.name,
        date=None,
        points=tuple(
            DemandPoint(id=point.id, area=area, lat=point.place.lat, lon=point.place.lon, people=float(people))
            for point, area, people in zip(district.demand, name_areas(district), answer.problem.people, strict=True)
        ),
        sites=tuple(_list_sites(answer)),
        before=_allocate(answer, answer.now),
        after=_allocate(answer, best),
        limit_text={"en": f"within {radius:g} {unit['en']} on foot", "zh-CN": f"步行 {radius:g} {unit['zh-CN']}以内"},
        counted_text=COUNTED[answer.question.counted],
        catchments_before=_catch(answer, answer.before),
        catchments_after=_catch(answer, best.listed.choice.open),
        site_catchments=tuple(draw_own_catchments(answer.streets, _find_doors(answer))),
        more_figures=tuple(_list_figures(answer)),
    )


def _list_sites(answer: Answer) -> list[Site]:
    opened = answer.best.listed.choice.open
    states = {(True, True): SiteState.OPEN, (False, True): SiteState.NEW, (True, False): SiteState.CLOSED}
    return [
        Site(
            id=site.id,
            name=site.name or site.address,
            lat=site.place.lat,
            lon=site.place.lon,
            state=states.get((bool(answer.before[place]), bool(opened[place])), SiteState.CANDIDATE),
            address=site.address,
            hours=site.hours,
            phone=site.phone,
            step_free=site.step_free,
            area=site.place.area,
            capacity=float(site.meals) if site.meals and answer.question.counted == "eaters" else None,
        )
        for place, site in enumerate(answer.district.sites)
    ]


def _allocate(answer: Answer, plan: Ranked) -> Allocation:
    problem, timed = answer.problem, answer.timed
    serving = serving_sites(problem, plan.listed.choice)
    covered = find_covered(problem, plan.listed.choice.open, answer.radius)
    seconds = np.where(serving >= 0, timed.cost[np.arange(problem.demands), serving].astype(np.float64), np.inf)
    served = serving >= 0
    loads = np.bincount(serving[served], weights=problem.people[served], minlength=problem.sites)
    walks = plan.walks
    reached = walks.people > walks.unreached
    return Allocation(
        minutes=(seconds / 60).tolist(),
        site=[problem.site_ids[site] if site >= 0 else None for site in serving.tolist()],
        covered=np.where(covered, problem.people, 0.0).tolist(),
        loads={problem.site_ids[site]: float(loads[site]) for site in np.flatnonzero(plan.listed.choice.open).tolist()},
        figures=Figures(
            sites=int(plan.listed.choice.open.sum()),
            people=plan.coverage.people,
            covered=plan.coverage.covered,
            mean_minutes=walks.mean / 60 if reached else None,
            p95_minutes=walks.p95 / 60 if reached else None,
            worst_tenth_minutes=walks.worst_tenth / 60 if reached else None,
        ),
    )


def _catch(answer: Answer, open_sites: NDArray[np.bool_]) -> tuple[Catchment, ...]:
    # The streets of a step-free question have lost their steps already.
    return tuple(draw_catchments(answer.streets, _find_doors(answer, among=open_sites)))


def _find_doors(answer: Answer, among: NDArray[np.bool_] | None = None) -> list[Location]:
    """Find the doors of sites that somebody can walk to, of all or of some."""
    reachable = answer.problem.reachable.any(axis=0)
    usable = reachable if among is None else reachable & among
    sites = (answer.district.sites[place] for place in np.flatnonzero(usable).tolist())
    return [replace(site.place, id=site.id) for site in sites]


def _list_figures(answer: Answer) -> list[MoreFigure]:
    now, best = answer.now, answer.best
    lines = [MoreFigure(label=LABELS["rent"], before=f"{now.rent:,}", after=f"{best.rent:,}")]
    if now.week is not None and best.week is not None:
        days = {language: text.format(days=best.week.days) for language, text in LABELS["hours"].items()}
        hours = (f"{week.courier_hours:,.1f}" for week in (now.week, best.week))
        minutes = (f"{week.minutes_mean:.1f}" if week.minutes_mean else "–" for week in (now.week, best.week))
        lines.append(MoreFigure(label=days, before=next(hours), after=next(hours)))
        lines.append(MoreFigure(label=LABELS["door"], before=next(minutes), after=next(minutes)))
    if answer.regret is not None:
        found = answer.regret
        label = {language: text.format(unit=UNITS[found.unit][language]) for language, text in LABELS["regret"].items()}
        largest = dict(zip(found.plans, found.regret.largest.tolist(), strict=True))
        before, after = (say_counted(largest[plan.listed.name], found.unit) for plan in (now, best))
        lines.append(MoreFigure(label=label, before=before, after=after))
    return lines


def say_counted(value: float, unit: str) -> str:
    """Write people and metres as whole numbers, seconds as minutes."""
    return f"{value / 60:,.1f}" if unit == "s" else f"{value:,.0f}"
