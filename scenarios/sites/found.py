"""What a siting model hands back, before its figures are counted anew from the matrix."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.errors import FaultKind, InputError
from scenarios.sites.programme import Draft, Solution
from scenarios.sites.question import Question

OUT_OF_TIME = FaultKind("L026", "no choice of sites was found in {seconds} s", "give more seconds")


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """The sites a model opens.

    Parameters
    ----------
    open
        Shape (c,).
    bound, proven
        As of :class:`scenarios.sites.choice.Choice`, by the model alone.
    seconds
        Wall seconds by stage.
    by_phase
        Which sites are open in each phase, shape (phases, c); None where the model knows none.
    """

    open: NDArray[np.bool_]
    bound: float
    proven: bool
    seconds: Mapping[str, float] = field(default_factory=dict)
    by_phase: NDArray[np.bool_] | None = None


class Stages:
    """Takes the time of the stages of a model."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the wall seconds of what runs inside to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun


def solve_draft(draft: Draft, question: Question, stages: Stages) -> Solution:
    """Solve a programme in the time that is left.

    Raises
    ------
    InputError
        Where the time was too short for any choice at all (L026).
    """
    with stages.time("solve"):
        solution = draft.solve(seconds=question.left(), seed=question.seed)
    if solution.values is None and not solution.proven:
        raise InputError(OUT_OF_TIME.at(values={"seconds": f"{question.seconds:g}"}))
    return solution
