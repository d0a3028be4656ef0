"""Plan the delivery rounds that a choice of sites leads to: the router in the loop of siting.

Every door is served by couriers of the meal point its people are sent to, so a day falls apart into one small problem
for each meal point. Siting plans that share a meal point and its doors share its rounds: each is planned once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from maps.matrix import travel_matrix
from maps.streets import Streets
from routing.errors import FaultKind, InputError, NoWayError
from routing.measures import measure_plan
from routing.problem import Client, Depot, Problem, Role, Shift, TimeWindow, Visit, Worker
from routing.solve import Limit, solve
from routing.travel import TravelMatrix
from scenarios.district_files.served import ServedDistrict
from scenarios.place_rows import name_rows
from scenarios.rows import cap_faults
from scenarios.sites.choice import Choice, find_covered, find_nearest
from scenarios.sites.problem import SitingProblem
from scenarios.sites.round_settings import RoundSettings
from scenarios.sites.week import MealDay

TOO_MANY_DOORS = FaultKind(
    "D319",
    "the rounds of the week have {doors} doors and sites; at most {most} are planned",
    "draw fewer days (--rounds FILE), join buildings to estates, or leave the rounds out (--no-rounds)",
)

MOST_PLACES = 10_000
"""Doors and sites of a week: the travel between them takes 8 bytes for each pair, 800 MB."""

RoundKey: TypeAlias = tuple[int, int, tuple[tuple[int, int], ...]]
"""A day, the serving site, and its doors with their meals: all that the rounds of a meal point depend on."""


@dataclass(frozen=True, kw_only=True)
class PointRounds:
    """The rounds of one meal point on one day.

    Parameters
    ----------
    duty
        Seconds between leaving and coming back, of all its couriers together.
    metres
        They ride.
    couriers
        Who go out.
    minutes
        From leaving the meal point to the hand-over, in seconds, for every meal brought.
    delivered, undelivered
        Meals.
    """

    duty: int
    metres: int
    couriers: int
    minutes: tuple[int, ...]
    delivered: int
    undelivered: int


@dataclass(frozen=True, kw_only=True)
class WeekFigures:
    """What the rounds of a sample week come to.

    Parameters
    ----------
    days
        So many.
    courier_hours, kilometres, couriers
        Of all days together; the most couriers out on one day.
    walkers
        Meals of those who come for them.
    delivered, undelivered
        Meals that are brought, and that should be but nobody can bring them.
    left_out
        Meals of those who could come, but no open site is within the radius.
    minutes_mean, minutes_p95, minutes_max
        From the meal point to the door, over all meals brought; None where none is.
    limit_minutes, over_limit
        The limit of the settings, and meals that are longer on the way.
    """

    days: int
    courier_hours: float
    kilometres: float
    couriers: int
    walkers: int
    delivered: int
    undelivered: int
    left_out: int
    minutes_mean: float | None
    minutes_p95: float | None
    minutes_max: float | None
    limit_minutes: int
    over_limit: int


@dataclass(frozen=True, kw_only=True, eq=False)
class SampleWeek:
    """A drawn week and the travel between all its doors and all sites; rounds planned once are kept in ``done``."""

    district: ServedDistrict
    days: tuple[MealDay, ...]
    settings: RoundSettings
    travel: TravelMatrix
    seed: int
    limit: Limit
    done: dict[RoundKey, PointRounds] = field(default_factory=dict)


def prepare_week(
    district: ServedDistrict,
    streets: Streets,
    days: Sequence[MealDay],
    settings: RoundSettings,
    *,
    seed: int = 0,
    seconds: float | None = None,
    cache: Path | None = None,
) -> SampleWeek:
    """Measure the travel of a week's couriers.

    Parameters
    ----------
    streets
        All of them: couriers take steps where their mode does.
    seconds
        For the rounds of a meal point on a day, instead of the search's rounds of the settings: then two runs may
        differ.

    Raises
    ------
    InputError
        Where there are more than :data:`MOST_PLACES` doors and sites.
    NoWayError
        Naming every place off the couriers' network, with its file and row.
    """
    doors = _doors(days, everybody=settings.out_of_reach)
    if len(doors) + len(district.sites) > MOST_PLACES:
        values = {"doors": len(doors) + len(district.sites), "most": MOST_PLACES}
        raise InputError(TOO_MANY_DOORS.at(file=district.source.name, values=values))
    places = [*(district.demand[door].place for door in doors), *(site.place for site in district.sites)]
    try:
        travel = travel_matrix(streets, places, settings.mode, cache=cache)
    except NoWayError as error:
        raise NoWayError(cap_faults(name_rows(error.faults, district.rows))) from None
    limit = Limit(solutions=settings.rounds) if seconds is None else Limit(seconds=seconds)
    return SampleWeek(district=district, days=tuple(days), settings=settings, travel=travel, seed=seed, limit=limit)


def serving_sites(problem: SitingProblem, choice: Choice) -> NDArray[np.int64]:
    """Find the site that serves each demand point: where the choice sends most of its people, else the nearest.

    Returns
    -------
    NDArray[np.int64]
        Shape (d,); −1 where no open site can be reached.
    """
    flows = choice.flows.tocoo()
    order = np.lexsort((flows.col, -flows.data, flows.row))
    points, first = np.unique(flows.row[order], return_index=True)
    largest, sites = flows.data[order][first], flows.col[order][first]
    serving = find_nearest(problem, choice.open)
    serving[points[largest > 0]] = sites[largest > 0]
    return serving


def plan_weeks(
    week: SampleWeek,
    problem: SitingProblem,
    choices: Sequence[Choice],
    *,
    radius: int | None,
    progress: Callable[[int, int], None] | None = None,
) -> list[WeekFigures]:
    """Plan the rounds of every day of the week for each choice of sites.

    Parameters
    ----------
    radius
        In the unit of the problem: who lives beyond it does not come on foot. None: everybody who can, comes.
    progress
        Hears how many rounds of meal points are planned, and how many there are in all, those that several choices
        share counted once.
    """
    asked = [_ask_week(week, problem, choice, radius) for choice in choices]
    keys = list(dict.fromkeys(key for one in asked for key in one.keys if key not in week.done))
    for count, key in enumerate(keys, start=1):
        week.done[key] = _plan_point(week, site=key[1], doors=key[2])
        if progress is not None:
            progress(count, len(keys))
    return [_add_up(week, one) for one in asked]


@dataclass(frozen=True, kw_only=True, eq=False)
class _AskedWeek:
    """The rounds of one choice, who is near a site, and who serves each door."""

    keys: tuple[RoundKey, ...]
    near: NDArray[np.bool_]
    serving: NDArray[np.int64]


def _ask_week(week: SampleWeek, problem: SitingProblem, choice: Choice, radius: int | None) -> _AskedWeek:
    serving = serving_sites(problem, choice)
    near = serving >= 0 if radius is None else find_covered(problem, choice.open, radius)
    rounds = [_rounds_of(day, serving, near, everybody=week.settings.out_of_reach) for day in week.days]
    keys = tuple((number, site, doors) for number, day in enumerate(rounds) for site, doors in day.items())
    return _AskedWeek(keys=keys, near=near, serving=serving)


def _doors(days: Iterable[MealDay], *, everybody: bool) -> list[int]:
    meals = sum(day.brought + (day.coming if everybody else 0) for day in days)
    return np.flatnonzero(meals).tolist()


def _rounds_of(
    day: MealDay, serving: NDArray[np.int64], near: NDArray[np.bool_], *, everybody: bool
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Doors and meals by serving site, on one day."""
    meals = day.brought + np.where(near, 0, day.coming) * everybody
    doors = np.flatnonzero((meals > 0) & (serving >= 0))
    rounds: dict[int, list[tuple[int, int]]] = {}
    for door in doors.tolist():
        rounds.setdefault(int(serving[door]), []).append((door, int(meals[door])))
    return {site: tuple(rounds[site]) for site in sorted(rounds)}


def _plan_point(week: SampleWeek, *, site: int, doors: tuple[tuple[int, int], ...]) -> PointRounds:
    problem = _make_problem(week, site, doors)
    ids = [place.id for place in problem.locations]
    rows = np.array([week.travel.index[name] for name in ids])
    travel = {
        week.settings.mode: TravelMatrix(
            mode=week.settings.mode,
            ids=tuple(ids),
            seconds=week.travel.seconds[np.ix_(rows, rows)],
            metres=week.travel.metres[np.ix_(rows, rows)],
            source=week.travel.source,
        )
    }
    plan = solve(problem, travel, limit=week.limit, seed=week.seed)
    measures = measure_plan(problem, travel, plan, meal_limit=week.settings.limit_seconds)
    return PointRounds(
        duty=measures.time.duty,
        metres=measures.time.travel_metres,
        couriers=measures.workload.workers_used,
        minutes=tuple(
            stop.start - route.departure
            for route in plan.routes
            for stop in route.stops
            for _ in range(problem.visit_by_id[stop.visit].demand)
        ),
        delivered=measures.visits.units_delivered,
        undelivered=measures.visits.units_asked - measures.visits.units_delivered,
    )


def _make_problem(week: SampleWeek, site: int, doors: tuple[tuple[int, int], ...]) -> Problem:
    settings = week.settings
    start = week.district.sites[site]
    points = {door: week.district.demand[door] for door, _ in doors}
    window = (TimeWindow(start=settings.earliest, end=settings.latest),)
    visits = []
    for door, meals in doors:
        # What no courier can carry at once, several bring.
        for part, first in enumerate(range(0, meals, settings.capacity)):
            count = min(settings.capacity, meals - first)
            visits.append(
                Visit(
                    id=f"{points[door].id}/{part}",
                    client=points[door].id,
                    location=points[door].place.id,
                    service="meal",
                    windows=window,
                    duration=settings.door_seconds + count * settings.meal_seconds,
                    role=Role.COURIER,
                    demand=count,
                )
            )
    couriers = -(-sum(meals for _, meals in doors) // settings.capacity) + settings.spare
    return Problem(
        locations=(start.place, *(point.place for point in points.values())),
        depots=(Depot(id=start.id, location=start.place.id),),
        clients=tuple(Client(id=point.id, location=point.place.id) for point in points.values()),
        visits=tuple(visits),
        workers=tuple(
            Worker(
                id=f"courier {number}",
                role=Role.COURIER,
                shift=Shift(start=settings.start, end=settings.end),
                mode=settings.mode,
                start=start.id,
                end=start.id,
                capacity=settings.capacity,
            )
            for number in range(1, couriers + 1)
        ),
    )


def _add_up(week: SampleWeek, asked: _AskedWeek) -> WeekFigures:
    near, serving = asked.near, asked.serving
    rounds = [week.done[key] for key in asked.keys]
    out = [0] * len(week.days)
    for key, point in zip(asked.keys, rounds, strict=True):
        out[key[0]] += point.couriers
    minutes = np.sort(np.array([seconds for point in rounds for seconds in point.minutes], dtype=np.float64)) / 60
    everybody = week.settings.out_of_reach
    nobody = sum(int((day.brought + (day.coming * ~near if everybody else 0))[serving < 0].sum()) for day in week.days)
    beyond = sum(int(day.coming[~near].sum()) for day in week.days)
    has_any = bool(len(minutes))
    return WeekFigures(
        days=len(week.days),
        courier_hours=sum(point.duty for point in rounds) / 3600,
        kilometres=sum(point.metres for point in rounds) / 1000,
        couriers=max(out, default=0),
        walkers=sum(int(day.coming[near].sum()) for day in week.days),
        delivered=sum(point.delivered for point in rounds),
        undelivered=sum(point.undelivered for point in rounds) + nobody,
        left_out=0 if everybody else beyond,
        minutes_mean=float(minutes.mean()) if has_any else None,
        minutes_p95=float(minutes[-(-95 * len(minutes) // 100) - 1]) if has_any else None,
        minutes_max=float(minutes[-1]) if has_any else None,
        limit_minutes=round(week.settings.limit_seconds / 60),
        over_limit=int((minutes * 60 > week.settings.limit_seconds).sum()),
    )
