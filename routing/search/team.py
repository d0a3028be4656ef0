"""Threads that work on some parts of a problem, by turns where these are several."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from routing.cores import pack_sizes
from routing.search.clock import Clock
from routing.search.part_search import PartSearch
from routing.search.parts import Part

MOST_LAPS = 2
"""Laps that make a whole one, at most: as many as a team has parts, so that all of these cool alike. A venture
needs some hundred rounds in one lap."""
OVERLOAD = 1.4
"""How much more than the mean a thread may have to do; else all threads work on every part by turns."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """Numbers of the parts a team works on, and of its threads."""

    parts: tuple[int, ...]
    threads: int


def make_teams(sizes: Sequence[int], threads: int) -> list[Team]:
    """Give parts of these sizes to as many teams as there can be without one that has far more to do than others.

    A team of one thread searches a part better than two that share it out or search apart (docs/search.md).
    """
    for count in range(min(len(sizes), threads), 1, -1):
        packed = pack_sizes(sizes, boxes=count)
        work = [sum(sizes[part] for part in parts) for parts in packed]
        members = [1] * count
        for _ in range(threads - count):
            members[max(range(count), key=lambda k: work[k] / members[k])] += 1
        if max(w / m for w, m in zip(work, members, strict=True)) <= OVERLOAD * sum(sizes) / threads:
            return [Team(parts=tuple(parts), threads=m) for parts, m in zip(packed, members, strict=True)]
    return [Team(parts=tuple(range(len(sizes))), threads=threads)]


class TeamSearch:
    """A team's searches, until its clock has run down."""

    def __init__(
        self,
        team: Team,
        parts: Sequence[Part],
        clock: Clock,
        *,
        seed: int,
        first: int,
        starts: Sequence[Sequence[Sequence[int]]] | None,
    ) -> None:
        self.team, self.clock = team, clock
        draw = np.random.default_rng(seed if first == 0 else [seed, first])
        tasks = sum(parts[number].flat.tasks for number in team.parts)
        self.searches = {
            number: PartSearch(
                parts[number].flat,
                clock,
                draw,
                seed=seed,
                first=first + turn * team.threads,
                threads=team.threads,
                start=None if starts is None else starts[number],
                share=parts[number].flat.tasks / max(1, tasks),
            )
            for turn, number in enumerate(team.parts)
        }

    def run(self) -> None:
        """Search the part that is furthest behind, lap by lap."""
        laps = min(MOST_LAPS, len(self.searches))
        with ThreadPoolExecutor(self.team.threads) as pool:
            while (spent := self.clock.spent()) < 1.0:
                behind = min(self.searches.values(), key=lambda one: one.rounds / one.share)
                behind.run_lap(pool, spent, laps=laps)
