"""Kinds of violations, each stated once with its English sentence; translations are keyed by ``rule.kind``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from routing.plan import Plan, Violation

UNIT_WORDS = {
    "s": ("minute", "minutes"),
    "units": ("unit", "units"),
    "skills": ("skill", "skills"),
    "visits": ("visit", "visits"),
    "routes": ("route", "routes"),
    "times": ("time", "times"),
}


@dataclass(frozen=True)
class ViolationKind:
    """A way to break a rule: the unit of its amount, and a sentence with {worker}, {visit}, {other} and {amount}."""

    rule: str
    kind: str
    unit: str
    text: str

    def of(self, amount: int, *, worker: str = "", visit: str = "", other: str = "") -> Violation:
        """Report one breach of this kind."""
        return Violation(
            rule=self.rule,
            kind=self.kind,
            amount=amount,
            unit=self.unit,
            message=self.text.format(worker=worker, visit=visit, other=other, amount=format_amount(amount, self.unit)),
            worker=worker,
            visit=visit,
            other=other,
        )


@dataclass(frozen=True, kw_only=True)
class Start:
    """By whom and when a visit is started."""

    worker: str
    start: int


def find_starts(plan: Plan) -> Mapping[str, Start]:
    """Start of every visit on a route, by its id; the first in the plan where one is there twice."""
    starts: dict[str, Start] = {}
    for route in plan.routes:
        for stop in route.stops:
            starts.setdefault(stop.visit, Start(worker=route.worker, start=stop.start))
    return starts


def format_amount(amount: int, unit: str) -> str:
    """Say an amount in English; seconds become minutes, rounded up so that no breach reads as 0."""
    number = -(-amount // 60) if unit == "s" else amount
    one, many = UNIT_WORDS[unit]
    return f"{number} {one if number == 1 else many}"
