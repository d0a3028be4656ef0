"""A search process: ``python -m routing.ortools_model.process`` reads a task and writes every better plan it finds.

OR-Tools holds Python's lock throughout a search, cannot be interrupted before its first plan and ends the process on
some misuse. In a process of its own it is none of the caller's trouble: the search can be stopped at any moment, and
two of them use two cores.
"""

from __future__ import annotations

import functools
import os
import pickle
import signal
import sys
import time
from typing import BinaryIO

from routing.ortools_model.build import build_part
from routing.ortools_model.messages import Found, Task
from routing.ortools_model.model import Orders
from routing.ortools_model.part_search import PartSearch

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
    for number in numbers:
        tell = functools.partial(_tell, out, number)
        searches[number] = PartSearch(build_part(task.model, task.parts[number]), on_better=tell)
        searches[number].find_first()
    sizes = [len(task.parts[number].visits) for number in numbers]
    for at, number in enumerate(numbers):
        left = None if task.seconds is None else task.seconds - (time.monotonic() - began)
        searches[number].improve(
            seconds=None if left is None else left * sizes[at] / sum(sizes[at:]),
            solutions=None if task.solutions is None else task.solutions[number],
        )


def _tell(out: BinaryIO, part: int, cost: int, orders: Orders, solutions: int) -> None:
    pickle.dump(Found(part=part, cost=cost, orders=orders, solutions=solutions), out)
    out.flush()


if __name__ == "__main__":
    main()
