"""Is a plan for this day at all? Said once, not visit by visit."""

from __future__ import annotations

from collections.abc import Sequence

from routing.errors import Fault, FaultKind
from scenarios.cells import quote_value

OTHER_DAY = FaultKind(
    "D180",
    "the plan is for another day: {unknown} of its {count} visits, such as {id}, are not among the visits of this day",
    "give the plan of this day, or the day of this plan",
)


def find_other_day(unknown: Sequence[str], *, count: int, file: str) -> Fault | None:
    """Say that a plan is for another day where the day knows fewer than half of its ``count`` visits."""
    if 2 * len(unknown) <= count:
        return None
    values = {"unknown": len(unknown), "count": count, "id": quote_value(unknown[0])}
    return OTHER_DAY.at(file=file, values=values)
