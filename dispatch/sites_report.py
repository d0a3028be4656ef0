"""What ``doorstep sites choose`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dispatch.json_document import print_json
from dispatch.report import ROWS_SHOWN, Show, make_table
from dispatch.sites_document import describe_answer, find_year
from dispatch.sites_regret import print_regret, say_choice
from dispatch.words import Language, say
from scenarios.sites.ask import Answer
from scenarios.sites.choice import Coverage
from scenarios.sites.effects import Effect, share_of_areas, sort_by_change
from scenarios.sites.rank import Ranked
from scenarios.sites.rounds import WeekFigures

MOST_PLACES_SHOWN = 40
"""Sites of a plan that are listed; the files hold them all."""


def print_answer(answer: Answer, show: Show) -> None:
    """Print the figures now and after, the plans, what opens and closes, who gains and who loses."""
    if show.as_json:
        print_json(describe_answer(answer))
        return
    language = show.language
    console = Console()
    console.print(_figures(answer, language))
    if len(answer.plans) > 1:
        console.print(_plans(answer, language))
    if answer.regret is not None:
        print_regret(console, answer, answer.regret, language)
    for title, places in _changes(answer):
        if places:
            console.print(_places(answer, title, places, language))
    changed = [effect for effect in sort_by_change(answer.effects) if effect.gaining or effect.losing]
    if changed:
        console.print(_communities(changed, language))
    if answer.regret is not None:
        console.print(Text(say_choice(answer.regret, language), style="green"))
    asked = answer.asked.listed
    model = say(language, f"siting.{asked.model}")
    if asked.choice.proven:
        console.print(Text(say(language, "proven", plan=asked.name, model=model), style="green"))
    else:
        gap = f"{asked.choice.gap:.2f} %"
        console.print(Text(say(language, "gap", plan=asked.name, model=model, percent=gap), style="yellow"))
    if answer.question.step_free and "steps" not in answer.streets.classes:
        console.print(Text(say(language, "steps_none"), style="yellow"))


def _figures(answer: Answer, language: Language) -> Table:
    model = say(language, f"siting.{answer.question.model}")
    plan = say(language, "column.after", plan=answer.best.listed.name)
    title = say(language, "title.sites", name=answer.district.name, model=model)
    table = make_table(["", say(language, "column.now"), plan], title)
    now, after = (dict(_figure_rows(answer, one, language)) for one in (answer.now, answer.best))
    for name in {**after, **now}:
        table.add_row(Text(name), Text(now.get(name, "–")), Text(after.get(name, "–")))
    return table


def _figure_rows(answer: Answer, plan: Ranked, language: Language) -> Iterator[tuple[str, str]]:
    radius = say_radius(answer, language)
    areas = share_of_areas(answer.district, plan.listed.choice.open)
    yield say(language, "row.open_sites"), str(int(plan.listed.choice.open.sum()))
    yield say(language, "row.covered_people", radius=radius), say_share(plan.coverage, language)
    if plan.seated is not None:
        yield say(language, "row.seated_people", radius=radius), say_share(plan.seated, language)
    if any(point.area for point in answer.district.demand):
        yield say(language, "row.areas_served"), _say_part(areas.served, areas.areas, language)
    for name in ("mean", "p95", "worst", "longest"):
        seconds = getattr(plan.walks, {"worst": "worst_tenth"}.get(name, name))
        yield say(language, f"row.walk_{name}"), say(language, "within.s", n=f"{seconds / 60:.1f}")
    yield say(language, "row.rent"), f"{plan.rent:,}"
    if plan.week is not None:
        yield from _round_rows(plan.week, language)


def _round_rows(week: WeekFigures, language: Language) -> Iterator[tuple[str, str]]:
    yield say(language, "row.courier_hours", days=week.days), f"{week.courier_hours:,.1f}"
    yield say(language, "row.to_door"), _say_to_door(week)
    yield say(language, "row.walkers_meals"), f"{week.walkers:,}"
    yield say(language, "row.delivered_meals"), f"{week.delivered:,}"
    if week.over_limit:
        yield say(language, "row.over_limit", minutes=week.limit_minutes), f"{week.over_limit:,}"
    if week.undelivered:
        yield say(language, "row.undelivered"), f"{week.undelivered:,}"
    if week.left_out:
        yield say(language, "row.left_out"), f"{week.left_out:,}"


def _plans(answer: Answer, language: Language) -> Table:
    """Hold the plans side by side, a column each."""
    ranked = answer.best.week is not None
    title = say(language, "title.siting_ranked" if ranked else "title.siting_plans")
    table = make_table([say(language, "column.plan"), *(plan.listed.name for plan in answer.plans)], title)
    columns = [dict(_plan_cells(plan, language)) for plan in answer.plans]
    for name in columns[0]:
        table.add_row(Text(say(language, f"column.{name}")), *(Text(column.get(name, "–")) for column in columns))
    return table


def _plan_cells(plan: Ranked, language: Language) -> Iterator[tuple[str, str]]:
    yield "found_by", _say_origin(plan, language)
    yield "covered", f"{plan.coverage.share:.1%}"
    yield "walk", f"{plan.walks.mean / 60:.1f}"
    yield "rent_thousand", f"{plan.rent / 1000:,.0f}"
    if plan.week is not None:
        yield "courier_hours", f"{plan.week.courier_hours:,.1f}"
        yield "to_door", _say_to_door(plan.week)
        yield "walkers_meals", f"{plan.week.walkers:,}"
        yield "delivered", f"{plan.week.delivered:,}"
        yield "site_cost", f"{plan.cost:,.0f}"


def _say_origin(plan: Ranked, language: Language) -> str:
    if plan.listed.name == "A":
        return say(language, "found_asked")
    if plan.listed.growth is not None:
        return say(language, "found_growth", growth=plan.listed.growth)
    if plan.listed.without is not None:
        return say(language, "found_without", site=plan.listed.without)
    return say(language, "found_model", model=say(language, f"siting.{plan.listed.model}"))


def _changes(answer: Answer) -> Iterator[tuple[str, list[int]]]:
    after = answer.best.listed.choice.open
    yield "opening", np.flatnonzero(after & ~answer.before).tolist()
    yield "closing", np.flatnonzero(answer.before & ~after).tolist()


def _places(answer: Answer, title: str, places: Sequence[int], language: Language) -> Table:
    years = {place: find_year(answer.best.listed.choice, place) for place in places}
    with_years = any(years.values())
    names = ["site", "name", "community", "rent", *(["year"] if with_years else [])]
    heading = say(language, f"title.{title}", plan=answer.best.listed.name, n=len(places))
    table = make_table([say(language, f"column.{name}") for name in names], heading)
    order = sorted(places, key=lambda place: years[place] or 0)
    for place in order[:MOST_PLACES_SHOWN]:
        site = answer.district.sites[place]
        cells = [site.id, site.name or site.address, site.place.area, f"{site.rent:,}"]
        cells += [str(years[place] or "")] if with_years else []
        table.add_row(*(Text(cell) for cell in cells))
    if len(places) > MOST_PLACES_SHOWN:
        table.caption = Text(say(language, "more_in_files", n=len(places) - MOST_PLACES_SHOWN))
    return table


def _communities(changed: Sequence[Effect], language: Language) -> Table:
    """Show those who gain most and those who lose most; what is between them is in the files."""
    names = ["community", "people", "gaining", "losing", "walk"]
    title = say(language, "title.gain", n=len(changed))
    table = make_table([say(language, f"column.{name}") for name in names], title)
    losers = [effect for effect in changed if effect.losing > effect.gaining][-ROWS_SHOWN // 2 :]
    shown = [*[effect for effect in changed if effect not in losers][: ROWS_SHOWN - len(losers)], *losers]
    for effect in shown:
        walks = " → ".join(
            "–" if walk is None else f"{walk / 60:.1f}" for walk in (effect.walk_before, effect.walk_after)
        )
        cells = (
            effect.area,
            f"{effect.people:,.0f}",
            f"{effect.gaining:,.0f}",
            f"{effect.losing:,.0f}",
            walks,
        )
        table.add_row(*(Text(cell) for cell in cells))
    if len(changed) > len(shown):
        table.caption = Text(say(language, "more_in_files", n=len(changed) - len(shown)))
    return table


def say_radius(answer: Answer, language: Language) -> str:
    """Say the radius by which coverage is counted."""
    figure = answer.radius if answer.problem.unit == "m" else answer.radius / 60
    return say(language, f"within.{answer.problem.unit}", n=f"{figure:g}")


def say_share(coverage: Coverage, language: Language) -> str:
    """Say how many of the people are covered."""
    return _say_part(round(coverage.covered), round(coverage.people), language)


def _say_part(part: int, whole: int, language: Language) -> str:
    percent = f"{part / whole:.1%}" if whole else "–"
    return say(language, "share_of", n=f"{part:,}", total=f"{whole:,}", percent=percent)


def _say_to_door(week: WeekFigures) -> str:
    figures = (week.minutes_mean, week.minutes_p95, week.minutes_max)
    return ", ".join("–" if figure is None else f"{figure:.0f}" for figure in figures)
