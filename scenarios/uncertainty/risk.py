"""Simulate a planned day many times, and say what is likely to go wrong where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from routing.plan import Plan
from routing.problem import Gap, Problem
from routing.travel import Travel
from scenarios.uncertainty.day_net import DayNet, lay_out
from scenarios.uncertainty.draws import Seconds, draw_times, plan_times
from scenarios.uncertainty.figures import DayRisk, Estimate, GapRisk, Risk, StopRisk, VisitCounts, WorkerRisk
from scenarios.uncertainty.links import list_fragile, list_links, tally_links
from scenarios.uncertainty.spreads import Spreads
from scenarios.uncertainty.starts import Rows, find_returns, find_starts, make_pace
from scenarios.uncertainty.tally import Tally

DAYS_AT_ONCE = 2000
"""Most days drawn at a time: memory stays the same however many there are."""

FEWEST_AT_ONCE = 50
STARTS_AT_ONCE = 2_000_000
"""Starts worked out at a time: on days of more than 1,000 stops fewer days are drawn at a time."""


def measure_risk(
    problem: Problem,
    travel: Travel,
    plan: Plan,
    *,
    spreads: Spreads,
    samples: int = 10_000,
    seed: int = 0,
    progress: Callable[[int], None] = lambda _days: None,
) -> Risk:
    """Simulate a planned day and measure its risks; ``docs/risk.md`` defines every figure.

    Parameters
    ----------
    plan
        Its orders count: times are set anew, as :func:`routing.timetable.time_plan` does.
    samples
        Days to draw, at least 1.
    seed
        The same seed, spreads and number of days give the same figures.
    progress
        Hears how many days are done.

    Returns
    -------
    Risk
        Stops and workers in the order of the routes. Spreads of 0 give back the plan: every start as planned.

    Raises
    ------
    InputError
        As :func:`scenarios.uncertainty.day_net.lay_out`.
    """
    net = lay_out(problem, travel, plan)
    links = list_links(net)
    gaps = [gap for gap in problem.gaps if gap.first in net.place_of and gap.second in net.place_of]
    planned = make_pace(net, plan_times(net))
    returns = [int(back[0]) for back in find_returns(net, plan_times(net), [start[None] for start in net.planned])]
    tally = Tally()
    for rng, days in _share_out(samples, seed, stops=len(net.visits)):
        times = draw_times(net, spreads, days=days, rng=rng)
        pace = make_pace(net, times)
        starts = find_starts(net, pace)
        tally.count(days)
        _tally_stops(net, starts, spreads.meal_limit, tally)
        _tally_workers(net, find_returns(net, times, starts), returns, tally)
        _tally_gaps(net, gaps, starts, tally)
        tally_links(net, links, pace, starts, planned=planned, slack=spreads.slack, tally=tally)
        progress(tally.days)
    return Risk(
        samples=samples,
        seed=seed,
        meal_limit=spreads.meal_limit,
        slack=spreads.slack,
        visits=_count_visits(problem, net),
        day=_describe_day(net, gaps, tally),
        stops=tuple(_describe_stop(net, stop, tally) for stop in range(len(net.visits))),
        workers=tuple(
            WorkerRisk(
                worker=road.worker,
                stops=road.end - road.begin,
                planned_return=returns[place],
                shift_end=road.shift_end,
                delay=tally.estimate(("back", place)),
                overtime_chance=tally.estimate(("overtime_chance", place)),
                overtime=tally.estimate(("overtime", place)),
            )
            for place, road in enumerate(net.roads)
        ),
        gaps=tuple(
            GapRisk(first=gap.first, second=gap.second, kept=tally.estimate(("gap", place)))
            for place, gap in enumerate(gaps)
        ),
        links=list_fragile(net, links, tally),
    )


def _count_visits(problem: Problem, net: DayNet) -> VisitCounts:
    left = [visit for visit in problem.visits if visit.id not in net.place_of]
    return VisitCounts(
        asked=len(problem.visits),
        unassigned=len(left),
        mandatory_unassigned=sum(visit.mandatory for visit in left),
    )


def _share_out(samples: int, seed: int, *, stops: int) -> Iterator[tuple[np.random.Generator, int]]:
    """Share the days out in batches, each with numbers of its own: the first days are the same however many follow."""
    at_once = min(DAYS_AT_ONCE, max(FEWEST_AT_ONCE, STARTS_AT_ONCE // stops))
    for number, begin in enumerate(range(0, samples, at_once)):
        source = np.random.SeedSequence(seed, spawn_key=(number,))
        yield np.random.default_rng(source), min(at_once, samples - begin)


def _tally_stops(net: DayNet, starts: Rows, meal_limit: int, tally: Tally) -> None:
    days = starts[0].size
    late, wishes, meals = (np.zeros(days, dtype=np.int64) for _ in range(3))
    late_seconds = np.zeros(days, dtype=np.int64)
    for stop, (visit, start) in enumerate(zip(net.visits, starts, strict=True)):
        lateness = np.maximum(start - net.windows[stop].end, 0)
        tally.add(("delay", stop), start - net.planned[stop])
        tally.add(("on_time", stop), lateness == 0)
        tally.add(("lateness", stop), lateness)
        late += lateness > 0
        late_seconds += lateness
        if visit.due is not None:
            kept = start <= visit.due
            tally.add(("wish", stop), kept)
            wishes += kept
        if visit.demand > 0:
            over = start - net.road_of[stop].departure > meal_limit
            tally.add(("meal", stop), over)
            meals += over
    tally.add("on_time_share", 1 - late / len(starts))
    tally.add("all_on_time", late == 0)
    tally.add("late_stops", late)
    tally.add("lateness", late_seconds)
    for name, found, asked in (("wish_share", wishes, _count_wishes(net)), ("meal_share", meals, _count_meals(net))):
        if asked:
            tally.add(name, found / asked)


def _tally_workers(net: DayNet, backs: Sequence[Seconds], planned: Sequence[int], tally: Tally) -> None:
    total = np.zeros(backs[0].size, dtype=np.int64)
    for place, (road, back) in enumerate(zip(net.roads, backs, strict=True)):
        overtime = np.maximum(back - road.shift_end, 0)
        tally.add(("back", place), back - planned[place])
        tally.add(("overtime_chance", place), overtime > 0)
        tally.add(("overtime", place), overtime)
        total += overtime
    tally.add("any_overtime", total > 0)
    tally.add("overtime", total)


def _tally_gaps(net: DayNet, gaps: Sequence[Gap], starts: Rows, tally: Tally) -> None:
    all_kept = np.ones(starts[0].size, dtype=bool)
    for place, gap in enumerate(gaps):
        between = starts[net.place_of[gap.second]] - starts[net.place_of[gap.first]]
        kept = between >= gap.least
        if gap.greatest is not None:
            kept &= between <= gap.greatest
        tally.add(("gap", place), kept)
        all_kept &= kept
    tally.add("all_gaps_kept", all_kept)


def _describe_stop(net: DayNet, stop: int, tally: Tally) -> StopRisk:
    visit, road, window = net.visits[stop], net.road_of[stop], net.windows[stop]
    return StopRisk(
        visit=visit.id,
        service=visit.service,
        worker=road.worker,
        number=stop - road.begin + 1,
        planned=int(net.planned[stop]),
        window_start=window.start,
        window_end=window.end,
        due=visit.due,
        delay=tally.estimate(("delay", stop)),
        on_time=tally.estimate(("on_time", stop)),
        lateness=tally.estimate(("lateness", stop)),
        wish_kept=None if visit.due is None else tally.estimate(("wish", stop)),
        meal_planned=int(net.planned[stop]) - road.departure if visit.demand > 0 else None,
        meal_over=tally.estimate(("meal", stop)) if visit.demand > 0 else None,
    )


def _describe_day(net: DayNet, gaps: Sequence[Gap], tally: Tally) -> DayRisk:
    def where(asked: int, name: str) -> Estimate | None:
        return tally.estimate(name) if asked else None

    return DayRisk(
        on_time_share=tally.estimate("on_time_share"),
        all_on_time=tally.estimate("all_on_time"),
        late_stops=tally.estimate("late_stops"),
        lateness=tally.estimate("lateness"),
        wish_share=where(_count_wishes(net), "wish_share"),
        meal_over_share=where(_count_meals(net), "meal_share"),
        all_gaps_kept=where(len(gaps), "all_gaps_kept"),
        any_overtime=tally.estimate("any_overtime"),
        overtime=tally.estimate("overtime"),
    )


def _count_wishes(net: DayNet) -> int:
    return sum(visit.due is not None for visit in net.visits)


def _count_meals(net: DayNet) -> int:
    return sum(visit.demand > 0 for visit in net.visits)
