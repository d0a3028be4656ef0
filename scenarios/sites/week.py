"""Draw the days of a sample week: who eats, and who of them needs the meal brought."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from scenarios.district_files.served import DemandPoint, ServedDistrict


@dataclass(frozen=True, kw_only=True, eq=False)
class MealDay:
    """One day: how many at each demand point could come for their meal, and how many need it brought, shape (d,)."""

    coming: NDArray[np.int64]
    brought: NDArray[np.int64]


def draw_week(district: ServedDistrict, *, days: int, seed: int) -> tuple[MealDay, ...]:
    """Draw who eats on each of so many days, person by person.

    Everybody of a demand point eats with probability ``eat``, and who eats needs the meal brought with probability
    ``deliver``, each on each day anew. Where people are not a whole number, the last person is there with the
    probability of the rest. The draws of a day do not depend on the sites: all siting plans serve the same days.
    """
    drawn = []
    for day in range(days):
        rng = Random(f"{seed}/week/{day}")  # noqa: S311 - repeatable, not secret
        counts = [_draw_point(rng, point) for point in district.demand]
        coming, brought = np.array(counts, dtype=np.int64).reshape(-1, 2).T
        drawn.append(MealDay(coming=coming, brought=brought))
    return tuple(drawn)


def _draw_point(rng: Random, point: DemandPoint) -> tuple[int, int]:
    people = sum(point.people)
    count = math.floor(people)
    count += rng.random() < people - count
    coming = brought = 0
    for _ in range(count):
        if rng.random() < point.eat:
            needs = rng.random() < point.deliver
            brought += needs
            coming += not needs
    return coming, brought
