"""Hold the results of scenarios against one another: figures, differences, and who is affected."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from routing.errors import Fault, FaultKind, InputError, say_why
from scenarios.cells import quote_value
from scenarios.encodings import decode_text, read_bytes

NO_RESULT = FaultKind(
    "C170",
    "there is no result of a scenario here (no {file})",
    "run it first: doorstep scenario run FILE --out OUT, and give OUT/NAME",
)
BROKEN_RESULT = FaultKind("C171", "the file is not what Doorstep wrote ({why})", "run the scenario again")

SUMMARY, PLAN, RECORD = "summary.json", "plan.json", "scenario.json"
"""Figures, routes and origin of a result; the last is missing where ``doorstep plan`` wrote the folder."""
RECORD_FORMAT = "doorstep-scenario"
MOVED_SECONDS = 15 * 60
"""A visit that starts more than this sooner or later counts as moved."""

_Count = Annotated[int, Field(ge=0, le=10**9)]
_Seconds = Annotated[int, Field(ge=-(10**9), le=10**9)]
_Cost = Annotated[int, Field(ge=0, le=10**18)]
_Text = Annotated[str, Field(max_length=4000)]

Unit = Literal["count", "hours", "minutes", "km", "money"]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Visits(_Part):
    asked: _Count
    served: _Count
    mandatory: _Count
    mandatory_served: _Count
    units_asked: _Count
    units_delivered: _Count


class _Time(_Part):
    travel: _Count
    travel_metres: _Count
    overtime: _Count


class _Wishes(_Part):
    lateness_total: _Count


class _Workload(_Part):
    workers_used: _Count
    workers_available: _Count


class _Meals(_Part):
    mean: Annotated[float, Field(ge=-1e9, le=1e9)] | None
    largest: _Seconds | None
    over_limit: _Count


class _Measures(_Part):
    visits: _Visits
    time: _Time
    wishes: _Wishes
    workload: _Workload
    meals: _Meals


class _CostPart(_Part):
    total: _Cost


class _Summary(_Part):
    cost: _CostPart
    measures: _Measures


class _Stop(_Part):
    visit: _Text
    start: _Seconds


class _Route(_Part):
    worker: _Text
    stops: list[_Stop]


class _Unassigned(_Part):
    visit: _Text


class _Plan(_Part):
    routes: list[_Route]
    unassigned: list[_Unassigned]


class _Record(_Part):
    format: Literal["doorstep-scenario"]
    name: _Text
    rent: Annotated[float, Field(ge=0, le=1e15)] | None = None
    changes: list[dict[str, Any]] = []


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came out of a scenario.

    Parameters
    ----------
    changes
        As they were written in its file.
    summary
        Its figures.
    starts
        Who makes a visit and when, by visit.
    visits
        All its visits, made or not.
    """

    name: str
    changes: tuple[Mapping[str, Any], ...]
    rent: float | None
    summary: _Summary
    starts: Mapping[str, tuple[str, int]]
    visits: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of every result, in the order of the results; None where a result has none.

    ``is_better`` is "more" or "less", or "" where neither is.
    """

    key: str
    unit: Unit
    is_better: Literal["more", "less", ""]
    values: tuple[float | None, ...]

    def differences(self) -> tuple[float | None, ...]:
        """Say how much more each is than the first."""
        first = self.values[0]
        return tuple(None if value is None or first is None else value - first for value in self.values)

    def shares(self) -> tuple[float | None, ...]:
        """Give the differences as parts of the first; None where that is 0 or missing."""
        first = self.values[0]
        return tuple(
            None if difference is None or not first else difference / first for difference in self.differences()
        )


@dataclass(frozen=True, kw_only=True)
class Affected:
    """Visits that another scenario makes in another way than the first does, by id.

    Parameters
    ----------
    other_worker
        Made in both, by different workers.
    moved
        Made in both, more than :data:`MOVED_SECONDS` sooner or later.
    lost, gained
        Made in the first alone, though the other asks for it too; and the other way round.
    gone, new
        Asked for in the first alone; in the other alone.
    """

    other_worker: tuple[str, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def people(self) -> int:
        """Visits of both scenarios that are made in another way: each counted once."""
        return len({*self.other_worker, *self.moved, *self.lost, *self.gained})


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Results side by side; the first is what the others are held against."""

    results: tuple[Result, ...]
    figures: tuple[Figure, ...]
    affected: tuple[Affected, ...]


_FIGURES: tuple[tuple[str, Unit, Literal["more", "less", ""], Callable[[Result], float | None]], ...] = (
    ("asked", "count", "", lambda one: one.summary.measures.visits.asked),
    ("served", "count", "more", lambda one: one.summary.measures.visits.served),
    (
        "mandatory_left",
        "count",
        "less",
        lambda one: one.summary.measures.visits.mandatory - one.summary.measures.visits.mandatory_served,
    ),
    ("units", "count", "more", lambda one: one.summary.measures.visits.units_delivered),
    ("travel", "hours", "less", lambda one: one.summary.measures.time.travel / 3600),
    ("kilometres", "km", "less", lambda one: one.summary.measures.time.travel_metres / 1000),
    ("overtime", "minutes", "less", lambda one: one.summary.measures.time.overtime / 60),
    ("lateness", "minutes", "less", lambda one: one.summary.measures.wishes.lateness_total / 60),
    ("workers", "count", "less", lambda one: one.summary.measures.workload.workers_used),
    ("meal_mean", "minutes", "less", lambda one: _minutes(one.summary.measures.meals.mean)),
    ("meal_largest", "minutes", "less", lambda one: _minutes(one.summary.measures.meals.largest)),
    ("meals_over", "count", "less", lambda one: one.summary.measures.meals.over_limit),
    ("rent", "money", "less", lambda one: one.rent),
    ("cost", "money", "less", lambda one: one.summary.cost.total),
)
"""The figures compared, each defined in docs/measures.md; rent is what the scenario file says."""


def read_result(folder: Path) -> Result:
    """Read what ``doorstep scenario run`` or ``doorstep plan`` has written into a folder.

    Raises
    ------
    InputError
        With one fault for each file that is missing or is not what Doorstep writes.
    """
    faults: list[Fault] = []
    if not (folder / SUMMARY).is_file() and not (folder / PLAN).is_file():
        raise InputError(NO_RESULT.at(file=str(folder), values={"file": SUMMARY}))
    summary = _read(folder / SUMMARY, _Summary, faults)
    plan = _read(folder / PLAN, _Plan, faults)
    has_record = (folder / RECORD).is_file()
    record = _read(folder / RECORD, _Record, faults) if has_record else None
    if summary is None or plan is None or (has_record and record is None):
        raise InputError(faults)
    starts = {stop.visit: (route.worker, stop.start) for route in plan.routes for stop in route.stops}
    return Result(
        name=record.name if record else folder.resolve().name,
        changes=tuple(record.changes) if record else (),
        rent=record.rent if record else None,
        summary=summary,
        starts=starts,
        visits=frozenset([*starts, *(one.visit for one in plan.unassigned)]),
    )


def compare_results(results: Sequence[Result]) -> Comparison:
    """Hold results against the first of them; figures that none has are left out."""
    figures = [
        Figure(key=key, unit=unit, is_better=better, values=tuple(map(measure, results)))
        for key, unit, better, measure in _FIGURES
    ]
    return Comparison(
        results=tuple(results),
        figures=tuple(one for one in figures if any(value is not None for value in one.values)),
        affected=tuple(find_affected(results[0], other) for other in results),
    )


def find_affected(first: Result, other: Result) -> Affected:
    """Find the visits that another scenario makes in another way, in the order of their ids."""
    both = first.starts.keys() & other.starts.keys()
    moved = [name for name in both if abs(first.starts[name][1] - other.starts[name][1]) > MOVED_SECONDS]
    asked = first.visits & other.visits
    return Affected(
        other_worker=_sorted(name for name in both if first.starts[name][0] != other.starts[name][0]),
        moved=_sorted(moved),
        lost=_sorted(name for name in asked if name in first.starts and name not in other.starts),
        gained=_sorted(name for name in asked if name in other.starts and name not in first.starts),
        gone=_sorted(first.visits - other.visits),
        new=_sorted(other.visits - first.visits),
    )


P = TypeVar("P", bound=_Part)


def _read(path: Path, model: type[P], faults: list[Fault]) -> P | None:
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        faults.append(NO_RESULT.at(file=str(path.parent), values={"file": path.name}))
        return None
    try:
        content = json.loads(decode_text(read_bytes(path, file=name), file=name))
        return model.model_validate(content)
    except InputError as error:
        faults += error.faults
    except ValidationError as error:
        faults.append(_say_first(error, name))
    except (ValueError, RecursionError) as error:
        faults.append(BROKEN_RESULT.at(file=name, values={"why": say_why(error)}))
    return None


def _say_first(error: ValidationError, file: str) -> Fault:
    """Say the first thing that is wrong: Doorstep wrote the file, so what follows needs no mending one by one."""
    detail = error.errors(include_url=False)[0]
    key = ".".join(map(str, detail["loc"]))
    return BROKEN_RESULT.at(file=file, key=key, values={"why": quote_value(detail["msg"])})


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def _sorted(names: Any) -> tuple[str, ...]:
    return tuple(sorted(names))
