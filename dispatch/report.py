"""What a command prints when it is done: tables for people, one JSON document for programs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dispatch.json_document import print_json
from dispatch.summary import summarise
from dispatch.words import Language, say, say_amount, say_explanation, say_rule, say_violation
from maps.info import StreetsInfo
from routing.plan import Violation
from scenarios.run import PlannedDay

ROWS_SHOWN = 12
"""Longer lists are cut on the screen, and say so; the files hold them whole."""


@dataclass(frozen=True, kw_only=True)
class Show:
    """How to show what came out: language, JSON or tables, names or ids alone."""

    language: Language
    as_json: bool = False
    names: bool = False


def print_planned(planned: PlannedDay, show: Show) -> None:
    """Print a planned day: figures, broken rules, unassigned visits with their reasons."""
    if show.as_json:
        print_json(summarise(planned))
        return
    console = Console()
    console.print(_figures(planned, show.language))
    if planned.violations:
        console.print(_breaches(planned, show.language))
    else:
        console.print(Text(say(show.language, "no_breach"), style="green"))
    if planned.explanations:
        console.print(_unassigned(planned, show.language))


def print_note(show: Show, key: str, **values: object) -> None:
    """Print a closing line: on stdout, or on stderr where stdout carries JSON."""
    Console(stderr=show.as_json, soft_wrap=True).print(Text(say(show.language, key, **values)))


def print_count(show: Show, key: str, n: int) -> None:
    """Print a closing line about so many things."""
    print_note(show, f"{key}.one" if n == 1 else key, n=n)


def print_streets(info: StreetsInfo, show: Show) -> None:
    """Print what a street file holds, a row for each mode."""
    if show.as_json:
        print_json(dataclasses.asdict(info))
        return
    columns = ("mode", "nodes", "edges", "kilometres", "parts", "dropped")
    header = [say(show.language, f"column.{name}") for name in columns]
    table = make_table(header, say(show.language, "title.streets", file=info.source))
    for mode, row in info.modes.items():
        cells = (f"{row.nodes:,}", f"{row.edges:,}", f"{row.km:,.1f}", f"{row.parts:,}", f"{row.dropped_km:,.1f}")
        table.add_row(say(show.language, f"mode.{mode}"), *cells)
    south, west, north, east = info.bounds
    bounds = say(show.language, "bounds", south=south, west=west, north=north, east=east)
    table.caption = Text(f"{bounds} · {say(show.language, 'closed_ways', n=info.closed_ways)}")
    Console().print(table)


def _figures(planned: PlannedDay, language: Language) -> Table:
    table = make_table(["", ""], say(language, "title.plan", name=planned.problem.name or "–"))
    table.show_header = False
    for key, value in _figure_rows(planned, language):
        table.add_row(say(language, f"row.{key}"), value)
    return table


def _figure_rows(planned: PlannedDay, language: Language) -> Iterator[tuple[str, str]]:
    visits, time = planned.measures.visits, planned.measures.time
    punctuality, meals = planned.measures.punctuality, planned.measures.meals
    yield "served", say(language, "of", n=visits.served, total=visits.asked)
    if visits.served < visits.asked:
        yield "unassigned", str(visits.asked - visits.served)
        yield "mandatory_unassigned", str(visits.mandatory - visits.mandatory_served)
    if visits.units_asked:
        yield "units", say(language, "of", n=visits.units_delivered, total=visits.units_asked)
    workload = planned.measures.workload
    yield "workers", say(language, "of", n=workload.workers_used, total=workload.workers_available)
    travel = say_amount(language, time.travel, "s")
    if time.travel_share_of_shift is not None:
        travel = say(language, "percent_of_shift", amount=travel, percent=f"{time.travel_share_of_shift:.1%}")
    yield "travel", travel
    yield "kilometres", say(language, "kilometres", n=f"{time.travel_metres / 1000:,.1f}")
    yield "idle", say_amount(language, time.idle, "s")
    yield "late", str(punctuality.late)
    yield from _coupled_rows(planned, language)
    if meals.mean is not None and meals.largest is not None:
        mean, largest = (say_amount(language, round(value), "s") for value in (meals.mean, meals.largest))
        yield "meal_minutes", say(language, "mean_largest", mean=mean, largest=largest)
        limit = say_amount(language, meals.limit, "s")
        yield "meals_over_limit", say(language, "over_limit", n=meals.over_limit, total=meals.stops, limit=limit)
    yield "cost", f"{sum(planned.cost.values()):,}"
    for source in sorted({matrix.source for matrix in planned.travel.values()}):
        yield "source", say(language, f"source.{source}")


def _coupled_rows(planned: PlannedDay, language: Language) -> Iterator[tuple[str, str]]:
    ties, wishes = planned.measures.ties, planned.measures.wishes
    if ties.groups:
        yield "together", say(language, "of", n=ties.groups_served, total=ties.groups)
    if wishes.asked:
        amounts = {"amount": wishes.lateness_total, "largest": wishes.lateness_largest}
        told = {name: say_amount(language, seconds, "s") for name, seconds in amounts.items()}
        missed = say(language, "wishes_missed", n=wishes.late, total=wishes.asked, **told)
        yield "wishes", missed if wishes.late else "0"


def _breaches(planned: PlannedDay, language: Language) -> Table:
    header = [say(language, "column.rule"), say(language, "column.what")]
    rows = [
        (say_rule(language, violation.rule), say_violation(language, violation))
        for violation in sort_violations(planned.violations)
    ]
    return _cut_table(rows, header, say(language, "title.breaches", n=len(rows)), language)


def sort_violations(violations: Iterable[Violation]) -> list[Violation]:
    """Put the largest breach of every kind first, then the second largest of every kind, and so on."""
    ranked: list[tuple[int, Violation]] = []
    count: Counter[str] = Counter()
    for violation in sorted(violations, key=lambda one: -one.amount):
        kind = f"{violation.rule}.{violation.kind}"
        ranked.append((count[kind], violation))
        count[kind] += 1
    return [violation for _, violation in sorted(ranked, key=lambda one: one[0])]


def _unassigned(planned: PlannedDay, language: Language) -> Table:
    rows = [
        (
            explanation.visit,
            planned.problem.visit_by_id[explanation.visit].service,
            say_explanation(language, explanation),
        )
        for explanation in planned.explanations
    ]
    header = [say(language, f"column.{name}") for name in ("visit", "service", "why")]
    return _cut_table(rows, header, say(language, "title.unassigned", n=len(rows)), language)


def _cut_table(rows: Sequence[tuple[str, ...]], header: Sequence[str], title: str, language: Language) -> Table:
    table = make_table(header, title)
    for row in rows[:ROWS_SHOWN]:
        table.add_row(*(Text(cell) for cell in row))
    if len(rows) > ROWS_SHOWN:
        table.caption = Text(say(language, "more", n=len(rows) - ROWS_SHOWN))
    return table


def make_table(header: Sequence[str], title: str) -> Table:
    """Make an empty table with a title."""
    # Chinese has no spaces to break lines at: whatever does not fit is folded, never cut. Text is never markup.
    table = Table(title=Text(title), title_justify="left")
    for name in header:
        table.add_column(Text(name), overflow="fold")
    return table
