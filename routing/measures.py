"""The figures of a plan, each defined in ``docs/measures.md``.

They are worked out from the plan's times, the problem and the travel matrices alone, so a plan made by hand and one
made by the search are measured alike. A share or a mean with nothing to divide by is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.constraints import gaps
from routing.constraints.time_windows import miss_windows
from routing.objective import list_lateness
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.timetable import check_orders, list_orders, route_places
from routing.travel import Travel
from routing.violations import find_starts

MEAL_LIMIT = 3600
"""Seconds from the meal point to the door that an office promises, unless it says otherwise."""


@dataclass(frozen=True, kw_only=True)
class ServiceCount:
    """Visits of one service."""

    service: str
    visits: int
    served: int


@dataclass(frozen=True, kw_only=True)
class VisitFigures:
    """How much of what was asked for is done; ``units`` are meals, or whatever is carried."""

    asked: int
    served: int
    mandatory: int
    mandatory_served: int
    optional: int
    optional_served: int
    units_asked: int
    units_delivered: int
    by_service: tuple[ServiceCount, ...]


@dataclass(frozen=True, kw_only=True)
class TimeFigures:
    """Where the time of the workers who go out is spent, in seconds, and how far they travel, in metres."""

    travel: int
    travel_metres: int
    service: int
    idle: int
    duty: int
    shift: int
    overtime: int
    travel_share_of_duty: float | None
    travel_share_of_shift: float | None


@dataclass(frozen=True, kw_only=True)
class PunctualityFigures:
    """Starts against the windows of the visits, in seconds."""

    on_time: int
    on_time_share: float | None
    late: int
    lateness_mean: float | None
    lateness_largest: int
    early: int
    earliness_mean: float | None
    earliness_largest: int


@dataclass(frozen=True, kw_only=True)
class WishFigures:
    """Starts against the wished latest ones (``Visit.due``), in seconds."""

    asked: int
    late: int
    lateness_total: int
    lateness_largest: int


@dataclass(frozen=True, kw_only=True)
class TieFigures:
    """Visits that go together, and gaps of which both visits are made."""

    groups: int
    groups_served: int
    together: int
    together_served: int
    gaps: int
    gaps_broken: int


@dataclass(frozen=True, kw_only=True)
class WorkloadFigures:
    """How evenly the work is shared: seconds of travel and service of each worker who goes out."""

    workers_used: int
    workers_available: int
    least: int | None
    most: int | None
    range: int | None
    mean: float | None
    standard_deviation: float | None
    gini: float | None


@dataclass(frozen=True, kw_only=True)
class MealFigures:
    """Seconds from leaving the meal point to the hand-over, of stops where something is carried."""

    stops: int
    mean: float | None
    p95: int | None
    largest: int | None
    limit: int
    over_limit: int
    over_limit_share: float | None


@dataclass(frozen=True, kw_only=True)
class WorkerFigures:
    """One worker's day, in seconds and metres."""

    worker: str
    stops: int
    travel: int
    travel_metres: int
    service: int
    idle: int
    duty: int
    overtime: int
    load: int


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Every figure of a plan; ``dataclasses.asdict`` makes it ready for JSON."""

    visits: VisitFigures
    time: TimeFigures
    punctuality: PunctualityFigures
    wishes: WishFigures
    ties: TieFigures
    workload: WorkloadFigures
    meals: MealFigures
    workers: tuple[WorkerFigures, ...]


def measure_plan(problem: Problem, travel: Travel, plan: Plan, *, meal_limit: int = MEAL_LIMIT) -> Measures:
    """Work out every figure of a plan, good or bad.

    Parameters
    ----------
    plan
        Its times may break any rule.
    meal_limit
        Seconds from the meal point to the door; longer ways are counted.

    Raises
    ------
    InputError
        Where the plan holds an unknown id or a visit twice.
    """
    check_orders(problem, list_orders(plan))
    workers = tuple(_measure_worker(problem, travel, route) for route in plan.routes)
    return Measures(
        visits=_measure_visits(problem, plan),
        time=_measure_time(problem, workers),
        punctuality=_measure_punctuality(problem, plan),
        wishes=_measure_wishes(problem, plan),
        ties=_measure_ties(problem, travel, plan),
        workload=_measure_workload([day.travel + day.service for day in workers], available=len(problem.workers)),
        meals=_measure_meals(_carried_seconds(problem, plan), limit=meal_limit),
        workers=workers,
    )


def _measure_worker(problem: Problem, travel: Travel, route: Route) -> WorkerFigures:
    worker = problem.worker_by_id[route.worker]
    visits = [problem.visit_by_id[stop.visit] for stop in route.stops]
    matrix = travel[worker.mode]
    rows = [matrix.index[place] for place in route_places(problem, worker, route.stops)]
    on_the_way = int(matrix.seconds[rows[:-1], rows[1:]].sum())
    at_the_door = sum(visit.duration for visit in visits)
    duty = route.arrival - route.departure
    return WorkerFigures(
        worker=worker.id,
        stops=len(visits),
        travel=on_the_way,
        travel_metres=int(matrix.metres[rows[:-1], rows[1:]].sum()),
        service=at_the_door,
        idle=duty - on_the_way - at_the_door,
        duty=duty,
        overtime=max(0, route.arrival - worker.shift.end),
        load=sum(visit.demand for visit in visits),
    )


def _measure_visits(problem: Problem, plan: Plan) -> VisitFigures:
    done = {stop.visit for route in plan.routes for stop in route.stops}
    served = [visit for visit in problem.visits if visit.id in done]
    asked_of = Counter(visit.service for visit in problem.visits)
    served_of = Counter(visit.service for visit in served)
    mandatory, mandatory_served = (sum(visit.mandatory for visit in visits) for visits in (problem.visits, served))
    return VisitFigures(
        asked=len(problem.visits),
        served=len(served),
        mandatory=mandatory,
        mandatory_served=mandatory_served,
        optional=len(problem.visits) - mandatory,
        optional_served=len(served) - mandatory_served,
        units_asked=sum(visit.demand for visit in problem.visits),
        units_delivered=sum(visit.demand for visit in served),
        by_service=tuple(
            ServiceCount(service=service, visits=asked_of[service], served=served_of[service])
            for service in sorted(asked_of)
        ),
    )


def _measure_time(problem: Problem, workers: Sequence[WorkerFigures]) -> TimeFigures:
    on_the_way = sum(day.travel for day in workers)
    duty = sum(day.duty for day in workers)
    shifts = [problem.worker_by_id[day.worker].shift for day in workers]
    shift = sum(hours.end - hours.start for hours in shifts)
    return TimeFigures(
        travel=on_the_way,
        travel_metres=sum(day.travel_metres for day in workers),
        service=sum(day.service for day in workers),
        idle=sum(day.idle for day in workers),
        duty=duty,
        shift=shift,
        overtime=sum(day.overtime for day in workers),
        travel_share_of_duty=_share(on_the_way, duty),
        travel_share_of_shift=_share(on_the_way, shift),
    )


def _measure_punctuality(problem: Problem, plan: Plan) -> PunctualityFigures:
    stops = [stop for route in plan.routes for stop in route.stops]
    misses = [miss_windows(problem.visit_by_id[stop.visit], stop.start) for stop in stops]
    late = [miss for miss in misses if miss > 0]
    early = [-miss for miss in misses if miss < 0]
    on_time = misses.count(0)
    return PunctualityFigures(
        on_time=on_time,
        on_time_share=_share(on_time, len(stops)),
        late=len(late),
        lateness_mean=_share(sum(late), len(late)),
        lateness_largest=max(late, default=0),
        early=len(early),
        earliness_mean=_share(sum(early), len(early)),
        earliness_largest=max(early, default=0),
    )


def _measure_wishes(problem: Problem, plan: Plan) -> WishFigures:
    late = list_lateness(problem, plan)
    return WishFigures(
        asked=sum(visit.due is not None for visit in problem.visits),
        late=len(late),
        lateness_total=sum(late),
        lateness_largest=max(late, default=0),
    )


def _measure_ties(problem: Problem, travel: Travel, plan: Plan) -> TieFigures:
    made = find_starts(plan)
    groups = [group for group in problem.together if all(visit in made for visit in group)]
    broken = {(found.other, found.visit) for found in gaps.check(problem, travel, plan)}
    return TieFigures(
        groups=len(problem.together),
        groups_served=len(groups),
        together=sum(len(group) for group in problem.together),
        together_served=sum(visit in made for group in problem.together for visit in group),
        gaps=sum(gap.first in made and gap.second in made for gap in problem.gaps),
        gaps_broken=sum((gap.first, gap.second) in broken for gap in problem.gaps),
    )


def _measure_workload(working: Sequence[int], *, available: int) -> WorkloadFigures:
    least, most = min(working, default=None), max(working, default=None)
    return WorkloadFigures(
        workers_used=len(working),
        workers_available=available,
        least=least,
        most=most,
        range=None if least is None or most is None else most - least,
        mean=_share(sum(working), len(working)),
        standard_deviation=float(np.std(working)) if working else None,
        gini=_gini(working),
    )


def _measure_meals(carried: Sequence[int], *, limit: int) -> MealFigures:
    over = sum(seconds > limit for seconds in carried)
    return MealFigures(
        stops=len(carried),
        mean=_share(sum(carried), len(carried)),
        p95=sorted(carried)[-(-95 * len(carried) // 100) - 1] if carried else None,
        largest=max(carried, default=None),
        limit=limit,
        over_limit=over,
        over_limit_share=_share(over, len(carried)),
    )


def _carried_seconds(problem: Problem, plan: Plan) -> list[int]:
    return [
        stop.start - route.departure
        for route in plan.routes
        for stop in route.stops
        if problem.visit_by_id[stop.visit].demand > 0
    ]


def _gini(values: Iterable[int]) -> float | None:
    """Gini coefficient of values of 0 or more: Σ (2i − n − 1) xᵢ / (n Σ xᵢ) over xᵢ in ascending order, i from 1.

    0 where all are equal, (n − 1)/n where one has everything; None where there is nothing to share.
    """
    ordered = sorted(values)
    n, total = len(ordered), sum(ordered)
    if total == 0:
        return None
    return sum((2 * i - n - 1) * x for i, x in enumerate(ordered, start=1)) / (n * total)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
