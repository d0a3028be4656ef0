"""Write and read plan.json, the plan with everything known of it; ``docs/plan-format.md`` describes it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from maps.whole_files import write_whole
from routing.clock_text import format_clock
from routing.errors import Fault, FaultKind, InputError, say_why
from routing.explain import Explanation, Reason, Remedy
from routing.plan import Plan, Route, Stop
from routing.problem import Gap, Problem, Visit
from scenarios.cells import LONGEST_ID, quote_value
from scenarios.encodings import decode_text, read_bytes
from scenarios.plan_files.coupled_stops import Companion, find_companions, list_starts, measure_gap, miss_wish
from scenarios.plan_files.right_day import find_other_day
from scenarios.rows import cap_faults

if TYPE_CHECKING:
    from scenarios.run import PlannedDay

BROKEN_JSON = FaultKind("D181", "the file is no JSON ({why})", "give the plan.json that Doorstep wrote")
NOT_A_PLAN = FaultKind(
    "D182",
    "the file is no plan that can be read back",
    "give plan.json or orders.csv, or a table with the columns worker and visit",
)
OTHER_VERSION = FaultKind(
    "D183", "the plan has format version {value}", "use version {known}, the only one there is, or a newer Doorstep"
)
MISSING_KEY = FaultKind("D184", "the key is missing", "add it as docs/plan-format.md says, or plan the day again")
BAD_KEY = FaultKind(
    "D185", "the key cannot hold {value}", "correct it as docs/plan-format.md says, or plan the day again"
)

OTHER_NAME = FaultKind(
    "D179",
    "the plan is for {plan}, the day is {day}",
    "nothing, if it is meant for this day; else give the plan of this day",
)

FORMAT = "doorstep-plan"
VERSION = 1

LATEST = 10 * 24 * 3600
"""A plan past this many seconds from midnight is no day's plan, however late."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


_Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]
_Seconds = Annotated[int, Field(ge=0, le=LATEST)]


class _StopPart(_Part):
    visit: _Id
    arrival: _Seconds
    start: _Seconds
    end: _Seconds


class _RoutePart(_Part):
    worker: _Id
    departure: _Seconds
    stops: list[_StopPart]
    arrival: _Seconds


class _UnassignedPart(_Part):
    visit: _Id


class _PlanPart(_Part):
    format: Literal["doorstep-plan"]
    version: Literal[1]
    routes: list[_RoutePart]
    unassigned: list[_UnassignedPart]


def write_plan(planned: PlannedDay, path: Path, *, seed: int | None = None) -> None:
    """Write a planned day as plan.json; ``seed`` is what the search was started with, None for a plan made by hand."""
    write_whole(path, format_plan(planned, seed=seed))


def format_plan(planned: PlannedDay, *, seed: int | None = None, orders_sha256: str | None = None) -> str:
    """Put a planned day into the text of plan.json; ``orders_sha256`` tells which orders.csv is written beside it."""
    document = describe_plan(planned, seed=seed, orders_sha256=orders_sha256)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def describe_plan(
    planned: PlannedDay, *, seed: int | None = None, orders_sha256: str | None = None
) -> dict[str, object]:
    """Put a planned day into the form of plan.json."""
    problem = planned.problem
    explanations = {one.visit: one for one in planned.explanations}
    companions = find_companions(problem, planned.plan)
    starts = list_starts(planned.plan)
    return {
        "format": FORMAT,
        "version": VERSION,
        "doorstep": version("doorstep"),
        "day": {"name": problem.name, "date": problem.date.isoformat() if problem.date else None},
        "seed": seed,
        "orders_sha256": orders_sha256,
        "travel": {mode.value: matrix.source for mode, matrix in planned.travel.items()},
        "cost": {"total": sum(planned.cost.values()), **planned.cost},
        "routes": [_describe_route(route, problem, companions) for route in planned.plan.routes],
        "gaps": [_describe_gap(gap, starts) for gap in problem.gaps],
        "unassigned": [_describe_unassigned(visit, explanations.get(visit)) for visit in planned.plan.unassigned],
        "violations": [dataclasses.asdict(violation) for violation in planned.violations],
    }


def read_plan(path: Path, problem: Problem, *, note: Callable[[Fault], None] = lambda _fault: None) -> Plan:
    """Read the routes and the unassigned visits of a plan.json; the seconds count, not the clock texts beside them.

    Parameters
    ----------
    problem
        The day the plan is for. A few unknown ids are for ``check_plan`` to say.
    note
        Hears that the plan was made for a day of another name or date.

    Raises
    ------
    InputError
        Where the file is no plan of this version, every fault with the key it is at; or where the day knows fewer
        than half of its visits.
    """
    text = decode_text(read_bytes(path), file=path.name)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(BROKEN_JSON.at(file=path.name, values={"why": say_why(error)})) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(NOT_A_PLAN.at(file=path.name))
    if content.get("version") != VERSION:
        values = {"value": quote_value(content.get("version")), "known": VERSION}
        raise InputError(OTHER_VERSION.at(file=path.name, key="version", values=values))
    try:
        plan = _PlanPart.model_validate(content)
    except ValidationError as error:
        raise InputError(cap_faults(_say_key_faults(error, path.name))) from None
    visits = [stop.visit for route in plan.routes for stop in route.stops] + [part.visit for part in plan.unassigned]
    unknown = [visit for visit in visits if visit not in problem.visit_by_id]
    other_day = find_other_day(unknown, count=len(visits), file=path.name)
    if other_day is not None:
        raise InputError(other_day)
    for fault in _find_other_names(content.get("day"), problem, path.name):
        note(fault)
    return Plan(
        routes=tuple(
            Route(
                worker=route.worker,
                departure=route.departure,
                stops=tuple(Stop(**stop.model_dump()) for stop in route.stops),
                arrival=route.arrival,
            )
            for route in plan.routes
        ),
        unassigned=tuple(part.visit for part in plan.unassigned),
    )


def _find_other_names(made_for: object, problem: Problem, file: str) -> Iterator[Fault]:
    """Find in what a day differs by name or date from the one a plan was made for, though the ids are the same."""
    named = made_for if isinstance(made_for, dict) else {}
    date = problem.date.isoformat() if problem.date else None
    for key, own in (("name", problem.name), ("date", date)):
        if own and named.get(key) and named[key] != own:
            values = {"plan": quote_value(named[key]), "day": quote_value(own)}
            yield OTHER_NAME.at(file=file, key=f"day.{key}", values=values)


def _describe_route(route: Route, problem: Problem, companions: Mapping[str, Sequence[Companion]]) -> dict[str, object]:
    return {
        "worker": route.worker,
        **_time("departure", route.departure),
        **_time("arrival", route.arrival),
        "stops": [
            _describe_stop(stop, problem.visit_by_id[stop.visit], companions.get(stop.visit, ()))
            for stop in route.stops
        ],
    }


def _describe_stop(stop: Stop, visit: Visit, companions: Sequence[Companion]) -> dict[str, object]:
    return {
        "visit": stop.visit,
        **_time("arrival", stop.arrival),
        **_time("start", stop.start),
        **_time("end", stop.end),
        "together": [dataclasses.asdict(one) for one in companions],
        "due": visit.due,
        "late": miss_wish(visit, stop),
    }


def _describe_gap(gap: Gap, starts: Mapping[str, int]) -> dict[str, object]:
    return {**dataclasses.asdict(gap), "seconds": measure_gap(starts, gap)}


def _describe_unassigned(visit: str, explanation: Explanation | None) -> dict[str, object]:
    reasons = [_describe_change(reason) for reason in explanation.reasons] if explanation else []
    remedy = _describe_change(explanation.remedy) if explanation and explanation.remedy else None
    return {"visit": visit, "reasons": reasons, "remedy": remedy}


def _describe_change(change: Reason | Remedy) -> dict[str, object]:
    described: dict[str, object] = {
        "worker": change.worker,
        "kind": change.kind,
        "amount": change.amount,
        "unit": change.unit,
        "message": change.message,
    }
    if isinstance(change, Remedy) and change.window is not None:
        described["window"] = dataclasses.asdict(change.window)
    return described


def _time(name: str, seconds: int) -> dict[str, object]:
    return {name: seconds, f"{name}_clock": format_clock(seconds)}


def _say_key_faults(error: ValidationError, file: str) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
        if detail["type"] == "missing":
            yield MISSING_KEY.at(file=file, key=place)
        else:
            yield BAD_KEY.at(file=file, key=place, values={"value": quote_value(detail["input"])})
