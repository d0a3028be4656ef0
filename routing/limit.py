"""How long a search may go on, and what it tells on the way."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import FaultKind, InputError

BAD_LIMIT = FaultKind("R005", "the limit of {field} is {value}", "give {expected}")


@dataclass(frozen=True, kw_only=True)
class Limit:
    """When a search ends; whichever comes first. None stands for no such limit.

    The first plan of a day is always finished. With ``solutions`` alone the same problem and seed give the same
    plan on every machine.

    Parameters
    ----------
    seconds
        Wall-clock time from the call on.
    solutions
        Plans looked at, in all.

    Raises
    ------
    InputError
        Where neither is given, or one is negative or not a number.
    """

    seconds: float | None = None
    solutions: int | None = None

    def __post_init__(self) -> None:
        given = {"seconds": self.seconds, "solutions": self.solutions}
        senseless: dict[str, float | None] = {
            name: value for name, value in given.items() if value is not None and not value >= 0
        }
        if self.seconds is None and self.solutions is None:
            senseless = {"seconds and of solutions": None}
        if senseless:
            values = [{"field": name, "value": value, "expected": "0 or more"} for name, value in senseless.items()]
            raise InputError([BAD_LIMIT.at(values=value) for value in values])


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
