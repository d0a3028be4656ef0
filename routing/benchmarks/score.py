"""Judges solutions of literature instances from their published data alone; nothing of the search is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.benchmarks.hhcrsp import HomeCare
from routing.benchmarks.vrptw import Customers
from routing.plan import Violation
from routing.violations import ViolationKind

RULE = "instance"
NO_SKILL = ViolationKind(RULE, "no_skill", "skills", "{worker} cannot do {visit}")
TWICE = ViolationKind(RULE, "twice", "visits", "{visit} is served more than once")
TOO_SOON = ViolationKind(RULE, "too_soon", "visits", "{worker} starts {visit} before it is possible")
NOT_SERVED = ViolationKind(RULE, "not_served", "visits", "{visit} is not served")
ONE_WORKER = ViolationKind(RULE, "one_worker", "visits", "{worker} does both services of {visit}")
WRONG_GAP = ViolationKind(RULE, "wrong_gap", "visits", "the services of {visit} start too near or too far apart")
TOO_LATE = ViolationKind(RULE, "too_late", "visits", "{worker} reaches {visit} too late")
OVERLOADED = ViolationKind(RULE, "overloaded", "units", "{worker} carries {amount} too many")
TOO_MANY_ROUTES = ViolationKind(RULE, "too_many_routes", "routes", "{amount} are more than there are vehicles")
KINDS = (
    NO_SKILL,
    TWICE,
    TOO_SOON,
    NOT_SERVED,
    ONE_WORKER,
    WRONG_GAP,
    TOO_LATE,
    OVERLOADED,
    TOO_MANY_ROUTES,
)

TOLERANCE = 1e-3


@dataclass(frozen=True, kw_only=True)
class Score:
    """Cost in the instance's own unit, and every rule broken."""

    cost: float
    breaks: tuple[Violation, ...]


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of a patient on a caregiver's route; ``start`` in the instance's unit."""

    patient: str
    service: str
    start: float


def score_home_care(care: HomeCare, routes: Mapping[str, Sequence[Service]]) -> Score:
    """Cost (distance + total tardiness + largest tardiness) / 3 of routes by caregiver id."""
    patients = {patient.id: patient for patient in care.patients}
    done: dict[tuple[str, str], tuple[str, float]] = {}
    breaks: list[Violation] = []
    distance, late = 0.0, [0.0]
    for caregiver, stops in routes.items():
        place, free = 0, 0.0
        for stop in stops:
            patient, name = patients[stop.patient], f"{stop.patient} {stop.service}"
            leg = care.distances[place][patient.row]
            distance += leg
            if stop.service not in care.caregivers[caregiver]:
                breaks.append(NO_SKILL.of(1, worker=caregiver, visit=name))
            if (stop.patient, stop.service) in done:
                breaks.append(TWICE.of(1, visit=name))
            if stop.start < max(free + leg, patient.window[0]) - TOLERANCE:
                breaks.append(TOO_SOON.of(1, worker=caregiver, visit=name))
            late.append(max(0.0, stop.start - patient.window[1]))
            done[stop.patient, stop.service] = (caregiver, stop.start)
            place, free = patient.row, stop.start + patient.services[stop.service]
        distance += care.distances[place][0]
    breaks += _broken_ties(care, done)
    return Score(cost=(distance + sum(late) + max(late)) / 3, breaks=tuple(breaks))


def _broken_ties(care: HomeCare, done: Mapping[tuple[str, str], tuple[str, float]]) -> Iterator[Violation]:
    for patient in care.patients:
        missing = [service for service in patient.services if (patient.id, service) not in done]
        yield from (NOT_SERVED.of(1, visit=f"{patient.id} {service}") for service in missing)
        if len(patient.services) == 2 and not missing:
            (one, first), (other, second) = (done[patient.id, service] for service in patient.services)
            if one == other:
                yield ONE_WORKER.of(1, worker=one, visit=patient.id)
            if patient.gap and not patient.gap[0] - TOLERANCE <= second - first <= patient.gap[1] + TOLERANCE:
                yield WRONG_GAP.of(1, visit=patient.id)


def score_routes(given: Customers, routes: Sequence[Sequence[int]]) -> Score:
    """Distance of routes of customer numbers (from 1), every leg cut to one decimal, as DIMACS counts it."""
    breaks: list[Violation] = []
    tenths = 0
    for number, route in enumerate(routes, 1):
        place, t, load = 0, given.windows[0][0], 0
        for customer in [*route, 0]:
            leg = given.tenths(place, customer)
            tenths += leg
            t = max(t + leg, given.windows[customer][0])
            if t > given.windows[customer][1]:
                breaks.append(TOO_LATE.of(1, worker=f"#{number}", visit=str(customer)))
            t += given.services[customer]
            load += given.demands[customer]
            place = customer
        if load > given.capacity:
            breaks.append(OVERLOADED.of(load - given.capacity, worker=f"#{number}"))
    served = Counter(customer for route in routes for customer in route)
    breaks += [NOT_SERVED.of(1, visit=str(i)) for i in range(1, len(given.points)) if i not in served]
    breaks += [TWICE.of(1, visit=str(customer)) for customer, count in served.items() if count > 1]
    if sum(map(bool, routes)) > given.vehicles:
        breaks.append(TOO_MANY_ROUTES.of(sum(map(bool, routes))))
    return Score(cost=tenths / 10, breaks=tuple(breaks))
