"""A choice of sites, and what it is worth to the people: every figure counted from the matrix, none from a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from routing.errors import Fault
from scenarios.sites.problem import SitingProblem

WORST_SHARE = 0.1
"""The worst-off part of the people whose mean walk :class:`Walks` tells."""


class Model(StrEnum):
    """What a choice of sites is to be best at; each is stated whole in the module it is named after."""

    COVER_ALL = "cover-all"
    COVER_MOST = "cover-most"
    MEDIAN = "median"
    CENTER = "center"
    COVER_ALL_SEATED = "cover-all-seated"
    COVER_MOST_SEATED = "cover-most-seated"
    MEDIAN_SEATED = "median-seated"
    COVER_TWICE = "cover-twice"
    TWO_RADII = "two-radii"
    WORST_TENTH = "worst-tenth"
    PHASES = "phases"


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """Which sites to open, who goes where, and how sure it is that nothing is better.

    Parameters
    ----------
    open
        The sites that are open in the end, shape (c,), bool; existing ones among them unless they were closed.
    flows
        People of each demand point who go to each site, sparse, shape (d, c). Every model that knows no capacity
        sends all people of a point to the open site with the least cost, the first of equals; the seated ones split
        a point where a site is full.
    value, bound
        What the model counts, recomputed from the matrix, and the limit that no choice at all can pass: not below
        it where less is better, not above it where more is. In the unit of the model's programme.
    proven
        Whether the choice is proven optimal: to the last unit for whole numbers, within one part in a million else.
    opened
        When each site opens, shape (c,): the year of the phase, 0 where it exists or the model knows no years, −1
        where it stays shut.
    closed
        When each site that exists closes, shape (c,): the year of the phase, −1 where it does not; None where the
        model knows no years.
    seconds
        Wall seconds of each stage of the work, by its name.
    notes
        What a person should know about it: people whom no site can be reached by, sites of which nobody can be had.
    """

    model: Model
    open: NDArray[np.bool_]
    flows: csr_array[np.float64]
    value: float
    bound: float
    proven: bool
    opened: NDArray[np.int64]
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Fault, ...] = ()
    closed: NDArray[np.int64] | None = None

    @property
    def gap(self) -> float:
        """How far the value may be from the best there is, in per cent of the value; 0 where proven."""
        apart = abs(self.value - self.bound)
        return 0.0 if self.proven or not apart else 100 * apart / max(abs(self.value), 1e-9)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many people have an open site within a radius.

    Parameters
    ----------
    people, covered
        All of them, also those cut off from every site, and those with a site within reach.
    """

    people: float
    covered: float

    @property
    def share(self) -> float:
        """Share of the people, 0 to 1; 0 where there is nobody."""
        return self.covered / self.people if self.people else 0.0


@dataclass(frozen=True, kw_only=True)
class Walks:
    """How people's walks to their nearest open site are spread, in the unit of the problem.

    Parameters
    ----------
    people, unreached
        All of them, and those who can reach no open site: they are in none of the other figures.
    mean, longest
        Per person; 0 where nobody reaches a site, as the next two.
    p95
        The walk that 95 % of the people do not exceed.
    worst_tenth
        Mean walk of the tenth of the people who walk furthest; a point on the border counts in part.
    """

    people: float
    unreached: float
    mean: float
    p95: float
    worst_tenth: float
    longest: int


def list_open(problem: SitingProblem, choice: Choice) -> tuple[str, ...]:
    """Name the open sites, in the order of the problem."""
    return tuple(problem.site_ids[site] for site in np.flatnonzero(choice.open).tolist())


def find_nearest(problem: SitingProblem, open_sites: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Find the open site with the least cost for each demand point, shape (d,); −1 where none can be reached."""
    sites = np.flatnonzero(open_sites)
    if not len(sites):
        return np.full(problem.demands, -1, dtype=np.int64)
    ways = _ways(problem, sites)
    nearest = ways.argmin(axis=1)
    return np.where(ways[np.arange(problem.demands), nearest] == _NO_WAY, -1, sites[nearest]).astype(np.int64)


def measure_walk(problem: SitingProblem, open_sites: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Measure each point's walk to its nearest open site, shape (d,); −1 where none can be reached."""
    sites = np.flatnonzero(open_sites)
    if not len(sites):
        return np.full(problem.demands, -1, dtype=np.int64)
    walk = _ways(problem, sites).min(axis=1)
    return np.where(walk == _NO_WAY, -1, walk)


def find_covered(
    problem: SitingProblem, open_sites: NDArray[np.bool_], radius: int, *, second: bool = False
) -> NDArray[np.bool_]:
    """Find the demand points with an open site within a radius, shape (d,); see :meth:`SitingProblem.within`."""
    return np.asarray(problem.within(radius, second=second)[:, open_sites].any(axis=1))


def coverage(problem: SitingProblem, choice: Choice | NDArray[np.bool_], radius: int) -> Coverage:
    """Count the people with an open site within a radius.

    Parameters
    ----------
    choice
        A choice, or open sites alone, shape (c,): ``problem.existing`` for the state before.
    """
    covered = find_covered(problem, _open_of(choice), radius)
    return Coverage(people=float(problem.people.sum()), covered=float(problem.people[covered].sum()))


def count_seated(problem: SitingProblem, choice: Choice, radius: int) -> Coverage:
    """Count the people whom a seated choice serves within a radius: those it sends somewhere, and no further."""
    flows = choice.flows.tocoo()
    inside = problem.within(radius)[flows.row, flows.col]
    return Coverage(people=float(problem.people.sum()), covered=float(flows.data[inside].sum()))


def measure_walks(problem: SitingProblem, choice: Choice | NDArray[np.bool_]) -> Walks:
    """Measure how the walks to the nearest open site are spread; capacities are not asked about."""
    walk = measure_walk(problem, _open_of(choice))
    people = np.where(walk >= 0, problem.people, 0.0)
    total, everybody = float(people.sum()), float(problem.people.sum())
    if not total:
        return Walks(people=everybody, unreached=everybody, mean=0.0, p95=0.0, worst_tenth=0.0, longest=0)
    order = np.argsort(walk, kind="stable")
    reached = np.cumsum(people[order])
    p95 = walk[order][np.searchsorted(reached, 0.95 * total * (1 - 1e-12))]
    return Walks(
        people=everybody,
        unreached=everybody - total,
        mean=float((walk * people).sum() / total),
        p95=float(p95),
        worst_tenth=mean_of_worst(walk, people, WORST_SHARE),
        longest=int(walk[people > 0].max()),
    )


def mean_of_worst(walk: NDArray[np.int64], people: NDArray[np.float64], share: float) -> float:
    """Mean walk of the worst-off share of the people, the point on the border in part; 0 where there is nobody.

    This is the conditional value at risk of Rockafellar and Uryasev (2000), for a spread of so many people.
    """
    order = np.argsort(-walk, kind="stable")
    wanted = share * float(people.sum())
    if wanted <= 0:
        return 0.0
    before = np.cumsum(people[order]) - people[order]
    taken = np.clip(wanted - before, 0.0, people[order])
    return float((taken * walk[order]).sum() / wanted)


_NO_WAY = np.iinfo(np.int64).max


def _ways(problem: SitingProblem, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cost to the given sites, above any cost where there is no way: seen in here alone."""
    return np.where(problem.reachable[:, sites], problem.cost[:, sites].astype(np.int64), _NO_WAY)


def _open_of(choice: Choice | NDArray[np.bool_]) -> NDArray[np.bool_]:
    return choice.open if isinstance(choice, Choice) else choice
