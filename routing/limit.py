"""How long a search may go on, and what it tells on the way."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import FaultKind, InputError

BAD_LIMIT = FaultKind("R005", "the limit of {field} is {value}", "give {expected}")

MOST_SECONDS = 1_000_000
"""Eleven days and a half: no limit of more was ever meant."""
MOST_SOLUTIONS = 1_000_000_000
"""More than anybody waits for, and within what OR-Tools can count."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """When a search ends; whichever comes first. None stands for no such limit.

    The first plan of a day is always finished. With ``solutions`` alone the same problem and seed give the same
    plan on every machine.

    Parameters
    ----------
    seconds
        Wall-clock time from the call on; but compiling the search, on a machine's first run, does not count.
    solutions
        Plans looked at, in all.

    Raises
    ------
    InputError
        Where neither is given, or one is negative, not a number, or over :data:`MOST_SECONDS` or
        :data:`MOST_SOLUTIONS`.
    """

    seconds: float | None = None
    solutions: int | None = None

    def __post_init__(self) -> None:
        bad: list[tuple[str, float | None, str]] = []
        if self.seconds is None and self.solutions is None:
            bad.append(("seconds and of solutions", None, "at least one"))
        if self.seconds is not None and not 0 <= self.seconds <= MOST_SECONDS:
            bad.append(("seconds", self.seconds, f"0 to {MOST_SECONDS:,}"))
        if self.solutions is not None and not 0 <= self.solutions <= MOST_SOLUTIONS:
            bad.append(("solutions", self.solutions, f"0 to {MOST_SOLUTIONS:,}"))
        if bad:
            names = ("field", "value", "expected")
            raise InputError([BAD_LIMIT.at(values=dict(zip(names, one, strict=True))) for one in bad])


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The best plan so far.

    Parameters
    ----------
    seconds
        Since the search began.
    cost
        As of ``objective.cost``.
    unassigned
        Visits left out.
    solutions
        Plans looked at until then.
    """

    seconds: float
    cost: int
    unassigned: int
    solutions: int
