"""What each visit asks for once its own cells and its service's are put together."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import Fault, FaultKind
from routing.problem import Role, TimeWindow
from scenarios.cells import CellError
from scenarios.rows import EMPTY_CELL, Rows, ServiceRow, TaskRow, VisitRow, choose_windows

NO_WINDOW = FaultKind("D165", "neither the visit nor its service says when", "fill in the window of one of them")
NO_DURATION = FaultKind("D166", "neither the visit nor its service says how long", "fill in the minutes of one of them")

USUAL_PRIORITY = 2

WHEN = ("windows", "earliest", "latest")
"""Columns that say when."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A visit as it will be planned, and the row it comes from.

    ``workers`` is how many make it at one time; a row with a label asks for one, whatever its service says.
    """

    row: int
    visit: VisitRow
    windows: tuple[TimeWindow, ...]
    duration: int
    role: Role | None
    skills: frozenset[str]
    demand: int
    priority: int
    mandatory: bool
    workers: int


def settle_tasks(
    visits: Rows[VisitRow], services: Rows[ServiceRow] | None, *, names_are_sure: bool = True
) -> tuple[list[Task], list[Fault]]:
    """Put every visit together with its service, whose cells count where the visit's are empty.

    Parameters
    ----------
    names_are_sure
        No column or table is misspelt. Otherwise what a visit lacks may stand under the misspelt name, and is not told.
    """
    faults: list[Fault] = []
    usual: dict[str, tuple[ServiceRow, tuple[TimeWindow, ...] | None]] = {}
    # A service with a fault of its own may well say when and how long once it is mended.
    unsure = set(services.ids) if services else set()
    for row, service in services.with_cells(*WHEN) if services else ():
        assert services is not None
        windows, found = _settle_windows(services, row, service)
        faults += found
        if not found and row not in services.bad_cells:
            usual[service.service] = service, windows
            unsure.discard(service.service)
    tasks: list[Task] = []
    for row, visit in visits.with_cells():
        bad = visits.bad_cells.get(row, frozenset())
        service_row, usual_windows = (None, None) if "service" in bad else usual.get(visit.service, (None, None))
        windows, found = (None, []) if bad & {*WHEN} else _settle_windows(visits, row, visit)
        windows = windows or usual_windows
        duration = _first(visit.minutes, service_row.minutes if service_row else None)
        faults += found
        if names_are_sure and "service" not in bad and visit.service not in unsure:
            if windows is None and not found and not bad & {*WHEN}:
                faults.append(visits.table.at(NO_WINDOW, row=row, column="windows"))
            if duration is None and "minutes" not in bad:
                faults.append(visits.table.at(NO_DURATION, row=row, column="minutes"))
        if windows is not None and duration is not None and not bad:
            tasks.append(_make_task(row, visit, service_row, windows=windows, duration=duration))
    return tasks, faults


def _settle_windows(
    rows: Rows[VisitRow] | Rows[ServiceRow], row: int, task: TaskRow
) -> tuple[tuple[TimeWindow, ...] | None, list[Fault]]:
    try:
        return choose_windows(task), []
    except CellError as fault:
        column = "windows" if task.windows is not None else "latest"
        if fault.kind is EMPTY_CELL and task.earliest is None:
            column = "earliest"
        return None, [rows.table.at(fault.kind, row=row, column=column, values=fault.values)]


def _make_task(
    row: int, visit: VisitRow, service: ServiceRow | None, *, windows: tuple[TimeWindow, ...], duration: int
) -> Task:
    usual: TaskRow = service or TaskRow()
    mandatory = visit.mandatory if visit.mandatory is not None else usual.mandatory
    return Task(
        row=row,
        visit=visit,
        windows=windows,
        duration=duration,
        role=visit.role or usual.role,
        skills=visit.skills if visit.skills is not None else usual.skills or frozenset(),
        demand=_first(visit.demand, usual.demand) or 0,
        priority=_first(visit.priority, usual.priority) or USUAL_PRIORITY,
        mandatory=mandatory is not False,
        workers=_first(visit.workers, None if visit.together is not None else usual.workers) or 1,
    )


def _first(one: int | None, other: int | None) -> int | None:
    return one if one is not None else other
