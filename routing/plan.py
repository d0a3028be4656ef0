"""A finished plan: who goes where, when; and what a check found wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One visit on a route. The worker waits from ``arrival`` to ``start`` and works from ``start`` to ``end``."""

    visit: str
    arrival: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Route:
    """One worker's day: leaves the start depot at ``departure``, is at the end depot at ``arrival``."""

    worker: str
    departure: int
    stops: tuple[Stop, ...]
    arrival: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Routes of the workers who go out, and the ids of the visits nobody makes.

    A worker who stays in has no route. Every visit of the problem is on one route or in ``unassigned``.
    """

    routes: tuple[Route, ...]
    unassigned: tuple[str, ...] = ()

    @cached_property
    def route_by_worker(self) -> Mapping[str, Route]:
        """Routes by worker id."""
        return {route.worker: route for route in self.routes}


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One breach of one rule, with its amount.

    Parameters
    ----------
    rule
        Name of the module in ``routing.constraints``, or "plan" where the plan does not fit the problem at all.
    kind
        Which way it was broken, such as "late" or "early"; ``rule.kind`` keys the translations.
    amount, unit
        How much: "s" seconds, "units" carried, "skills" missing, "visits".
    message
        An English sentence.
    worker, visit, other
        Whom and what it concerns, and the other visit where two are tied; "" where it concerns none.
    """

    rule: str
    kind: str
    amount: int
    unit: str
    message: str
    worker: str = ""
    visit: str = ""
    other: str = ""
