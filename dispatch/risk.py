"""What ``doorstep risk`` does between its options and its files."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.text import Text

from dispatch.fault_lists import show_notes
from dispatch.given_plans import read_given, time_given
from dispatch.json_document import print_json
from dispatch.places import check_writable, refuse_inputs
from dispatch.planning import Ground
from dispatch.progress import ProgressLine
from dispatch.report import Show, make_table, print_note
from dispatch.risk_page import PageTitle, risk_html
from dispatch.risk_words import Listing, list_figures, list_tables
from dispatch.words import Language, say
from dispatch.written import write_files
from routing.cache import cache_folder
from routing.errors import Fault, FaultKind
from routing.plan import Plan
from routing.problem import Problem
from routing.timetable import list_orders
from routing.travel import ON_STREETS, STRAIGHT_LINE, Travel
from scenarios.run import measure_travel
from scenarios.uncertainty.figures import Risk
from scenarios.uncertainty.risk import measure_risk
from scenarios.uncertainty.spreads import Spreads, note_unused, read_spreads

DOCUMENT, PAGE = "risk.json", "risk.html"
FORMAT = 1

OTHER_TIMES = FaultKind(
    "U111",
    "the plan's file has {count} of {total} visits at other times than their order gives",
    "the risk is that of the times by order; doorstep check shows them",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Chance:
    """How often to draw, where chance begins, and the user's own spreads, if any."""

    samples: int
    seed: int
    spreads: Path | None = None


def tell_risk(ground: Ground, plan_file: Path, show: Show, *, out: Path, chance: Chance) -> None:
    """Simulate a plan, whoever made it, print its risks and write risk.json and risk.html."""
    refuse_inputs([out], [ground.day])
    refuse_inputs([out / DOCUMENT, out / PAGE], [plan_file, chance.spreads])
    check_writable(out)
    with ProgressLine(show.language) as line:
        line.show_stage("day")
        spreads = read_spreads(chance.spreads)
        day = ground.read(show.language)
        problem = day.problem
        if chance.spreads is not None:
            show_notes(note_unused(chance.spreads, problem), show.language)
        given = read_given(plan_file, problem, show.language)
        line.show_stage("travel")
        streets, travel = measure_travel(day, cache=cache_folder())
        orders = list_orders(given) if isinstance(given, Plan) else given
        plan = time_given(plan_file, problem, travel, orders)
        if isinstance(given, Plan):
            show_notes(_note_times(given, plan), show.language)
        line.show_stage("risk")
        risk = measure_risk(problem, travel, plan, spreads=spreads, samples=chance.samples, seed=chance.seed)
    document = describe_risk(problem, travel, spreads, risk)
    title = PageTitle(
        name=problem.name, date="" if problem.date is None else problem.date.isoformat(), estimated=streets is None
    )
    page = risk_html(risk, spreads, title, language=show.language)
    write_files(out, {DOCUMENT: json.dumps(document, ensure_ascii=False, indent=2) + "\n", PAGE: page})
    if show.as_json:
        print_json(document)
    else:
        _print_tables(problem, risk, show.language)
    print_note(show, "written_risk", page=out / PAGE, document=out / DOCUMENT)


def describe_risk(problem: Problem, travel: Travel, spreads: Spreads, risk: Risk) -> Mapping[str, object]:
    """Put a risk into the form of risk.json."""
    is_estimate = any(matrix.source == STRAIGHT_LINE for matrix in travel.values())
    return {
        "format": FORMAT,
        "doorstep": version("doorstep"),
        "day": {"name": problem.name, "date": problem.date.isoformat() if problem.date else None},
        "travel_source": STRAIGHT_LINE if is_estimate else ON_STREETS,
        "spreads": dataclasses.asdict(spreads),
        **dataclasses.asdict(risk),
    }


def _note_times(given: Plan, timed: Plan) -> Sequence[Fault]:
    starts = {stop.visit: stop.start for route in timed.routes for stop in route.stops}
    count = sum(starts[stop.visit] != stop.start for route in given.routes for stop in route.stops)
    return [OTHER_TIMES.at(values={"count": count, "total": len(starts)})] if count else []


def _print_tables(problem: Problem, risk: Risk, language: Language) -> None:
    console = Console()
    figures = make_table(["", ""], say(language, "risk.title", name=problem.name or "–"))
    figures.show_header = False
    for name, value in list_figures(risk, language):
        figures.add_row(Text(name), Text(value))
    days = say(language, "risk.days", samples=f"{risk.samples:,}", seed=risk.seed)
    console.print(figures)
    _print_note(f"{days} · {say(language, 'risk.error.note')}")
    for listing in list_tables(risk, language):
        if listing.rows:
            _print_listing(listing, console)
        if listing.more:
            _print_note(say(language, "risk.more", n=listing.more))
        if listing.note:
            _print_note(listing.note)


def _print_listing(listing: Listing, console: Console) -> None:
    table = make_table(listing.header, listing.title)
    for row in listing.rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _print_note(text: str) -> None:
    Console(soft_wrap=True).print(Text(text))
