"""What a search process is told, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass

from routing.ortools_model.model import Model, Orders
from routing.ortools_model.parts import Part


@dataclass(frozen=True, kw_only=True)
class Task:
    """Parts to search one after another.

    Parameters
    ----------
    parts
        By their number among all parts of the day.
    seconds
        For all of them together; None: no such limit.
    solutions
        For each, by number; None: no such limit.
    """

    model: Model
    parts: dict[int, Part]
    seconds: float | None
    solutions: dict[int, int] | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A plan of part number ``part``, better than all before, after so many ``solutions`` looked at.

    Parameters
    ----------
    cost
        Of the part, but for the price of the largest lateness.
    lateness
        The largest, in seconds.
    """

    part: int
    cost: int
    lateness: int
    orders: Orders
    solutions: int
