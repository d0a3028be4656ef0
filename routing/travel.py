"""How long and how far it is from door to door, one matrix per travel mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.errors import FaultKind, InputError
from routing.problem import Mode

BAD_MATRIX = FaultKind("R010", "the {mode} travel matrix {fault}", "give whole numbers of 0 or more, n by n")

ON_STREETS = "streets"
STRAIGHT_LINE = "straight-line"


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelMatrix:
    """Seconds and metres between locations by one mode.

    Parameters
    ----------
    ids
        Location ids; row and column i belong to ``ids[i]``.
    seconds, metres
        Shape (n, n), int32, 0 or more, 0 on the diagonal. Row: from. Column: to. Seconds include the way through
        both doors (``Location.door_seconds``).
    source
        :data:`ON_STREETS`, :data:`STRAIGHT_LINE` (an estimate that was asked for by name), or the name of a
        literature instance. Plans and maps say it.

    Raises
    ------
    InputError
        Where shape, type or sign are wrong.
    """

    mode: Mode
    ids: tuple[str, ...]
    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    source: str = ON_STREETS

    def __post_init__(self) -> None:
        n = len(self.ids)
        for name, matrix in (("seconds", self.seconds), ("metres", self.metres)):
            if matrix.shape != (n, n):
                fault = f"has {name} of shape {matrix.shape} for {n} places"
            elif matrix.dtype != np.int32:
                fault = f"has {name} of type {matrix.dtype}"
            elif n and matrix.min() < 0:
                fault = f"has negative {name}"
            elif np.diagonal(matrix).any():
                fault = f"has {name} from a place to itself"
            else:
                continue
            raise InputError(BAD_MATRIX.at(values={"mode": self.mode, "fault": fault}))

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Row of each location id."""
        return {name: row for row, name in enumerate(self.ids)}

    def seconds_between(self, origin: str, destination: str) -> int:
        """Seconds from one location id to another."""
        return int(self.seconds[self.index[origin], self.index[destination]])

    def metres_between(self, origin: str, destination: str) -> int:
        """Metres from one location id to another."""
        return int(self.metres[self.index[origin], self.index[destination]])


Travel = Mapping[Mode, TravelMatrix]
"""One matrix for every mode in use, each over all locations of the problem."""
