"""A day as its files give it, ready to be planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from maps.coordinates import System, to_wgs84
from routing.errors import Fault, InputError
from routing.objective import Weights
from routing.problem import Client, Depot, Location, Problem, Shift, Visit, Worker
from scenarios.coupling import group_tasks, make_gaps, name_halves
from scenarios.day_rows import DayRows
from scenarios.place_rows import PlaceRow
from scenarios.rows import (
    ClientRow,
    DepotRow,
    GapRow,
    RowModel,
    Rows,
    ServiceRow,
    VisitRow,
    WorkerRow,
    cap_faults,
    read_rows,
    required_columns,
)
from scenarios.sources import MISSPELT_TABLE, Source, read_source
from scenarios.tables import MISSPELT_COLUMN, NO_ROWS, Table
from scenarios.tasks import Task, settle_tasks
from scenarios.validate import find_faults, find_notes

MODELS: Mapping[str, type[RowModel]] = {
    "depots": DepotRow,
    "services": ServiceRow,
    "clients": ClientRow,
    "visits": VisitRow,
    "gaps": GapRow,
    "workers": WorkerRow,
}
"""The tables of a day and what a row of each holds; the first column of each is its id, but for gaps."""

OPTIONAL_TABLES = ("services", "gaps")
MAY_BE_EMPTY = ("gaps",)
"""Tables with nothing under their header are faults but for these."""

M = TypeVar("M", bound=RowModel)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day read from its files.

    Parameters
    ----------
    problem
        What is to be planned; places in WGS-84. Of the registers only clients with a visit today and depots somebody
        starts or ends at.
    streets
        The street file the day names; None where it names none.
    missing_streets
        The fault of that file where it is not there: it is told by :func:`scenarios.run.choose_streets`, so that
        another file or the estimate can be chosen instead.
    straight_line
        The day asks by name for travel estimated along straight lines.
    coordinates
        The system the files were written in: "wgs84", "gcj02" or "bd09".
    source
        The folder or workbook.
    rows
        Where the places of the problem stand in the files, by location id.
    ages
        In years, by client id, of the clients of the problem whose age is given.
    notes
        What is worth knowing but stops nothing: columns and files not read, visits nobody can make.
    """

    problem: Problem
    streets: Path | None
    weights: Weights
    straight_line: bool
    coordinates: System
    source: Path
    missing_streets: Fault | None = None
    rows: Mapping[str, PlaceRow] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Fault, ...] = ()


def read_day(path: Path) -> Day:
    """Read a day folder or an .xlsx workbook; ``docs/file-format.md`` describes both.

    Raises
    ------
    InputError
        With every fault found, each with its file or sheet, row and column.
    """
    required = {name: required_columns(model) for name, model in MODELS.items()}
    source = read_source(path, wanted=required, optional=OPTIONAL_TABLES)
    settings = source.settings
    rows, tasks, faults = _read_rows(source)
    if faults or settings.coordinates is None:
        missing = () if settings.missing_streets is None else (settings.missing_streets,)
        raise InputError(cap_faults([*missing, *faults]))
    notes = [*source.notes, *(note for table in source.tables.values() for note in table.notes), *find_notes(rows)]
    problem = _build_problem(rows, tasks, settings.coordinates, name=settings.name or path.stem, date=settings.date)
    return Day(
        problem=problem,
        streets=settings.streets,
        weights=settings.weights,
        straight_line=settings.straight_line,
        coordinates=settings.coordinates,
        source=path,
        missing_streets=settings.missing_streets,
        rows=dict(_find_rows(rows)),
        ages=dict(_find_ages(rows, problem)),
        notes=tuple(cap_faults(notes)),
    )


def _read_rows(source: Source) -> tuple[DayRows, tuple[Task, ...], list[Fault]]:
    day = source.settings.date
    depots = _read_table(DepotRow, "depots", source, day)
    services = _read_table(ServiceRow, "services", source, day)
    clients = _read_table(ClientRow, "clients", source, day)
    visits = _read_table(VisitRow, "visits", source, day)
    gaps = _read_table(GapRow, "gaps", source, day)
    workers = _read_table(WorkerRow, "workers", source, day)
    misspelt = {MISSPELT_TABLE.code, MISSPELT_COLUMN.code}
    told = [*source.faults, *(fault for table in source.tables.values() for fault in _table_faults(table))]
    sure = not any(fault.code in misspelt for fault in told)
    tasks, task_faults = settle_tasks(visits, services, names_are_sure=sure) if visits else ([], [])
    rows = DayRows(
        depots=depots,
        services=services,
        clients=clients,
        visits=visits,
        workers=workers,
        gaps=gaps,
        tasks=tuple(tasks),
        system=source.settings.coordinates,
    )
    faults = [*source.settings.faults, *told]
    for read in (depots, services, clients, visits, gaps, workers):
        faults += read.faults if read else ()
    return rows, tuple(tasks), [*faults, *task_faults, *find_faults(rows)]


def _table_faults(table: Table) -> Iterator[Fault]:
    return (fault for fault in table.faults if fault.code != NO_ROWS.code or table.name not in MAY_BE_EMPTY)


def _read_table(model: type[M], name: str, source: Source, day: dt.date | None) -> Rows[M] | None:
    table = source.tables.get(name)
    if table is None:
        return None
    return read_rows(model, table, id_column=next(iter(required_columns(model))), day=day)


def _build_problem(rows: DayRows, tasks: Iterable[Task], system: System, *, name: str, date: dt.date | None) -> Problem:
    assert rows.depots is not None
    assert rows.clients is not None
    assert rows.workers is not None
    tasks = tuple(tasks)
    # A register may hold a whole town: travel is measured between the places of today alone.
    visited = {task.visit.client for task in tasks}
    used = {depot for _, worker in rows.workers.sound for depot in (worker.start, worker.end or worker.start)}
    depots = [depot for _, depot in rows.depots.sound if depot.depot in used]
    clients = [client for _, client in rows.clients.sound if client.client in visited]
    return Problem(
        locations=tuple(_locate(depots, clients, system)),
        depots=tuple(Depot(id=depot.depot, location=f"depot:{depot.depot}", name=depot.name) for depot in depots),
        clients=tuple(
            Client(id=client.client, location=f"client:{client.client}", name=client.name, notes=client.notes)
            for client in clients
        ),
        visits=tuple(visit for task in tasks for visit in _make_visits(task)),
        workers=tuple(_make_worker(worker) for _, worker in rows.workers.sound),
        together=group_tasks(tasks),
        gaps=make_gaps(rows.gaps.sound if rows.gaps else ()),
        name=name,
        date=date,
    )


def _find_rows(day: DayRows) -> Iterator[tuple[str, PlaceRow]]:
    for kind, rows in (("depot", day.depots), ("client", day.clients)):
        if rows is not None:
            for name, row in rows.ids.items():
                yield f"{kind}:{name}", PlaceRow(id=name, file=rows.table.file, row=row)


def _find_ages(day: DayRows, problem: Problem) -> Iterator[tuple[str, int]]:
    for _, client in day.clients.sound if day.clients else ():
        if client.age is not None and client.client in problem.client_by_id:
            yield client.client, client.age


def _locate(depots: list[DepotRow], clients: list[ClientRow], system: System) -> Iterator[Location]:
    places: list[DepotRow | ClientRow] = [*depots, *clients]
    lats, lons = to_wgs84([place.lat for place in places], [place.lon for place in places], system=system)
    for place, lat, lon in zip(places, lats.tolist(), lons.tolist(), strict=True):
        if isinstance(place, DepotRow):
            yield Location(id=f"depot:{place.depot}", lat=lat, lon=lon, name=place.name, area=place.area)
        else:
            yield Location(
                id=f"client:{place.client}",
                lat=lat,
                lon=lon,
                name=place.address or place.name,
                area=place.area,
                door_seconds=place.door_minutes,
            )


def _make_visits(task: Task) -> Iterator[Visit]:
    for name in name_halves(task.visit.visit, task.workers):
        yield Visit(
            id=name,
            client=task.visit.client,
            location=f"client:{task.visit.client}",
            service=task.visit.service,
            windows=task.windows,
            duration=task.duration,
            role=task.role,
            skills=task.skills,
            # What is carried there is carried once, however many go.
            demand=task.demand if name == task.visit.visit else 0,
            priority=task.priority,
            mandatory=task.mandatory,
            due=task.visit.due,
        )


def _make_worker(row: WorkerRow) -> Worker:
    return Worker(
        id=row.worker,
        name=row.name,
        role=row.role,
        skills=row.skills,
        shift=Shift(start=row.shift_start, end=row.shift_end),
        mode=row.mode,
        capacity=row.capacity,
        start=row.start,
        end=row.end or row.start,
        team=row.team,
    )
