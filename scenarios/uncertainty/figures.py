"""What a simulated day is summed up to: chances and means, each with its Monte-Carlo standard error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over the drawn days, and its standard error: the standard deviation of a day's value / √days."""

    mean: float
    error: float


@dataclass(frozen=True, kw_only=True)
class StopRisk:
    """One stop. Chances are from 0 to 1, other figures in seconds.

    Parameters
    ----------
    number
        Place on the route, from 1.
    planned, window_start, window_end
        The planned start, and the window it is planned in.
    due
        Wished latest start, None where there is none.
    delay
        Mean of the start less the planned start.
    on_time
        Chance of a start no later than the end of the planned window.
    lateness
        Mean of the time from then to the start, 0 on days in time.
    wish_kept
        Chance of a start no later than ``due``; None where there is none.
    meal_planned
        Planned seconds from the departure to the start; None where nothing is carried.
    meal_over
        Chance that the start is more than the meal limit after the departure; None where nothing is carried.
    """

    visit: str
    service: str
    worker: str
    number: int
    planned: int
    window_start: int
    window_end: int
    due: int | None
    delay: Estimate
    on_time: Estimate
    lateness: Estimate
    wish_kept: Estimate | None
    meal_planned: int | None
    meal_over: Estimate | None


@dataclass(frozen=True, kw_only=True)
class WorkerRisk:
    """One worker: planned return and end of the shift, mean delay of the return, chance and mean of overtime."""

    worker: str
    stops: int
    planned_return: int
    shift_end: int
    delay: Estimate
    overtime_chance: Estimate
    overtime: Estimate


@dataclass(frozen=True, kw_only=True)
class GapRisk:
    """A gap of which both visits are made: the chance that it is neither too short nor too long."""

    first: str
    second: str
    kept: Estimate


@dataclass(frozen=True, kw_only=True)
class LinkRisk:
    """A link between two starts, and the lateness of all stops of the day that loosening it would save, in seconds.

    Parameters
    ----------
    kind
        "leg": from the start of ``first``, or the departure where that is "", to the arrival at ``second``.
        "together", "gap": a tie between the two.
    worker
        Who makes ``second``.
    steady
        Saved where a leg always took its planned time, or a tie asked for nothing.
    slack
        Saved where a leg took so many seconds less, but never below 0, or a tie let go so many seconds sooner.
    """

    kind: str
    first: str
    second: str
    worker: str
    steady: Estimate
    slack: Estimate


@dataclass(frozen=True, kw_only=True)
class DayRisk:
    """The whole day. Shares are of the stops that have what is asked for; None where none has.

    Parameters
    ----------
    on_time_share, wish_share, meal_over_share
        Mean shares of stops on time, of wishes kept, of meals over the limit.
    all_on_time, all_gaps_kept, any_overtime
        Chances that every stop is on time, every gap kept, anybody works overtime.
    late_stops, lateness, overtime
        Mean number of late stops, seconds late over all stops, seconds of overtime over all workers.
    """

    on_time_share: Estimate
    all_on_time: Estimate
    late_stops: Estimate
    lateness: Estimate
    wish_share: Estimate | None
    meal_over_share: Estimate | None
    all_gaps_kept: Estimate | None
    any_overtime: Estimate
    overtime: Estimate


@dataclass(frozen=True, kw_only=True)
class VisitCounts:
    """Visits of the day, and those in no route, of which no other figure speaks."""

    asked: int
    unassigned: int
    mandatory_unassigned: int


@dataclass(frozen=True, kw_only=True)
class Risk:
    """Everything that a simulation of a planned day tells.

    Parameters
    ----------
    meal_limit, slack
        Seconds, as in the spreads.
    links
        Those that would save anything, dearest first: by ``steady``, then ``slack``.
    """

    samples: int
    seed: int
    meal_limit: int
    slack: int
    visits: VisitCounts
    day: DayRisk
    stops: tuple[StopRisk, ...]
    workers: tuple[WorkerRisk, ...]
    gaps: tuple[GapRisk, ...]
    links: tuple[LinkRisk, ...]
