"""What can be wrong with a problem, and the faults of what ties its visits together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from routing.errors import Fault, FaultKind

if TYPE_CHECKING:
    from routing.problem import Gap

DUPLICATE_ID = FaultKind("R001", "{kind} {id!r} is given more than once", "give each {kind} an id of its own")
UNKNOWN_ID = FaultKind(
    "R002", "{kind} {id!r} names {field} {value!r}, which is not given", "add it or correct the name"
)
BAD_VALUE = FaultKind("R003", "{kind} {id!r}: {field} is {value}", "give {expected}")

MOST_TOGETHER = 20
"""Visits of a group: more workers than ever stand at one door."""


def bad_value(kind: str, name: str, field: str, value: object, expected: str) -> Fault:
    """Say that a field of something makes no sense."""
    return BAD_VALUE.at(values={"kind": kind, "id": name, "field": field, "value": value, "expected": expected})


def find_tie_faults(together: Sequence[Sequence[str]], gaps: Sequence[Gap], visits: Collection[str]) -> Iterator[Fault]:
    """Find groups and gaps that name unknown visits, make no sense, or can never be kept."""
    for group in together:
        name = ", ".join(group[:MOST_TOGETHER])
        if len(set(group)) < max(2, len(group)) or len(group) > MOST_TOGETHER:
            expected = f"2 to {MOST_TOGETHER} different visits"
            yield bad_value("together", name, "group", f"{len(group)} visits, {len(set(group))} different", expected)
        for visit in dict.fromkeys(group):
            if visit not in visits:
                yield _unknown("together", name, visit)
    counts = Counter(visit for group in together for visit in dict.fromkeys(group))
    for visit, count in counts.items():
        if count > 1:
            yield bad_value("visit", visit, "together", f"{count} groups", "one group at most")
    for gap in gaps:
        name = f"{gap.first} > {gap.second}"
        if gap.first == gap.second:
            yield bad_value("gap", name, "second", gap.second, "another visit than the first")
        if gap.greatest is not None and gap.least > gap.greatest:
            yield bad_value("gap", name, "greatest", gap.greatest, f"{gap.least}, the least, or more")
        for visit in dict.fromkeys((gap.first, gap.second)):
            if visit not in visits:
                yield _unknown("gap", name, visit)
    yield from _contradictions(together, gaps)


@dataclass
class _Asked:
    """What all ties of two visits ask for: from where to where, by whom."""

    least: list[int] = field(default_factory=list)
    greatest: list[int] = field(default_factory=list)
    workers: set[str] = field(default_factory=set)


def _contradictions(together: Sequence[Sequence[str]], gaps: Sequence[Gap]) -> Iterator[Fault]:
    """Find pairs of visits of which the ties ask for what cannot be; each tie by itself makes sense."""
    asked: defaultdict[tuple[str, str], _Asked] = defaultdict(_Asked)
    for gap in gaps:
        if gap.greatest is not None and gap.least > gap.greatest:
            continue
        turned = gap.first > gap.second
        pair = asked[(gap.second, gap.first) if turned else (gap.first, gap.second)]
        low, high = (gap.least, gap.greatest) if not turned else (gap.greatest, gap.least)
        if low is not None:
            pair.least.append(-low if turned else low)
        if high is not None:
            pair.greatest.append(-high if turned else high)
        pair.workers.add(gap.worker)
    for group in together:
        if len(group) > MOST_TOGETHER:
            continue
        for names in combinations(sorted(set(group)), 2):
            if names in asked:
                asked[names].least.append(0)
                asked[names].greatest.append(0)
                asked[names].workers.add("other")
    for (one, other), pair in asked.items():
        name = f"{one} > {other}"
        if pair.least and pair.greatest and max(pair.least) > min(pair.greatest):
            value = f"at least {max(pair.least)} and at most {min(pair.greatest)}"
            yield bad_value("gap", name, "time", value, "ties of the two that can be kept at once")
        if {"same", "other"} <= pair.workers:
            yield bad_value("gap", name, "worker", "same and other", "ties of the two that can be kept at once")


def _unknown(kind: str, name: str, visit: str) -> Fault:
    return UNKNOWN_ID.at(values={"kind": kind, "id": name, "field": "visit", "value": visit})
