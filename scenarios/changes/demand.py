"""Demand that grows or shrinks: visits that come and go, drawn the same way every time.

What is drawn is a unit: a visit, or all visits that are tied to one another (together, or by a gap), which come and go
as one. Units are ranked by a hash of the seed and the id of their first visit. So many of the lowest ranks go, or are
copied for new people at the same doors: what 10 % more takes is part of what 20 % more takes, and two scenarios of one
base differ by their changes alone, not by luck.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.errors import FaultKind, InputError
from routing.problem import Client, Gap, Problem, Visit
from scenarios.cells import quote_value
from scenarios.changes.change import Change, Keys, list_known
from scenarios.changes.values import Ages, Growth, Names, Year, Years
from scenarios.changes.world import World
from scenarios.day import Day
from scenarios.generate import MOST

NO_SUCH_ESTATE = FaultKind("C135", "no visit of the day is in an estate {id}", "write one of: {known}")
NO_SUCH_SERVICE = FaultKind("C136", "no visit of the day is of a service {id}", "write one of: {known}")
NOTHING_CHOSEN = FaultKind("C137", "no visit of the day has all that this asks for", "ask for less, or correct it")
NO_AGES = FaultKind(
    "C138", "the day does not say how old its clients are", "fill in the column age of its clients, or leave age out"
)
SCALED_BEFORE = FaultKind(
    "C140",
    "the change in line {line} scales the same demand in {years} already",
    "give each a first_year and years that do not overlap, or keep one of them",
)
TOO_MANY_VISITS = FaultKind("C142", "the day would have {count} visits, more than {most}", "let demand grow less")

FIRST_YEAR = 1
"""Of a day without a date."""


class ScaleDemand(Keys):
    """Demand that grows by so many per cent a year, for some years from a first one on."""

    growth: Growth
    years: Years = 1
    first_year: Year | None = None
    estate: Names = ()
    service: Names = ()
    age: Ages | None = None


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """Visits that come and go as one, in the order of the day."""

    visits: tuple[Visit, ...]

    @property
    def id(self) -> str:
        return self.visits[0].id


def scale_demand(world: World, change: Change, *, seed: int) -> World:
    """Let demand grow or shrink: n units become n (1 + growth / 100)^years, rounded to the nearest.

    A unit is chosen by its first visit. Copies belong to new people without a name or an age, at the door of whom the
    copied visit is for, with the same service, windows and all else.
    """
    keys: ScaleDemand = change.keys
    day = world.day
    world = _note_growth(world, change)
    _check_names(day, change)
    units = list_units(day.problem)
    chosen = [unit for unit in units if _is_meant(day, keys, unit.visits[0])]
    if not chosen:
        raise InputError(change.at(NOTHING_CHOSEN))
    wanted = int(len(chosen) * (1 + keys.growth / 100) ** keys.years + 0.5)
    ranked = sorted(chosen, key=lambda unit: _rank(seed, unit.id))
    if wanted <= len(chosen):
        gone = {visit.id for unit in ranked[: len(chosen) - wanted] for visit in unit.visits}
        return replace(world, day=replace(day, problem=_drop_visits(day.problem, gone)))
    more = wanted - len(chosen)
    count = len(day.problem.visits) + sum(len(ranked[k % len(ranked)].visits) for k in range(min(more, 2 * MOST)))
    if count > MOST:
        raise InputError(change.at(TOO_MANY_VISITS, key="growth", values={"count": count, "most": MOST}))
    copied = [ranked[k % len(ranked)] for k in range(more)]
    return replace(world, day=replace(day, problem=_copy_units(day.problem, copied)))


def list_units(problem: Problem) -> list[_Unit]:
    """Put visits tied to one another together, the units in the order of their first visits."""
    head = {visit.id: visit.id for visit in problem.visits}

    def find(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    ties = [*itertools.chain.from_iterable(itertools.pairwise(group) for group in problem.together)]
    for one, other in [*ties, *((gap.first, gap.second) for gap in problem.gaps)]:
        head[find(one)] = find(other)
    units: dict[str, list[Visit]] = {}
    for visit in problem.visits:
        units.setdefault(find(visit.id), []).append(visit)
    return [_Unit(visits=tuple(visits)) for visits in units.values()]


def _note_growth(world: World, change: Change) -> World:
    """Refuse growth of the very same demand in a year in which it has grown already."""
    keys: ScaleDemand = change.keys
    date = world.day.problem.date
    first = keys.first_year or (date.year + 1 if date else FIRST_YEAR)
    last = first + keys.years - 1
    who = (",".join(sorted(keys.estate)), ",".join(sorted(keys.service)), str(keys.age))
    for other, begin, end, line in world.growths:
        if other == who and begin <= last and first <= end:
            both = (
                f"{max(begin, first)}"
                if max(begin, first) == min(end, last)
                else (f"{max(begin, first)}–{min(end, last)}")
            )
            raise InputError(change.at(SCALED_BEFORE, values={"line": line, "years": both}))
    return replace(world, growths=(*world.growths, (who, first, last, change.line)))


def _check_names(day: Day, change: Change) -> None:
    keys: ScaleDemand = change.keys
    problem = day.problem
    estates = {problem.location_by_id[visit.location].area for visit in problem.visits} - {""}
    services = {visit.service for visit in problem.visits}
    faults = [
        change.at(kind, key=key, values={"id": quote_value(name), "known": list_known(known)})
        for key, names, known, kind in (
            ("estate", keys.estate, estates, NO_SUCH_ESTATE),
            ("service", keys.service, services, NO_SUCH_SERVICE),
        )
        for name in names
        if name not in known
    ]
    if keys.age is not None and not day.ages:
        faults.append(change.at(NO_AGES, key="age"))
    if faults:
        raise InputError(faults)


def _is_meant(day: Day, keys: ScaleDemand, visit: Visit) -> bool:
    area = day.problem.location_by_id[visit.location].area
    if (keys.estate and area not in keys.estate) or (keys.service and visit.service not in keys.service):
        return False
    if keys.age is None:
        return True
    age = day.ages.get(visit.client)
    return age is not None and keys.age[0] <= age <= keys.age[1]


def _rank(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _drop_visits(problem: Problem, gone: set[str]) -> Problem:
    """Take visits out; clients and places stay, so that travel is measured once."""
    return replace(
        problem,
        visits=tuple(visit for visit in problem.visits if visit.id not in gone),
        together=tuple(group for group in problem.together if group[0] not in gone),
        gaps=tuple(gap for gap in problem.gaps if gap.first not in gone),
    )


def _copy_units(problem: Problem, copied: Sequence[_Unit]) -> Problem:
    taken_visits, taken_clients = set(problem.visit_by_id), set(problem.client_by_id)
    clients: list[Client] = []
    visits: list[Visit] = []
    together: list[tuple[str, ...]] = []
    gaps: list[Gap] = []
    group_of = {name: group for group in problem.together for name in group}
    gaps_of = _gaps_by_first(problem.gaps)
    for unit in copied:
        named: dict[str, str] = {}
        people: dict[str, str] = {}
        for visit in unit.visits:
            if visit.client not in people:
                people[visit.client] = _next_name(visit.client, taken_clients)
                clients.append(Client(id=people[visit.client], location=problem.client_by_id[visit.client].location))
            named[visit.id] = _next_name(visit.id, taken_visits)
            visits.append(replace(visit, id=named[visit.id], client=people[visit.client]))
        groups = dict.fromkeys(group_of[name] for name in named if name in group_of)
        together += [tuple(named[name] for name in group) for group in groups]
        gaps += [
            replace(gap, first=named[gap.first], second=named[gap.second])
            for name in named
            for gap in gaps_of.get(name, ())
        ]
    return replace(
        problem,
        clients=(*problem.clients, *clients),
        visits=(*problem.visits, *visits),
        together=(*problem.together, *together),
        gaps=(*problem.gaps, *gaps),
    )


def _gaps_by_first(gaps: Iterable[Gap]) -> Mapping[str, list[Gap]]:
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.first, []).append(gap)
    return found


def _next_name(name: str, taken: set[str]) -> str:
    """Give an id of its own: V1+1, V1+2 and so on."""
    found = next(candidate for candidate in _numbered(name) if candidate not in taken)
    taken.add(found)
    return found


def _numbered(name: str) -> Iterator[str]:
    return (f"{name}+{number}" for number in itertools.count(1))
