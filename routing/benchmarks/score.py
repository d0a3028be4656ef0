"""Judges solutions of literature instances from their published data alone; nothing of the search is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.benchmarks.hhcrsp import HomeCare
from routing.benchmarks.vrptw import Customers

TOLERANCE = 1e-3


@dataclass(frozen=True, kw_only=True)
class Score:
    """Cost in the instance's own unit, and every rule broken."""

    cost: float
    breaks: tuple[str, ...]


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
    breaks: list[str] = []
    distance, late = 0.0, [0.0]
    for caregiver, stops in routes.items():
        place, free = 0, 0.0
        for stop in stops:
            patient = patients[stop.patient]
            leg = care.distances[place][patient.row]
            distance += leg
            if stop.service not in care.caregivers[caregiver]:
                breaks.append(f"{caregiver} lacks {stop.service} at {stop.patient}")
            if (stop.patient, stop.service) in done:
                breaks.append(f"{stop.patient} {stop.service} is served twice")
            if stop.start < max(free + leg, patient.window[0]) - TOLERANCE:
                breaks.append(f"{caregiver} starts {stop.patient} too soon")
            late.append(max(0.0, stop.start - patient.window[1]))
            done[stop.patient, stop.service] = (caregiver, stop.start)
            place, free = patient.row, stop.start + patient.services[stop.service]
        distance += care.distances[place][0]
    breaks += _broken_ties(care, done)
    return Score(cost=(distance + sum(late) + max(late)) / 3, breaks=tuple(breaks))


def _broken_ties(care: HomeCare, done: Mapping[tuple[str, str], tuple[str, float]]) -> Iterator[str]:
    for patient in care.patients:
        missing = [service for service in patient.services if (patient.id, service) not in done]
        yield from (f"{patient.id} {service} is not served" for service in missing)
        if len(patient.services) == 2 and not missing:
            (one, first), (other, second) = (done[patient.id, service] for service in patient.services)
            if one == other:
                yield f"{patient.id}: one caregiver serves both services"
            if patient.gap and not patient.gap[0] - TOLERANCE <= second - first <= patient.gap[1] + TOLERANCE:
                yield f"{patient.id}: {second - first:.3f} between its services"


def score_routes(given: Customers, routes: Sequence[Sequence[int]]) -> Score:
    """Distance of routes of customer numbers (from 1), every leg cut to one decimal, as DIMACS counts it."""
    breaks: list[str] = []
    tenths = 0
    for route in routes:
        place, t, load = 0, given.windows[0][0], 0
        for customer in [*route, 0]:
            leg = given.tenths(place, customer)
            tenths += leg
            t = max(t + leg, given.windows[customer][0])
            if t > given.windows[customer][1]:
                breaks.append(f"customer {customer} is reached at {t / 10}")
            t += given.services[customer]
            load += given.demands[customer]
            place = customer
        if load > given.capacity:
            breaks.append(f"a route carries {load}")
    served = sorted(customer for route in routes for customer in route)
    if served != [*range(1, len(given.points))]:
        breaks.append("not every customer is served once")
    if sum(map(bool, routes)) > given.vehicles:
        breaks.append("more routes than vehicles")
    return Score(cost=tenths / 10, breaks=tuple(breaks))
