"""Draw the times of many days at once: how long every visit and every way takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.problem import Mode
from scenarios.uncertainty.day_net import DayNet
from scenarios.uncertainty.spreads import Spreads

Seconds = NDArray[np.int64]
"""Whole seconds; a row for each stop or road, a column for each day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Times:
    """Drawn times: at the door and on the way to each stop, shape (stops, days); on each way back, (roads, days)."""

    service: Seconds
    way_in: Seconds
    way_back: Seconds


def draw_times(net: DayNet, spreads: Spreads, *, days: int, rng: np.random.Generator) -> Times:
    """Draw so many days.

    A visit takes its planned time by a lognormal factor, and the extra minutes of its service on top where nobody
    opens; visits of one group at one door share both draws. A way takes its planned time by a factor of the leg and
    the day's factor of the mode. Every factor has mean 1, so a spread of 0 gives the planned time; all is rounded to
    whole seconds. The numbers drawn do not depend on the spreads: days of one seed differ by the spreads alone.

    Notes
    -----
    A lognormal factor exp(σ Z − σ²/2), Z standard normal, has mean 1 and coefficient of variation √(exp(σ²) − 1), so
    σ² = ln(1 + cv²) (Johnson, Kotz and Balakrishnan 1994, "Continuous Univariate Distributions", vol. 1, ch. 14).
    The day's Z of a mode is √s Z₀ + √(1 − s) Zₘ, Z₀ the same for all modes, s = ``spreads.day_shared``.
    """
    doors = max(net.door_of) + 1
    at_door = rng.standard_normal((doors, days))
    opens = rng.random((doors, days))
    legs = rng.standard_normal((len(net.visits), days))
    legs_back = rng.standard_normal((len(net.roads), days))
    of_day = rng.standard_normal((1 + len(Mode), days))

    service = np.empty((len(net.visits), days), dtype=np.int64)
    for stop, visit in enumerate(net.visits):
        spread, door = spreads.of_service(visit.service), net.door_of[stop]
        service[stop] = np.rint(visit.duration * make_factor(at_door[door], spread.cv))
        service[stop] += np.where(opens[door] < spread.nobody_opens, round(60 * spread.extra_minutes), 0)
    common, own = math.sqrt(spreads.day_shared), math.sqrt(1 - spreads.day_shared)
    day = {
        mode: make_factor(common * of_day[0] + own * of_day[1 + place], way.day_cv)
        for place, mode in enumerate(Mode)
        if (way := spreads.travel.get(mode)) is not None
    }

    def take_way(planned: float, mode: Mode, drawn: NDArray[np.float64]) -> Seconds:
        if mode not in day:
            return np.full(days, planned, dtype=np.int64)
        seconds: Seconds = np.rint(planned * make_factor(drawn, spreads.travel[mode].cv) * day[mode]).astype(np.int64)
        return seconds

    return Times(
        service=service,
        way_in=np.stack([take_way(float(net.way_in[s]), net.road_of[s].mode, legs[s]) for s in range(len(net.visits))]),
        way_back=np.stack(
            [take_way(road.way_back, road.mode, legs_back[place]) for place, road in enumerate(net.roads)]
        ),
    )


def make_factor(drawn: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """Turn standard normal numbers into lognormal factors of mean 1; exactly 1 where ``cv`` is 0."""
    variance = math.log1p(cv * cv)
    factor: NDArray[np.float64] = np.exp(math.sqrt(variance) * drawn - variance / 2)
    return factor


def plan_times(net: DayNet) -> Times:
    """Take every time as planned, for a single day."""
    return Times(
        service=np.array([[visit.duration] for visit in net.visits], dtype=np.int64),
        way_in=net.way_in[:, None],
        way_back=np.array([[road.way_back] for road in net.roads], dtype=np.int64),
    )
