"""Searches a day part by part: first a plan for each, then the time that is left for making them better."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from routing.limit import Limit, Progress
from routing.ortools_model.build import Orders, build_part
from routing.ortools_model.model import Model
from routing.ortools_model.part_search import PartSearch
from routing.ortools_model.parts import Part, split_model
from routing.ortools_model.watch import Watch


def search_model(
    model: Model, *, limit: Limit, seed: int, watch: Watch, progress: Callable[[Progress], None] | None
) -> Orders:
    """Find cheap orders of visits by worker id. Visits in no order stay unassigned.

    The parts share the time, and the solutions, in proportion to their visits, small parts first: what one leaves
    over goes to the next. The seed shuffles visits and workers, which changes every tie of the search.
    """
    rng = random.Random(seed)  # noqa: S311  a shuffle, no secret
    parts = sorted((_shuffled(part, rng) for part in split_model(model)), key=lambda part: len(part.visits))
    day = _DaySearch(model=model, progress=progress)
    day.searches = [PartSearch(build_part(model, part), watch=watch, on_better=day.report) for part in parts]
    for search in day.searches:
        search.find_first()
    for at, search in enumerate(day.searches):
        share = len(search.part.visits) / sum(len(other.part.visits) for other in day.searches[at:])
        seconds = None if limit.seconds is None else (limit.seconds - day.seconds()) * share
        solutions = None if limit.solutions is None else int((limit.solutions - day.solutions()) * share)
        search.improve(seconds=seconds, solutions=solutions)
    return {worker: order for search in day.searches for worker, order in search.orders.items()}


def _shuffled(part: Part, rng: random.Random) -> Part:
    visits, workers = list(part.visits), list(part.workers)
    rng.shuffle(visits)
    rng.shuffle(workers)
    return replace(part, visits=tuple(visits), workers=tuple(workers))


@dataclass(kw_only=True)
class _DaySearch:
    """The parts under search, and what they come to together."""

    model: Model
    progress: Callable[[Progress], None] | None
    searches: list[PartSearch] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def solutions(self) -> int:
        return sum(search.solutions for search in self.searches)

    def report(self) -> None:
        """Tell the progress, once every part has a first plan."""
        if self.progress is None or not all(search.solutions for search in self.searches):
            return
        visits = self.model.problem.visits
        searched = {visit for search in self.searches for visit in search.part.visits}
        nobody = sum(self.model.prices[visit.id] for visit in visits if visit.id not in searched)
        planned = sum(len(order) for search in self.searches for order in search.orders.values())
        self.progress(
            Progress(
                seconds=self.seconds(),
                cost=nobody + sum(search.cost for search in self.searches),
                unassigned=len(visits) - planned,
                solutions=self.solutions(),
            )
        )
