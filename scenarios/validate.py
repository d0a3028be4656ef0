"""Hold the tables of a day against each other: a list of small checks.

What makes the day impossible to understand is a fault. What only makes a visit impossible to serve is a note: the plan
will leave that visit out and say why, and the rest of the day can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from routing.clock_text import format_clock
from routing.errors import Fault, FaultKind
from scenarios import aliases, places
from scenarios.cells import quote_value, read_id
from scenarios.coupling import (
    check_gaps_agree,
    check_gaps_make_sense,
    check_halves_have_ids,
    check_labels_are_shared,
    check_labels_or_workers,
    check_wishes_lie_in_windows,
    known_visits,
    note_gaps_outside_windows,
    note_groups_without_a_time,
    note_groups_without_workers,
)
from scenarios.day_rows import DayRows
from scenarios.rows import ClientRow, DepotRow, GapRow, Rows, ServiceRow, VisitRow, WorkerRow, read_degrees
from scenarios.tables import Table

DUPLICATE_ID = FaultKind("D161", "the id {id} is already in row {first}", "give each row an id of its own")
UNKNOWN_ID = FaultKind("D162", "{id} is not in the table {table}", "add it there, or correct it here")
MISSPELT_ID = FaultKind("D163", "{id} is not in the table {table}", "write “{guess}”, or add it there")
SHIFT_REVERSED = FaultKind(
    "D164",
    "the shift ends at {end}, not after its start at {start}",
    "swap the two; for the next morning add 24 hours, as in 25:30",
)
MISSPELT_SKILL = FaultKind("D171", "no worker has the skill {skill}", "write “{guess}”, or give a worker the skill")
NO_SUCH_SKILL = FaultKind(
    "D172", "no worker has the skill {skill}", "give a worker the skill, else it stays unassigned"
)
NO_SUCH_ROLE = FaultKind("D173", "no worker is a {role}", "add a worker of that role, else it stays unassigned")
NOBODY_ON_DUTY = FaultKind(
    "D174",
    "nobody who may make this visit is on duty for the whole of it in any of its windows",
    "change the window or a shift, else it stays unassigned",
)

MOST_GUESSES = 20
"""Unknown ids that a likely one is looked for, per column; looking is slow where everything is unknown."""


Check = Callable[[DayRows], Iterable[Fault]]


def check_ids_are_unique(day: DayRows) -> Iterator[Fault]:
    """Find ids that are given more than once."""
    for rows in (day.depots, day.services, day.clients, day.visits, day.workers):
        for row, name in rows.read_column(rows.id_column, read_id) if rows else ():
            if rows is not None and rows.ids[name] != row:
                values = {"id": quote_value(name), "first": rows.ids[name]}
                yield rows.table.at(DUPLICATE_ID, row=row, column=rows.id_column, values=values)


def check_clients_are_known(day: DayRows) -> Iterator[Fault]:
    """Find visits whose client is not in the table of clients."""
    if day.visits and day.clients:
        yield from _unknown_ids(day.visits, "client", day.clients)


def check_services_are_known(day: DayRows) -> Iterator[Fault]:
    """Find visits whose service is not in the table of services, where there is one."""
    if day.visits and day.services:
        yield from _unknown_ids(day.visits, "service", day.services)


def check_depots_are_known(day: DayRows) -> Iterator[Fault]:
    """Find workers who start or end at a depot that is not in the table of depots."""
    if day.workers and day.depots:
        yield from _unknown_ids(day.workers, "start", day.depots)
        yield from _unknown_ids(day.workers, "end", day.depots)


def check_gap_visits_are_known(day: DayRows) -> Iterator[Fault]:
    """Find gaps that name a visit that is not in the table of visits."""
    if day.gaps and day.visits:
        known = known_visits(day)
        yield from _unknown_ids(day.gaps, "first", day.visits, known=known)
        yield from _unknown_ids(day.gaps, "second", day.visits, known=known)


def check_shifts_last(day: DayRows) -> Iterator[Fault]:
    """Find shifts that do not end after they start."""
    for row, worker in day.workers.with_cells("shift_start", "shift_end") if day.workers else ():
        if day.workers and worker.shift_end <= worker.shift_start:
            values = {"start": format_clock(worker.shift_start), "end": format_clock(worker.shift_end)}
            yield day.workers.table.at(SHIFT_REVERSED, row=row, column="shift_end", values=values)


def check_places_are_believable(day: DayRows) -> Iterator[Fault]:
    """Find places off the earth, out of reach of the others, or with latitude and longitude swapped."""
    written: list[places.Place] = []
    for rows in (day.depots, day.clients):
        if rows is not None:
            lons = dict(rows.read_column("lon", read_degrees))
            lats = rows.read_column("lat", read_degrees)
            written += [
                places.Place(table=rows.table, row=row, lat=lat, lon=lons[row]) for row, lat in lats if row in lons
            ]
    yield from places.check_places(written, day.system)


def check_skills_are_spelt_right(day: DayRows) -> Iterator[Fault]:
    """Find skills that nobody has and that are a slip of one that somebody has."""
    for table, row, skill, guess in _skills_of_nobody(day):
        if guess is not None:
            values = {"skill": quote_value(skill), "guess": guess}
            yield table.at(MISSPELT_SKILL, row=row, column="skills", values=values)


def note_skills_of_nobody(day: DayRows) -> Iterator[Fault]:
    """Find skills asked for that nobody has."""
    for table, row, skill, guess in _skills_of_nobody(day):
        if guess is None:
            yield table.at(NO_SUCH_SKILL, row=row, column="skills", values={"skill": quote_value(skill)})


def note_roles_of_nobody(day: DayRows) -> Iterator[Fault]:
    """Find roles asked for that nobody on duty has."""
    if day.workers and day.visits:
        roles = {worker.role for _, worker in day.workers.sound}
        for task in day.tasks:
            if task.role is not None and task.role not in roles:
                values = {"role": "/".join(aliases.words("role").aliases[task.role][:2])}
                yield day.visits.table.at(NO_SUCH_ROLE, row=task.row, column="role", values=values)


def note_windows_outside_shifts(day: DayRows) -> Iterator[Fault]:
    """Find visits that nobody of the right role and skills is on duty for in any of their windows."""
    workers = [worker for _, worker in day.workers.sound] if day.workers else []
    # Many workers share their role, skills and hours: each kind is looked at once.
    kinds = {(worker.role, worker.skills, worker.shift_start, worker.shift_end) for worker in workers}
    for task in day.tasks:
        able = [
            (start, end) for role, skills, start, end in kinds if task.role in (None, role) and task.skills <= skills
        ]
        there = any(
            max(window.start, start) <= min(window.end, end - task.duration)
            for window in task.windows
            for start, end in able
        )
        if able and not there and day.visits:
            yield day.visits.table.at(NOBODY_ON_DUTY, row=task.row, column="windows")


CHECKS: tuple[Check, ...] = (
    check_ids_are_unique,
    check_clients_are_known,
    check_services_are_known,
    check_depots_are_known,
    check_gap_visits_are_known,
    check_shifts_last,
    check_places_are_believable,
    check_skills_are_spelt_right,
    check_labels_are_shared,
    check_labels_or_workers,
    check_halves_have_ids,
    check_wishes_lie_in_windows,
    check_gaps_make_sense,
    check_gaps_agree,
)
"""What must hold of a day: each finds faults."""

NOTES: tuple[Check, ...] = (
    note_skills_of_nobody,
    note_roles_of_nobody,
    note_windows_outside_shifts,
    note_groups_without_a_time,
    note_groups_without_workers,
    note_gaps_outside_windows,
)
"""What a dispatcher should know before planning: visits that nobody can make as the day stands."""


def find_faults(day: DayRows) -> list[Fault]:
    """Run every check of :data:`CHECKS`."""
    return [fault for check in CHECKS for fault in check(day)]


def find_notes(day: DayRows) -> list[Fault]:
    """Run every check of :data:`NOTES`."""
    return [note for check in NOTES for note in check(day)]


def _unknown_ids(
    rows: Rows[VisitRow] | Rows[WorkerRow] | Rows[GapRow],
    column: str,
    other: Rows[ClientRow] | Rows[DepotRow] | Rows[ServiceRow] | Rows[VisitRow],
    *,
    known: Mapping[str, int] | None = None,
) -> Iterator[Fault]:
    if other.id_column not in other.table.headers:
        return
    known = other.ids if known is None else known
    guesses: dict[str, str | None] = {}
    for row, name in rows.read_column(column, read_id):
        if name in known:
            continue
        if name not in guesses:
            guesses[name] = aliases.guess_among(name, known) if len(guesses) < MOST_GUESSES else None
        values: dict[str, object] = {"id": quote_value(name), "table": other.table.file}
        if guesses[name] is None:
            yield rows.table.at(UNKNOWN_ID, row=row, column=column, values=values)
        else:
            yield rows.table.at(MISSPELT_ID, row=row, column=column, values=values | {"guess": guesses[name]})


def _skills_of_nobody(day: DayRows) -> Iterator[tuple[Table, int, str, str | None]]:
    if day.skills is None or day.visits is None:
        return
    used = {visit.service for _, visit in day.visits.with_cells("service")}
    asked = [(day.visits.table, row, visit.skills) for row, visit in day.visits.with_cells("skills")]
    if day.services:
        rows = day.services.with_cells("service", "skills")
        asked += [(day.services.table, row, service.skills) for row, service in rows if service.service in used]
    guesses: dict[str, str | None] = {}
    for table, row, skills in asked:
        for skill in sorted((skills or frozenset()) - day.skills):
            if skill not in guesses:
                guesses[skill] = aliases.guess_among(skill, day.skills) if len(guesses) < MOST_GUESSES else None
            yield table, row, skill, guesses[skill]
