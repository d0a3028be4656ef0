"""The figures of a risk in words: the rows of its tables, for the screen and for the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch.words import Language, say, say_amount
from routing.clock_text import format_clock
from scenarios.uncertainty.figures import Estimate, LinkRisk, Risk, VisitCounts

LISTED = 10
"""Rows of each table; risk.json holds all."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A table ready to be shown, the worst first; ``more`` rows are left out."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0
    note: str = ""


def say_chance(language: Language, chance: float) -> str:
    """Say a chance as a percentage; what is only nearly sure or impossible is not said to be so."""
    percent = f"{100 * chance:.1f}"
    if percent == "100.0" and chance < 1:
        return say(language, "risk.sure")
    if percent == "0.0" and chance > 0:
        return say(language, "risk.never")
    return say(language, "risk.chance", n="100" if chance == 1 else "0" if chance == 0 else percent)


def say_clock(seconds: int) -> str:
    """Say a time of day in whole minutes, rounded up as everywhere."""
    return format_clock(-(-seconds // 60) * 60)


def say_seconds(language: Language, seconds: float) -> str:
    """Say a mean of seconds."""
    return say_amount(language, round(seconds), "s")


def list_figures(risk: Risk, language: Language) -> list[tuple[str, str]]:
    """List the figures of the day, with their standard errors; visits in no route first, if there are any."""

    def chance(estimate: Estimate) -> str:
        value, error = say_chance(language, estimate.mean), f"{100 * estimate.error:.2f}"
        return say(language, "risk.error", value=value, error=error)

    def amount(estimate: Estimate) -> str:
        value, error = (say_seconds(language, seconds) for seconds in (estimate.mean, estimate.error))
        return say(language, "risk.error", value=value, error=error)

    day = risk.day
    late = say(language, "risk.error", value=f"{day.late_stops.mean:.1f}", error=f"{day.late_stops.error:.2f}")
    rows = [("unassigned", _say_unassigned(risk.visits, language))] if risk.visits.unassigned else []
    rows += [("on_time", chance(day.on_time_share)), ("all_on_time", chance(day.all_on_time)), ("late", late)]
    rows.append(("lateness", amount(day.lateness)))
    rows += [
        (key, chance(estimate))
        for key, estimate in (("wishes", day.wish_share), ("meals", day.meal_over_share), ("gaps", day.all_gaps_kept))
        if estimate is not None
    ]
    rows += [("any_overtime", chance(day.any_overtime)), ("overtime", amount(day.overtime))]
    limit = say_amount(language, risk.meal_limit, "s")
    return [(say(language, f"risk.row.{key}", limit=limit), value) for key, value in rows]


def _say_unassigned(visits: VisitCounts, language: Language) -> str:
    said = say(language, "of", n=visits.unassigned, total=visits.asked)
    if not visits.mandatory_unassigned:
        return said
    return say(language, "risk.unassigned", visits=said, n=visits.mandatory_unassigned)


def list_tables(risk: Risk, language: Language) -> Iterator[Listing]:
    """List the tables of what is most likely to go wrong; one without rows is left out, but for the links."""
    yield _list_stops(risk, language)
    yield _list_workers(risk, language)
    yield _list_links(risk, language)
    if risk.gaps:
        yield _list_gaps(risk, language)


def say_link(link: LinkRisk, language: Language) -> str:
    """Name a link by its two ends."""
    first = link.first or say(language, "risk.from_depot")
    return say(language, f"risk.link.{link.kind}", first=first, second=link.second)


def _list_stops(risk: Risk, language: Language) -> Listing:
    worst = sorted((stop for stop in risk.stops if stop.on_time.mean < 1), key=lambda stop: stop.on_time.mean)
    rows = [
        (
            stop.visit,
            stop.service,
            stop.worker,
            say_clock(stop.planned),
            say_clock(stop.window_end),
            say_chance(language, stop.on_time.mean),
            say_seconds(language, stop.lateness.mean),
        )
        for stop in worst
    ]
    return _cut(rows, "stops", ("visit", "service", "worker", "planned", "latest", "on_time", "lateness"), language)


def _list_workers(risk: Risk, language: Language) -> Listing:
    worst = sorted(
        (one for one in risk.workers if one.overtime_chance.mean > 0),
        key=lambda one: (-one.overtime_chance.mean, -one.overtime.mean),
    )
    rows = [
        (
            one.worker,
            say_clock(one.planned_return),
            say_clock(one.shift_end),
            say_chance(language, one.overtime_chance.mean),
            say_seconds(language, one.overtime.mean),
        )
        for one in worst
    ]
    return _cut(rows, "workers", ("worker", "back", "shift_end", "overtime_chance", "overtime"), language)


def _list_gaps(risk: Risk, language: Language) -> Listing:
    worst = sorted(risk.gaps, key=lambda gap: gap.kept.mean)
    rows = [(f"{gap.first} ⇢ {gap.second}", say_chance(language, gap.kept.mean)) for gap in worst]
    return _cut(rows, "gaps", ("gap", "kept"), language)


def _list_links(risk: Risk, language: Language) -> Listing:
    rows = [
        (
            say_link(link, language),
            link.worker,
            say_seconds(language, max(0.0, link.steady.mean)),
            say_seconds(language, max(0.0, link.slack.mean)),
        )
        for link in risk.links
    ]
    note = say(language, "risk.links_note" if rows else "risk.no_links")
    return _cut(rows, "links", ("link", "worker", "steady", "slack"), language, slack=risk.slack, note=note)


def _cut(
    rows: Sequence[tuple[str, ...]],
    name: str,
    columns: Sequence[str],
    language: Language,
    *,
    slack: int = 0,
    note: str = "",
) -> Listing:
    said = say_amount(language, slack, "s")
    return Listing(
        title=say(language, f"risk.title.{name}"),
        header=tuple(say(language, f"risk.column.{column}", slack=said) for column in columns),
        rows=tuple(rows[:LISTED]),
        more=max(0, len(rows) - LISTED),
        note=note,
    )
