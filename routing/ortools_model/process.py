"""A search process: ``python -m routing.ortools_model.process`` reads a task and writes every better plan it finds.

OR-Tools holds Python's lock throughout a search, cannot be interrupted before its first plan and ends the process on
some misuse. In a process of its own it is none of the caller's trouble: the search can be stopped at any moment, and
two of them use two cores.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from dataclasses import replace
from typing import BinaryIO

from routing.ortools_model.build import build_part
from routing.ortools_model.judge import judge_orders
from routing.ortools_model.messages import Found, Task
from routing.ortools_model.model import Model, Orders
from routing.ortools_model.part_search import PartSearch
from routing.ortools_model.parts import Part

POLITENESS = 10
"""How far the process stands back where cores are short, from 0 to 19."""


def main() -> None:
    """Search what the pipe brings. What OR-Tools prints goes to stderr, away from the plans."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        # On a first run the caller compiles the search meanwhile: the sooner it is ready, the better the plan.
        os.nice(POLITENESS)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    search_parts(pickle.load(sys.stdin.buffer), out)  # noqa: S301  both ends of the pipe are ours


def search_parts(task: Task, out: BinaryIO) -> None:
    """Find a first plan for every part, then better ones, small parts first: what one leaves over helps the next."""
    began = time.monotonic()
    numbers = sorted(task.parts, key=lambda number: len(task.parts[number].visits))
    searches: dict[int, PartSearch] = {}
    tied = task.model.list_tied()
    for number in numbers:
        part = task.parts[number]
        teller = _Teller(task.model, part, number=number, out=out)
        searches[number] = PartSearch(build_part(task.model, part), on_better=teller.tell)
        loose = replace(part, visits=tuple(visit for visit in part.visits if visit not in tied))
        if loose.visits == part.visits:
            searches[number].find_first()
        else:
            orders = _find_first(task.model, loose)
            teller.tell(0, orders, 1)
            searches[number].begin_with(orders)
    sizes = [len(task.parts[number].visits) for number in numbers]
    for at, number in enumerate(numbers):
        left = None if task.seconds is None else task.seconds - (time.monotonic() - began)
        searches[number].improve(
            seconds=None if left is None else left * sizes[at] / sum(sizes[at:]),
            solutions=None if task.solutions is None else task.solutions[number],
        )


def _find_first(model: Model, loose: Part) -> Orders:
    """Plan the visits tied to no other. With the others OR-Tools takes minutes for a first plan of a large part, but
    puts them in quickly afterwards.
    """
    if not loose.visits:
        return {}
    return PartSearch(build_part(model, loose), on_better=lambda *_found: None).find_first()


class _Teller:
    """Tells every plan of a part that is better than those told before."""

    def __init__(self, model: Model, part: Part, *, number: int, out: BinaryIO) -> None:
        self._model, self._part, self._number, self._out = model, part, number, out
        self._least: int | None = None

    def tell(self, cost: int, orders: Orders, solutions: int) -> None:
        """Tell of a plan, unless it is only better in the eyes of OR-Tools, whose cost counts where no times do."""
        lateness = 0
        if self._model.is_timed:
            orders, cost, lateness = judge_orders(self._model, self._part, orders)
        whole = cost + self._model.weights.late_largest_second * lateness
        if self._least is None or whole < self._least:
            self._least = whole
            found = Found(part=self._number, cost=cost, lateness=lateness, orders=orders, solutions=solutions)
            pickle.dump(found, self._out)
            self._out.flush()


if __name__ == "__main__":
    main()
