"""What a plan's reader should know of stops that hang together: who comes along, which gap is kept, how late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.clock_text import format_clock
from routing.plan import Plan, Stop
from routing.problem import Gap, Pairing, Problem, Visit
from scenarios import aliases


@dataclass(frozen=True, kw_only=True)
class Companion:
    """Somebody who makes another visit of the same group; ``worker`` is empty where nobody makes it."""

    visit: str
    worker: str


def find_companions(problem: Problem, plan: Plan) -> Mapping[str, Sequence[Companion]]:
    """Find the companions of every visit that goes together with others, by visit id."""
    worker_of = {stop.visit: route.worker for route in plan.routes for stop in route.stops}
    return {
        visit: [Companion(visit=other, worker=worker_of.get(other, "")) for other in group if other != visit]
        for group in problem.together
        for visit in group
    }


def measure_gap(starts: Mapping[str, int], gap: Gap) -> int | None:
    """Seconds from the start of the first visit to the start of the second; None where one of them is not made."""
    if gap.first not in starts or gap.second not in starts:
        return None
    return starts[gap.second] - starts[gap.first]


def list_starts(plan: Plan) -> Mapping[str, int]:
    """Start of every visit that is made, by visit id."""
    return {stop.visit: stop.start for route in plan.routes for stop in route.stops}


def miss_wish(visit: Visit, stop: Stop) -> int:
    """Seconds the visit starts after its wished latest start; 0 where it keeps it or has none."""
    return 0 if visit.due is None else max(0, stop.start - visit.due)


def describe_coupled(problem: Problem, plan: Plan, *, language: str) -> Mapping[str, Mapping[str, str]]:
    """Cells of orders.csv by visit: who comes along, gaps to earlier visits ("v11 + 60–150"), wish, minutes late."""
    cells: dict[str, dict[str, str]] = {}
    for name, companions in find_companions(problem, plan).items():
        workers = [problem.worker_by_id[one.worker] for one in companions if one.worker in problem.worker_by_id]
        cells[name] = {
            "with": ", ".join(worker.id for worker in workers),
            "with_name": ", ".join(worker.name for worker in workers if worker.name),
        }
    for gap in problem.gaps:
        described = cells.setdefault(gap.second, {})
        described["gaps"] = "; ".join(filter(None, (described.get("gaps"), _say_gap(gap, language))))
    stops = {stop.visit: stop for route in plan.routes for stop in route.stops}
    for visit in problem.visits:
        if visit.due is not None:
            late = miss_wish(visit, stops[visit.id]) if visit.id in stops else 0
            minutes = str(-(-late // 60)) if late else ""
            cells.setdefault(visit.id, {}).update(due=format_clock(visit.due), late=minutes)
    return cells


def _say_gap(gap: Gap, language: str) -> str:
    least, greatest = (f"{seconds / 60:g}" for seconds in (gap.least, gap.greatest or 0))
    said = f"{gap.first} + {f'≥{least}' if gap.greatest is None else f'{least}–{greatest}'}"
    word = aliases.words("pairing").aliases[gap.worker][1 if language == "zh-CN" else 0]
    return said if gap.worker is Pairing.ANY else f"{said} ({word})"
