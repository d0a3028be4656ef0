"""Care visits of an invented day that hang together: two workers at one time, gaps, wishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from routing.clock_text import format_clock
from scenarios.clock import read_windows
from scenarios.demand.catalogue import Catalogue, GapKind
from scenarios.demand.orders import Orders, Row

WISH_GRAIN = 5 * 60
"""Seconds: people wish for round times."""


@dataclass
class _Care:
    """Care visits, of which those in ``free`` may still be changed."""

    rows: list[Row]
    free: set[str] = field(default_factory=set)

    def of_service(self, service: str) -> list[Row]:
        return [row for row in self.rows if row["service"] == service and row["visit"] in self.free]

    def visits_of(self, client: str) -> list[Row]:
        return [row for row in self.rows if row["client"] == client]


def couple_visits(
    rng: Random, catalogue: Catalogue, orders: Orders, *, two_worker_visits: int, gaps: int, wishes: int
) -> None:
    """Let some care visits take two workers, keep gaps, wish for a latest start: at most so many, each visit once."""
    known = {service.id for service in catalogue.care}
    rows = [row for row in orders.visits if row["service"] in known]
    care = _Care(rows=rows, free={row["visit"] for row in rows})
    _add_gaps(rng, catalogue, orders, care, gaps)
    _ask_for_two(rng, catalogue, care, two_worker_visits)
    _add_wishes(rng, catalogue, care, wishes)


def _add_gaps(rng: Random, catalogue: Catalogue, orders: Orders, care: _Care, count: int) -> None:
    kinds = list(catalogue.gaps)
    while kinds and len(orders.gaps) < count:
        kind = kinds[len(orders.gaps) % len(kinds)]
        pair = _find_pair(rng, care, kind)
        if pair is None:
            kinds.remove(kind)
            continue
        first, second = pair
        for row, window in ((first, kind.windows[0]), (second, kind.windows[1])):
            row["windows"] = window
            care.free.discard(row["visit"])
        orders.gaps.append(
            {
                "first": first["visit"],
                "second": second["visit"],
                "least": kind.least,
                "greatest": kind.greatest,
                "worker": kind.worker,
            }
        )


def _find_pair(rng: Random, care: _Care, kind: GapKind) -> tuple[Row, Row] | None:
    """Find a first visit, and a second one brought to the same client."""
    firsts, seconds = care.of_service(kind.first), care.of_service(kind.second)
    rng.shuffle(firsts)
    rng.shuffle(seconds)
    for first in firsts:
        has = {row["service"] for row in care.visits_of(first["client"]) if row is not first}
        if kind.second in has:
            continue
        for second in seconds:
            if second is not first and _bring(rng, care, second, first["client"]):
                return first, second
    return None


def _bring(rng: Random, care: _Care, visit: Row, client: str) -> bool:
    """Move a visit to another client, whose last visit no other client must give up: one with two gives one instead."""
    counts = Counter(row["client"] for row in care.rows)
    left = visit["client"]
    if counts[left] == 1:
        spare = [
            row
            for row in care.rows
            if row["visit"] in care.free and counts[row["client"]] > 1 and row["client"] not in (left, client)
        ]
        if not spare:
            return False
        rng.choice(spare)["client"] = left
    visit["client"] = client
    return True


def _ask_for_two(rng: Random, catalogue: Catalogue, care: _Care, count: int) -> None:
    heavy = {service.id for service in catalogue.care if service.heavy}
    usual = [row for row in care.rows if row["visit"] in care.free and row["service"] in heavy]
    others = [row for row in care.rows if row["visit"] in care.free and row["service"] not in heavy]
    rng.shuffle(usual)
    rng.shuffle(others)
    for row in [*usual, *others][:count]:
        row["workers"] = 2
        care.free.discard(row["visit"])


def _add_wishes(rng: Random, catalogue: Catalogue, care: _Care, count: int) -> None:
    mandatory = {service.id for service in catalogue.care if service.mandatory}
    least = catalogue.figures["coupled"]["wish_from_minutes"] * 60
    halves = {text: _half_of(text, least) for text in {str(row["windows"]) for row in care.rows}}
    wishing = _choose(rng, care, mandatory, halves, count)
    for row in wishing:
        row["due"] = halves[str(row["windows"])]
        care.free.discard(row["visit"])


def _choose(rng: Random, care: _Care, services: set[str], halves: Mapping[str, str], count: int) -> Sequence[Row]:
    able = [
        row
        for row in care.rows
        if row["visit"] in care.free and row["service"] in services and halves[str(row["windows"])]
    ]
    return rng.sample(able, min(count, len(able)))


def _half_of(windows: str, least: int) -> str:
    """Find the middle of the last window; "" where it is so short that nobody would wish."""
    window = read_windows(windows)[-1]
    if window.end - window.start < least:
        return ""
    middle = (window.start + window.end) // 2
    return format_clock(middle - middle % WISH_GRAIN)
