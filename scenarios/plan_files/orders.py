"""A plan as a table that a person writes or edits: who goes to which visits, in which order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from maps.whole_files import write_whole
from routing.clock_text import format_clock
from routing.errors import Fault, FaultKind, InputError
from routing.plan import Plan, Stop
from routing.problem import Problem
from scenarios import aliases
from scenarios.cells import quote_value, read_id, read_number
from scenarios.clock import format_window
from scenarios.plan_files.coupled_stops import describe_coupled
from scenarios.plan_files.plan_json import NOT_A_PLAN
from scenarios.plan_files.right_day import find_other_day
from scenarios.rows import RowModel, Rows, cap_faults, read_rows, required_columns
from scenarios.sources import read_any_table

UNKNOWN_WORKER = FaultKind("D186", "no worker of the day has the id {id}", "correct it, or add the worker to the day")
UNKNOWN_VISIT = FaultKind("D187", "no visit of the day has the id {id}", "correct it, or add the visit to the day")
VISIT_TWICE = FaultKind("D188", "the visit {id} is already in row {first}", "keep it once, with one worker")
ORDER_UNCLEAR = FaultKind(
    "D189",
    "some visits of worker {worker} have a number and others have none",
    "number all visits of a worker, or none",
)

NO_TABLES = (".json", ".geojson", ".html", ".htm")
"""What Doorstep writes beside orders.csv, and a person may give by mistake."""

WRITTEN_COLUMNS = (
    *("worker", "worker_name", "order", "visit", "arrival", "start", "end"),
    *("client", "client_name", "service", "windows", "with", "with_name", "gaps", "due", "late"),
)

IF_ANY = ("with", "with_name", "gaps", "due", "late")
"""Columns of what few days have; they are left out where no row fills them."""

MISTAKEN = re.compile(r"[=+\-@].*|\d+/\d+(/\d+)?", re.DOTALL)
"""A spreadsheet takes such a cell for a formula or, as the half "12/2" of a visit, for a date: it is written with an
apostrophe before it."""


def _read_guarded_id(value: object) -> str:
    text = read_id(value)
    return text[1:] if text.startswith("'") and MISTAKEN.fullmatch(text[1:]) else text


Id = Annotated[str, BeforeValidator(_read_guarded_id)]
Place = Annotated[float, BeforeValidator(lambda value: read_number(value, least=-(10**9), greatest=10**9))]


class OrderRow(RowModel):
    """One visit of a plan; without a worker it stays unassigned."""

    visit: Id
    worker: Id | None = None
    order: Place | None = None


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """A row whose ids are those of the problem."""

    row: int
    worker: str
    visit: str
    order: float | None


def read_orders(path: Path, problem: Problem) -> dict[str, list[str]]:
    """Read a plan that a person wrote, for ``time_plan``.

    Parameters
    ----------
    path
        A CSV file or a workbook with a column of workers and a column of visits, and perhaps one of numbers. Visits
        without a number, or of equal numbers, are made in the order of the rows.
    problem
        The day the plan is for. Where a spreadsheet took leading zeros off an id, the id is still found.

    Returns
    -------
    dict
        Visit ids in order by worker id. Visits without a worker, or in no row, are in none.

    Raises
    ------
    InputError
        With every fault found, each with its row and column; where the day knows fewer than half of the visits, one
        fault in place of those of all ids.
    """
    if path.suffix.lower() in NO_TABLES:
        raise InputError(NOT_A_PLAN.at(file=path.name))
    table = read_any_table(path, "orders", required=(*required_columns(OrderRow), "worker"))
    rows = read_rows(OrderRow, table, id_column="visit", day=problem.date)
    turns, unknown = _match_ids(rows, problem)
    faults = [*table.faults, *rows.faults, *unknown, *_repeated(rows, turns), *_unclear(rows, turns)]
    if faults:
        raise InputError(cap_faults(faults))
    orders: dict[str, list[str]] = {}
    for turn in sorted(turns, key=lambda turn: (turn.order or 0, turn.row)):
        if turn.worker:
            orders.setdefault(turn.worker, []).append(turn.visit)
    return {worker.id: orders[worker.id] for worker in problem.workers if worker.id in orders}


def write_orders(
    plan: Plan, path: Path, *, problem: Problem | None = None, language: str = "en", names: bool = False
) -> None:
    """Write a plan as :func:`format_orders` puts it."""
    write_whole(path, format_orders(plan, problem=problem, language=language, names=names))


def format_orders(plan: Plan, *, problem: Problem | None = None, language: str = "en", names: bool = False) -> bytes:
    """Put a plan into a CSV that a spreadsheet opens, a person edits and :func:`read_orders` reads back.

    Parameters
    ----------
    problem
        Gives each row its client, service and windows, who comes along, the gaps to earlier visits and the wish; they
        help a person and are ignored when read.
    language
        "zh-CN" for Chinese column names, else English.
    names
        Also give the names of workers and clients; else only ids.

    Notes
    -----
    Unassigned visits stand at the end without a worker. The file begins with a byte order mark, or Excel would take its
    Chinese for something else.
    """
    coupled = {} if problem is None else describe_coupled(problem, plan, language=language)
    rows = [
        {**cells, **({} if problem is None else _describe(cells, problem)), **coupled.get(cells["visit"], {})}
        for cells in _cells_of(plan)
    ]
    left_out = {column for column in IF_ANY if not any(row.get(column) for row in rows)}
    left_out |= set() if names else {"worker_name", "client_name", "with_name"}
    if problem is None:
        left_out.update(("worker_name", "client", "client_name", "service", "windows"))
    columns = [column for column in WRITTEN_COLUMNS if column not in left_out]
    headers = {**aliases.columns("orders").aliases, **aliases.reading_columns("orders").aliases}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writerow({column: headers[column][1 if language == "zh-CN" else 0] for column in columns})
    writer.writerows({column: _guard(cell) for column, cell in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cells_of(plan: Plan) -> Iterator[dict[str, str]]:
    for route in plan.routes:
        for number, stop in enumerate(route.stops, start=1):
            yield {"worker": route.worker, "order": str(number), "visit": stop.visit} | _times(stop)
    for visit in plan.unassigned:
        yield {"visit": visit}


def _describe(cells: Mapping[str, str], problem: Problem) -> dict[str, str]:
    described: dict[str, str] = {}
    worker = problem.worker_by_id.get(cells.get("worker", ""))
    if worker is not None:
        described["worker_name"] = worker.name
    visit = problem.visit_by_id.get(cells["visit"])
    if visit is not None:
        described |= {
            "client": visit.client,
            "client_name": problem.client_by_id[visit.client].name,
            "service": visit.service,
            "windows": "; ".join(format_window(window) for window in visit.windows),
        }
    return described


def _times(stop: Stop) -> dict[str, str]:
    times = {"arrival": stop.arrival, "start": stop.start, "end": stop.end}
    return {name: format_clock(seconds) for name, seconds in times.items()}


def _guard(cell: str) -> str:
    return f"'{cell}" if MISTAKEN.fullmatch(cell) else cell


def _match_ids(rows: Rows[OrderRow], problem: Problem) -> tuple[list[_Turn], list[Fault]]:
    find_worker, find_visit = _finder(problem.worker_by_id), _finder(problem.visit_by_id)
    turns: list[_Turn] = []
    faults: list[Fault] = []
    strange: list[str] = []
    for number, row in rows.sound:
        worker = find_worker(row.worker) if row.worker is not None else ""
        visit = find_visit(row.visit)
        if worker is None:
            values = {"id": quote_value(row.worker)}
            faults.append(rows.table.at(UNKNOWN_WORKER, row=number, column="worker", values=values))
        if visit is None:
            strange.append(row.visit)
            values = {"id": quote_value(row.visit)}
            faults.append(rows.table.at(UNKNOWN_VISIT, row=number, column="visit", values=values))
        if worker is not None and visit is not None:
            turns.append(_Turn(row=number, worker=worker, visit=visit, order=row.order))
    other_day = find_other_day(strange, count=len(rows.sound), file=rows.table.file)
    return turns, faults if other_day is None else [other_day]


def _finder(known: Mapping[str, object]) -> Callable[[str], str | None]:
    """Make a look-up that forgives leading zeros lost, where no two ids then look alike."""
    bare: dict[str, str | None] = {}
    for name in known:
        short = name.lstrip("0")
        bare[short] = None if short in bare else name
    return lambda name: name if name in known else bare.get(name.lstrip("0")) if name.isascii() else None


def _repeated(rows: Rows[OrderRow], turns: Iterable[_Turn]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for turn in turns:
        if turn.visit in first:
            values = {"id": quote_value(turn.visit), "first": first[turn.visit]}
            yield rows.table.at(VISIT_TWICE, row=turn.row, column="visit", values=values)
        first.setdefault(turn.visit, turn.row)


def _unclear(rows: Rows[OrderRow], turns: Iterable[_Turn]) -> Iterator[Fault]:
    numbered: dict[str, bool] = {}
    told: set[str] = set()
    for turn in turns:
        if turn.worker and numbered.setdefault(turn.worker, turn.order is not None) is (turn.order is None):
            if turn.worker not in told:
                values = {"worker": quote_value(turn.worker)}
                yield rows.table.at(ORDER_UNCLEAR, row=turn.row, column="order", values=values)
            told.add(turn.worker)
