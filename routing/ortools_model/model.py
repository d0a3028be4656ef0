"""What the rules ask of the solver, in the words of the day. OR-Tools is built from it, part by part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from routing.objective import Weights
from routing.problem import Gap, Problem, Shift, TimeWindow
from routing.travel import Travel

Orders = dict[str, list[str]]
"""Visit ids in order, by worker id."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Something carried: units asked for by visit id, room by worker id."""

    demands: Mapping[str, int]
    rooms: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Model:
    """A day as the rules of ``routing.constraints`` have stated it so far.

    Parameters
    ----------
    durations, windows, prices
        By visit id: seconds at the door, when it may start, what leaving it out costs.
    shifts, ends
        By worker id: the time of duty; the location ids where the day starts and ends.
    forbidden
        By visit id: the workers who may not make it; where they are the same, one set for many visits.
    loads
        What is carried, by name.
    together, gaps
        What ties visits to one another; none of a visit nobody may make.
    """

    problem: Problem
    travel: Travel
    weights: Weights
    durations: dict[str, int] = field(default_factory=dict)
    windows: dict[str, tuple[TimeWindow, ...]] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    forbidden: dict[str, frozenset[str]] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    together: list[tuple[str, ...]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def forbid(self, visit: str, workers: Collection[str]) -> None:
        """Keep these workers from making this visit."""
        self.forbidden[visit] = _join(self.forbidden.get(visit, frozenset()), frozenset(workers))

    def may_make(self, visit: str, worker: str) -> bool:
        """Whether no rule keeps the worker from making the visit."""
        return worker not in self.forbidden.get(visit, ())

    @property
    def is_timed(self) -> bool:
        """Whether what a plan is worth hangs on its times, and not on its orders alone."""
        return bool(self.together or self.gaps) or any(visit.due is not None for visit in self.problem.visits)

    def list_tied(self) -> set[str]:
        """List the visits tied to others."""
        return {visit for ties in self.together for visit in ties} | {
            visit for gap in self.gaps for visit in (gap.first, gap.second)
        }

    def is_hopeless(self, visit: str) -> bool:
        """Whether the rules keep the visit from every worker."""
        forbidden = self.forbidden.get(visit, frozenset())
        return all(worker.id in forbidden for worker in self.problem.workers)

    def price_of_hopeless(self) -> int:
        """Price of the visits that the rules keep from every worker."""
        return sum(self.prices[visit.id] for visit in self.problem.visits if self.is_hopeless(visit.id))


@lru_cache(maxsize=4096)
def _join(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Unite two sets: the same object for the same sets, as a city has thousands of visits alike."""
    return one | other
