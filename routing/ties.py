"""Who waits for whom: the starts of visits that go together or keep a gap, as least differences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.problem import Problem, TimeWindow


@dataclass(frozen=True, kw_only=True)
class Tie:
    """``visit`` starts at least ``lag`` seconds after the start of ``other``; below 0 it may start before it."""

    visit: str
    other: str
    lag: int


def list_ties(problem: Problem, planned: Collection[str]) -> list[Tie]:
    """List what the planned visits ask of each other's starts, one tie for each direction."""
    ties: list[Tie] = []
    for group in problem.together:
        for one, other in pairwise([visit for visit in group if visit in planned]):
            ties += [Tie(visit=other, other=one, lag=0), Tie(visit=one, other=other, lag=0)]
    for gap in problem.gaps:
        if gap.first in planned and gap.second in planned:
            ties.append(Tie(visit=gap.second, other=gap.first, lag=gap.least))
            if gap.greatest is not None:
                ties.append(Tie(visit=gap.first, other=gap.second, lag=-gap.greatest))
    return ties


def meet_windows(several: Sequence[Sequence[TimeWindow]]) -> tuple[TimeWindow, ...]:
    """List the times that are in a window of each: none where they have nothing in common."""
    common = list(several[0])
    for windows in several[1:]:
        pairs = [(max(a.start, b.start), min(a.end, b.end)) for a in common for b in windows]
        common = [TimeWindow(start=start, end=end) for start, end in pairs if start <= end]
    return tuple(common)


def drop_deadlocks(ties: Sequence[Tie], passages: Sequence[Tie]) -> list[Tie]:
    """Leave out the ties by which visits would wait for one another for ever.

    Parameters
    ----------
    ties
        What visits ask of each other.
    passages
        What routes ask: one visit can start no sooner than so long after one before it, in its route. No sequence of
        them leads back to where it began.

    Returns
    -------
    list of Tie
        The ties that can be kept by some times, windows aside. Where ties and routes ask in a circle for ever later
        starts, every tie of the circle goes.
    """
    left = list(ties)
    while circle := _find_circles([*left, *passages]):
        left = [tie for tie in left if tie not in circle]
    return left


def _find_circles(ties: Sequence[Tie]) -> set[Tie]:
    """Find circles that ask for ever later starts, by Bellman and Ford's longest ways; empty where there are none."""
    start = dict.fromkeys((visit for tie in ties for visit in (tie.visit, tie.other)), 0)
    held: dict[str, Tie] = {}
    moved = True
    while moved:
        moved = False
        for tie in ties:
            if start[tie.other] + tie.lag > start[tie.visit]:
                start[tie.visit] = start[tie.other] + tie.lag
                held[tie.visit] = tie
                moved = True
        if circles := set(_walk_circles(held)):
            return circles
    return set()


def _walk_circles(held: dict[str, Tie]) -> Iterator[Tie]:
    """Walk back from every visit along the ties that hold it, and list the ties met again."""
    walk_of: dict[str, str] = {}
    for first in held:
        visit = first
        while visit in held and visit not in walk_of:
            walk_of[visit] = first
            visit = held[visit].other
        if walk_of.get(visit) == first:
            end = visit
            yield held[visit]
            while (visit := held[visit].other) != end:
                yield held[visit]
