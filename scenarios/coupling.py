"""Visits that hang together: the halves of one row, rows of one label, gaps between two visits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.clock_text import format_clock
from routing.errors import Fault, FaultKind
from routing.problem import Gap, Pairing, TimeWindow
from scenarios.cells import LONGEST_ID, TEXT_TOO_LONG, quote_value
from scenarios.clock import format_window
from scenarios.day_rows import DayRows
from scenarios.rows import GapRow, WorkerRow, read_label
from scenarios.tasks import Task

LONE_LABEL = FaultKind(
    "D191",
    "no other visit has the label {label}",
    "give it to the visit that starts at the same time, or empty the cell",
)
LABEL_AND_WORKERS = FaultKind(
    "D192",
    "the row has the label {label} and also asks for {workers} workers",
    "keep the number where all do the same, the label where each row is one worker's part",
)
HALF_TAKEN = FaultKind(
    "D193",
    "the visit asks for {workers} workers, and the id {half} of one of them is already in row {row}",
    "rename one of the two",
)
DUE_OUTSIDE = FaultKind(
    "D194", "{due} is outside the visit's windows {windows}", "give a time between their first start and last end"
)
GAP_TO_ITSELF = FaultKind("D195", "the gap is from {id} to itself", "name two visits")
GAP_REVERSED = FaultKind(
    "D196", "the greatest gap of {greatest} min is smaller than the least of {least} min", "swap the two"
)
GAP_WITHIN_GROUP = FaultKind(
    "D197", "{first} and {second} start at one time: there can be no gap between them", "delete the row"
)
GAPS_AGAINST_EACH_OTHER = FaultKind(
    "D198", "this gap and the one in row {row} cannot both be kept", "correct or delete one of the two"
)
NO_TIME_IN_COMMON = FaultKind(
    "D175",
    "the windows of the visits with the label {label} have no time in common",
    "change a window, else all of them stay unassigned",
)
TOO_FEW_WORKERS = FaultKind(
    "D178",
    "{asked} workers are to start together and only {able} on duty may do any of it",
    "add a worker, or give one the role and skills asked for, else it stays unassigned",
)
GAP_OUTSIDE_WINDOWS = FaultKind(
    "D176",
    "the windows of {first} and {second} leave no room for this gap",
    "change a window or the gap, else one of them stays unassigned",
)
SEVERAL_CLIENTS = FaultKind(
    "D177",
    "the visits with the label {label} are at several clients",
    "nothing, if workers are to start there at one time; else give each client a label of its own",
)


def name_halves(visit: str, workers: int) -> tuple[str, ...]:
    """Ids of the visits that one row for so many workers makes: "v12", "v12/2", "v12/3"."""
    return (visit, *(f"{visit}/{number}" for number in range(2, workers + 1)))


def group_tasks(tasks: Iterable[Task]) -> tuple[tuple[str, ...], ...]:
    """Ids of the visits that start at one time, group by group: halves of a row, rows of a label."""
    groups: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        groups.setdefault(_group_of(task), []).extend(name_halves(task.visit.visit, task.workers))
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def make_gaps(rows: Iterable[tuple[int, GapRow]]) -> tuple[Gap, ...]:
    """Turn rows into gaps; one that names a visit of several workers holds for the first of them."""
    return tuple(
        Gap(first=row.first, second=row.second, least=row.least, greatest=row.greatest, worker=row.worker)
        for _, row in rows
    )


def known_visits(day: DayRows) -> Mapping[str, int]:
    """Row of every id that a gap may name: of the rows of visits, sound or not, and of their halves."""
    halves = {half: task.row for task in day.tasks for half in name_halves(task.visit.visit, task.workers)}
    return {**halves, **(day.visits.ids if day.visits else {})}


def check_labels_are_shared(day: DayRows) -> Iterator[Fault]:
    """Find labels that one visit alone has."""
    if day.visits is None:
        return
    labels = [(row, label) for row, label in day.visits.read_column("together", read_label) if label is not None]
    counts = Counter(label for _, label in labels)
    for row, label in labels:
        if counts[label] == 1:
            yield day.visits.table.at(LONE_LABEL, row=row, column="together", values={"label": quote_value(label)})


def check_labels_or_workers(day: DayRows) -> Iterator[Fault]:
    """Find rows that ask for several workers and have a label too."""
    for row, visit in day.visits.with_cells("together", "workers") if day.visits else ():
        if day.visits and visit.together is not None and (visit.workers or 1) > 1:
            values = {"label": quote_value(visit.together), "workers": visit.workers}
            yield day.visits.table.at(LABEL_AND_WORKERS, row=row, column="workers", values=values)


def check_halves_have_ids(day: DayRows) -> Iterator[Fault]:
    """Find visits of several workers whose further ids are another row's, or too long."""
    for task in day.tasks:
        _, *halves = name_halves(task.visit.visit, task.workers)
        if day.visits and halves and len(halves[-1]) > LONGEST_ID:
            values: dict[str, object] = {"length": len(halves[-1]), "greatest": LONGEST_ID}
            yield day.visits.table.at(TEXT_TOO_LONG, row=task.row, column="visit", values=values)
        for half in halves:
            if day.visits and half in day.visits.ids:
                values = {"workers": task.workers, "half": quote_value(half), "row": day.visits.ids[half]}
                yield day.visits.table.at(HALF_TAKEN, row=task.row, column="visit", values=values)


def check_wishes_lie_in_windows(day: DayRows) -> Iterator[Fault]:
    """Find visits whose wished latest start is before their first window or after their last."""
    for task in day.tasks:
        due = task.visit.due
        if day.visits and due is not None and not task.windows[0].start <= due <= task.windows[-1].end:
            values = {"due": format_clock(due), "windows": "; ".join(format_window(one) for one in task.windows)}
            yield day.visits.table.at(DUE_OUTSIDE, row=task.row, column="due", values=values)


def check_gaps_make_sense(day: DayRows) -> Iterator[Fault]:
    """Find gaps from a visit to itself, within a group, or with the greatest below the least."""
    group_of = {name: number for number, group in enumerate(group_tasks(day.tasks)) for name in group}
    if day.gaps is None:
        return
    for row, gap in day.gaps.with_cells("first", "second"):
        first, second = quote_value(gap.first), quote_value(gap.second)
        if gap.first == gap.second:
            yield day.gaps.table.at(GAP_TO_ITSELF, row=row, column="second", values={"id": first})
        elif group_of.get(gap.first, -1) == group_of.get(gap.second, -2):
            values = {"first": first, "second": second}
            yield day.gaps.table.at(GAP_WITHIN_GROUP, row=row, column="second", values=values)
    for row, gap in day.gaps.with_cells("least", "greatest"):
        if gap.greatest is not None and gap.greatest < gap.least:
            minutes = {"least": f"{gap.least / 60:g}", "greatest": f"{gap.greatest / 60:g}"}
            yield day.gaps.table.at(GAP_REVERSED, row=row, column="greatest", values=minutes)


def check_gaps_agree(day: DayRows) -> Iterator[Fault]:
    """Find rows that ask of two visits what an earlier row of the same two rules out."""
    told: dict[frozenset[str], list[tuple[int, _Asked]]] = {}
    for row, gap in day.gaps.sound if day.gaps else ():
        asked = _Asked.of(gap)
        if day.gaps and gap.first != gap.second and asked.least <= asked.greatest:
            earlier = told.setdefault(frozenset((gap.first, gap.second)), [])
            against = next((number for number, other in earlier if not asked.agrees_with(other)), None)
            if against is not None:
                yield day.gaps.table.at(GAPS_AGAINST_EACH_OTHER, row=row, column="least", values={"row": against})
            else:
                earlier.append((row, asked))


def note_groups_without_a_time(day: DayRows) -> Iterator[Fault]:
    """Find labels whose visits have no time in common, or are at several clients."""
    labelled: dict[str, list[Task]] = {}
    for task in day.tasks:
        if task.visit.together is not None:
            labelled.setdefault(task.visit.together, []).append(task)
    for label, (first, *others) in labelled.items():
        common: Sequence[TimeWindow] = first.windows
        for task in others:
            common = _meet(common, task.windows)
        row, values = (others or [first])[-1].row, {"label": quote_value(label)}
        if day.visits and not common:
            yield day.visits.table.at(NO_TIME_IN_COMMON, row=row, column="windows", values=values)
        if day.visits and any(task.visit.client != first.visit.client for task in others):
            yield day.visits.table.at(SEVERAL_CLIENTS, row=row, column="together", values=values)


def note_groups_without_workers(day: DayRows) -> Iterator[Fault]:
    """Find groups that more workers are asked for than there are who may make any visit of them."""
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in day.tasks:
        groups.setdefault(_group_of(task), []).append(task)
    for tasks in groups.values():
        asked = sum(task.workers for task in tasks)
        if asked == 1 or not day.workers or not day.visits:
            continue
        able, makeable = 0, set[int]()
        for _, worker in day.workers.sound:
            makes = [number for number, task in enumerate(tasks) if _may_make(worker, task)]
            makeable.update(makes)
            able += bool(makes)
            if able == asked:
                break
        # A visit that nobody at all can make is told by itself.
        if able < asked and len(makeable) == len(tasks):
            values = {"asked": asked, "able": able}
            yield day.visits.table.at(TOO_FEW_WORKERS, row=tasks[-1].row, values=values)


def note_gaps_outside_windows(day: DayRows) -> Iterator[Fault]:
    """Find gaps that the windows of the two visits have no room for."""
    windows = {half: task.windows for task in day.tasks for half in name_halves(task.visit.visit, task.workers)}
    for row, gap in day.gaps.sound if day.gaps else ():
        if day.gaps and gap.first in windows and gap.second in windows:
            fits = any(
                later.end - one.start >= gap.least and (gap.greatest is None or later.start - one.end <= gap.greatest)
                for one in windows[gap.first]
                for later in windows[gap.second]
            )
            if not fits:
                values = {"first": quote_value(gap.first), "second": quote_value(gap.second)}
                yield day.gaps.table.at(GAP_OUTSIDE_WINDOWS, row=row, column="least", values=values)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What a gap asks of two visits, from the one whose id sorts first to the other."""

    least: float
    greatest: float
    worker: Pairing

    @classmethod
    def of(cls, gap: GapRow) -> _Asked:
        greatest = math.inf if gap.greatest is None else gap.greatest
        if gap.first < gap.second:
            return cls(least=gap.least, greatest=greatest, worker=gap.worker)
        return cls(least=-greatest, greatest=-gap.least, worker=gap.worker)

    def agrees_with(self, other: _Asked) -> bool:
        one_time = max(self.least, other.least) <= min(self.greatest, other.greatest)
        return one_time and {self.worker, other.worker} != {Pairing.SAME, Pairing.OTHER}


def _group_of(task: Task) -> tuple[str, str]:
    label = task.visit.together
    return ("row", task.visit.visit) if label is None else ("label", label)


def _may_make(worker: WorkerRow, task: Task) -> bool:
    there = any(
        max(window.start, worker.shift_start) <= min(window.end, worker.shift_end - task.duration)
        for window in task.windows
    )
    return there and task.role in (None, worker.role) and task.skills <= worker.skills


def _meet(some: Iterable[TimeWindow], others: Sequence[TimeWindow]) -> list[TimeWindow]:
    pairs = [(max(one.start, other.start), min(one.end, other.end)) for one in some for other in others]
    return [TimeWindow(start=start, end=end) for start, end in pairs if start <= end]
