"""All figures of an answer about sites, for programs and for spreadsheets."""

from __future__ import annotations

import dataclasses
from importlib.metadata import version
from typing import Any

import numpy as np

from dispatch.fault_words import say_fault
from dispatch.words import LANGUAGES
from routing.errors import Fault
from scenarios.sites.ask import Answer
from scenarios.sites.choice import Choice, Coverage, Walks, find_nearest
from scenarios.sites.effects import share_of_areas
from scenarios.sites.growth_regret import GrowthRegret
from scenarios.sites.rank import Ranked

FORMAT = 1
NOW = "now"
"""What is open today, where it stands beside the plans."""


def describe_answer(answer: Answer) -> dict[str, Any]:
    """Put together what is known of an answer; docs/sites.md describes it."""
    return {
        "format": FORMAT,
        "doorstep": version("doorstep"),
        "district": answer.district.name,
        "question": _describe_question(answer),
        "now": {"open": _ids(answer, answer.before.nonzero()[0].tolist()), **_describe_figures(answer, answer.now)},
        "best": answer.best.listed.name,
        "plans": [_describe_plan(answer, plan) for plan in answer.plans],
        "regret": None if answer.regret is None else _describe_regret(answer.regret),
        "notes": [_describe_note(note) for note in answer.notes],
        "communities": [_round(dataclasses.asdict(effect)) for effect in answer.effects],
    }


def list_sites(answer: Answer) -> list[dict[str, object]]:
    """List every meal point and room: what becomes of it in the best plan, and how many walk to it."""
    after = answer.best.listed.choice
    people = answer.problem.people
    loads = [
        np.bincount(nearest[nearest >= 0], weights=people[nearest >= 0], minlength=answer.problem.sites).tolist()
        for nearest in (find_nearest(answer.timed, answer.before), find_nearest(answer.timed, after.open))
    ]
    rows: list[dict[str, object]] = []
    for place, site in enumerate(answer.district.sites):
        now, then = bool(answer.before[place]), bool(after.open[place])
        rows.append(
            {
                "site": site.id,
                "name": site.name,
                "address": site.address,
                "community": site.place.area,
                "lat": site.place.lat,
                "lon": site.place.lon,
                "becomes": {(1, 1): "stays", (0, 1): "opens", (1, 0): "closes", (0, 0): "room"}[now, then],
                "year": find_year(after, place),
                "rent": site.rent,
                "seats": site.seats,
                "meals": site.meals,
                "step_free": "yes" if site.step_free else "no",
                "nearest_now": round(loads[0][place], 1),
                "nearest_after": round(loads[1][place], 1),
                "plans": " ".join(sorted(plan.listed.name for plan in answer.plans if plan.listed.choice.open[place])),
            }
        )
    return rows


def list_communities(answer: Answer) -> list[dict[str, object]]:
    """List every community with what changes for its people; walks in minutes."""
    return [
        {
            "community": effect.area,
            "people": effect.people,
            "covered_now": effect.covered_before,
            "covered_after": effect.covered_after,
            "newly_covered": effect.gaining,
            "no_longer_covered": effect.losing,
            "nearer": effect.nearer,
            "farther": effect.farther,
            "walk_minutes_now": _minutes(effect.walk_before),
            "walk_minutes_after": _minutes(effect.walk_after),
        }
        for effect in answer.effects
    ]


def find_year(choice: Choice, place: int) -> int | None:
    """Find when a site opens or closes; None where it does neither, or the model knows no years."""
    if choice.opened[place] > 0:
        return int(choice.opened[place])
    if choice.closed is not None and choice.closed[place] > 0:
        return int(choice.closed[place])
    return None


def _describe_question(answer: Answer) -> dict[str, Any]:
    asked = dataclasses.asdict(answer.question)
    asked |= {"count": answer.question.counted, "years": [list(phase) for phase in answer.question.years]}
    return {**asked, "radius": answer.radius, "radius_unit": answer.problem.unit}


def _describe_plan(answer: Answer, plan: Ranked) -> dict[str, Any]:
    choice = plan.listed.choice
    opens, closes = choice.open & ~answer.before, answer.before & ~choice.open
    changed = np.flatnonzero(opens | closes).tolist()
    years = {answer.problem.site_ids[place]: find_year(choice, place) for place in changed}
    return {
        "plan": plan.listed.name,
        "model": plan.listed.model,
        "without": plan.listed.without,
        "growth": plan.listed.growth,
        "opens": _ids(answer, opens.nonzero()[0].tolist()),
        "closes": _ids(answer, closes.nonzero()[0].tolist()),
        "years": {site: year for site, year in years.items() if year is not None},
        "value": choice.value,
        "bound": choice.bound,
        "gap_percent": choice.gap,
        "proven": choice.proven,
        "notes": [_describe_note(note) for note in choice.notes],
        **_describe_figures(answer, plan),
    }


def _describe_regret(found: GrowthRegret) -> dict[str, Any]:
    chances: tuple[float | None, ...] = found.chances or (None,) * len(found.scenarios)
    regret = found.regret
    figures = zip(found.plans, found.values, regret.table, regret.largest, regret.expected, strict=True)
    return {
        "unit": found.unit,
        "more_is_better": found.more_is_better,
        "scenarios": [
            {"name": name, "people": people, "chance": chance, "best": best or NOW}
            for name, people, chance, best in zip(found.scenarios, found.people, chances, found.best, strict=True)
        ],
        "plans": [
            {
                "plan": name or NOW,
                "values": values.tolist(),
                "regret": table.tolist(),
                "largest": float(largest),
                "expected": float(expected),
            }
            for name, values, table, largest, expected in figures
        ],
        "least_largest": found.cautious or NOW,
        "least_expected": found.expected or NOW,
    }


def _describe_figures(answer: Answer, plan: Ranked) -> dict[str, Any]:
    areas = share_of_areas(answer.district, plan.listed.choice.open)
    return {
        "coverage": _describe_coverage(plan.coverage),
        "seated": None if plan.seated is None else _describe_coverage(plan.seated),
        "communities_with_a_site": {"all": areas.areas, "with": areas.served, "share": areas.share},
        "walk_minutes": _describe_walks(plan.walks),
        "rent": plan.rent,
        "rounds": None if plan.week is None else _round(dataclasses.asdict(plan.week)),
        "cost": {"total": plan.cost, **plan.parts},
    }


def _describe_coverage(coverage: Coverage) -> dict[str, float]:
    return {"people": coverage.people, "covered": coverage.covered, "share": coverage.share}


def _describe_walks(walks: Walks) -> dict[str, float]:
    return {
        "mean": walks.mean / 60,
        "p95": walks.p95 / 60,
        "worst_tenth": walks.worst_tenth / 60,
        "longest": walks.longest / 60,
        "unreached_people": walks.unreached,
    }


def _describe_note(note: Fault) -> dict[str, Any]:
    return {"code": note.code, "sentences": {language: say_fault(language, note)[0] for language in LANGUAGES}}


def _ids(answer: Answer, places: list[int]) -> list[str]:
    return [answer.problem.site_ids[place] for place in places]


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 2)


def _round(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}
