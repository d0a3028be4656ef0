"""Who gains and who loses by a choice of sites, community by community."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.district_files.served import ServedDistrict
from scenarios.sites.choice import find_covered, measure_walk
from scenarios.sites.problem import SitingProblem


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a choice does to the people of one community.

    Parameters
    ----------
    people
        Those who count there.
    covered_before, covered_after
        Of them, with an open site within the radius.
    gaining, losing
        Of them, covered only after, and only before.
    nearer, farther
        Of them, whose walk to the nearest open site got shorter, and longer; who reached none before and reaches one
        now walks nearer.
    walk_before, walk_after
        Mean walk of those who reach a site, in seconds; None where nobody does.
    """

    area: str
    people: float
    covered_before: float
    covered_after: float
    gaining: float
    losing: float
    nearer: float
    farther: float
    walk_before: float | None
    walk_after: float | None


@dataclass(frozen=True, kw_only=True)
class AreaShare:
    """Communities that have an open site on their own ground, of all communities where somebody lives."""

    areas: int
    served: int

    @property
    def share(self) -> float:
        """Share of the communities, 0 to 1."""
        return self.served / self.areas if self.areas else 0.0


def compare_areas(
    district: ServedDistrict,
    problem: SitingProblem,
    timed: SitingProblem,
    before: NDArray[np.bool_],
    after: NDArray[np.bool_],
    *,
    radius: int,
) -> tuple[Effect, ...]:
    """Compare two sets of open sites for every community, in the order of the file.

    A demand point whose file names no community is one of its own, under its name or id.

    Parameters
    ----------
    problem, timed
        In the unit of the radius, and in seconds, by which walks are told.
    before, after
        Open sites, shape (c,).
    radius
        In the unit of the problem.
    """
    areas = name_areas(district)
    was, now = (find_covered(problem, sites, radius) for sites in (before, after))
    walk_was, walk_now = (measure_walk(timed, sites) for sites in (before, after))
    nearer = (walk_now >= 0) & ((walk_was < 0) | (walk_now < walk_was))
    farther = (walk_was >= 0) & ((walk_now < 0) | (walk_now > walk_was))
    numbers: dict[str, int] = {}
    area_of = np.array([numbers.setdefault(area, len(numbers)) for area in areas])

    def add_up(points: NDArray[np.bool_]) -> list[float]:
        totals: list[float] = np.bincount(area_of, weights=problem.people * points, minlength=len(numbers)).tolist()
        return totals

    figures = {
        "people": add_up(np.ones(problem.demands, dtype=np.bool_)),
        "covered_before": add_up(was),
        "covered_after": add_up(now),
        "gaining": add_up(now & ~was),
        "losing": add_up(was & ~now),
        "nearer": add_up(nearer),
        "farther": add_up(farther),
    }
    return tuple(
        Effect(
            area=area,
            walk_before=_mean_walk(walk_was[area_of == number], problem.people[area_of == number]),
            walk_after=_mean_walk(walk_now[area_of == number], problem.people[area_of == number]),
            **{name: totals[number] for name, totals in figures.items()},
        )
        for area, number in numbers.items()
    )


def share_of_areas(district: ServedDistrict, open_sites: NDArray[np.bool_]) -> AreaShare:
    """Count the communities with an open site in them, as offices report their coverage."""
    lived_in = {area for area, point in zip(name_areas(district), district.demand, strict=True) if sum(point.people)}
    with_site = {site.place.area for site, is_open in zip(district.sites, open_sites.tolist(), strict=True) if is_open}
    return AreaShare(areas=len(lived_in), served=len(lived_in & with_site))


def name_areas(district: ServedDistrict) -> list[str]:
    """Name the community of each demand point; without one, the point itself."""
    return [point.area or point.place.name or point.id for point in district.demand]


def sort_by_change(effects: Iterable[Effect]) -> list[Effect]:
    """Put those who gain most first, those who lose most last."""
    return sorted(effects, key=lambda one: (one.losing - one.gaining, one.farther - one.nearer, one.area))


def _mean_walk(walk: NDArray[np.int64], people: NDArray[np.float64]) -> float | None:
    reached = np.where(walk >= 0, people, 0.0)
    return float((walk * reached).sum() / reached.sum()) if reached.sum() else None
