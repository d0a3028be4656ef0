"""Home health care routing and scheduling (HHCRSP): an instance as published, and laid out for the search.

Every service of a patient is a task; the two services of a double patient are tied by a lag and need two caregivers.
Costs count thousandths of the instance's unit, and three times the published cost, which is the mean of distance,
total tardiness and largest tardiness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.benchmarks.bounds import CLOSED, MOST_PLACES, TOO_MANY_PLACES
from routing.errors import FaultKind, InputError
from routing.search.flat import NEVER, OTHER_WORKER, FlatProblem

UNITS = 1000
"""Units of the flat problem in one of the instance."""
UNSERVED = 1_000_000_000
"""Price of a task left out: more than any detour or lateness."""

TOO_LONG = FaultKind(
    "R028", "the times of the instance add up to more than can be counted", "check its distances, durations and windows"
)
NEEDS = FaultKind("R030", "{visit} asks for {count} services", "ask for one or two")
CLOSED_GAP = FaultKind("R032", "{visit} has a greatest gap below the least", "correct the gap")


@dataclass(frozen=True, kw_only=True)
class Patient:
    """Someone to be visited: row of the distances, window of the start, minutes by service, gap of two services."""

    id: str
    row: int
    window: tuple[float, float]
    services: Mapping[str, float]
    gap: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class HomeCare:
    """An instance as published; row 0 of the distances is the depot, where everyone starts and ends."""

    patients: Sequence[Patient]
    caregivers: Mapping[str, frozenset[str]]
    distances: Sequence[Sequence[float]]

    @property
    def longest_day(self) -> float:
        """When the last task is done at the latest, whatever the orders: nobody has to wait longer than this."""
        opens = max((patient.window[0] for patient in self.patients), default=0.0)
        gaps = sum(max(0.0, patient.gap[0]) for patient in self.patients if patient.gap)
        legs = sum(max(self.distances[patient.row]) * len(patient.services) for patient in self.patients)
        back = max(self.distances[0], default=0.0)
        return opens + gaps + legs + back + sum(sum(patient.services.values()) for patient in self.patients)


def check_patient(patient: Patient, *, file: str) -> None:
    """Make sure that a patient makes sense.

    Raises
    ------
    InputError
        Saying what does not.
    """
    if not 1 <= len(patient.services) <= 2:
        raise InputError(NEEDS.at(file=file, values={"visit": patient.id, "count": len(patient.services)}))
    if patient.window[1] < patient.window[0]:
        raise InputError(CLOSED.at(file=file, values={"visit": patient.id}))
    if patient.gap and patient.gap[1] < patient.gap[0]:
        raise InputError(CLOSED_GAP.at(file=file, values={"visit": patient.id}))


def check_size(care: HomeCare, *, file: str) -> None:
    """Make sure that the search can count and hold an instance.

    Raises
    ------
    InputError
        Where it cannot.
    """
    if not 2 <= len(care.distances) <= MOST_PLACES:
        raise InputError(TOO_MANY_PLACES.at(file=file, values={"count": len(care.distances), "most": MOST_PLACES}))
    if care.longest_day * UNITS >= NEVER - 1:
        raise InputError(TOO_LONG.at(file=file))


def list_tasks(care: HomeCare) -> list[tuple[Patient, str]]:
    """Patient and service of every task, in the order of the flat problem."""
    return [(patient, service) for patient in care.patients for service in patient.services]


def flatten_home_care(care: HomeCare) -> FlatProblem:
    """Lay an instance out for the search."""
    tasks = list_tasks(care)
    patients = [patient for patient, _ in tasks]
    n, v = len(tasks), len(care.caregivers)
    legs = to_units([care.distances])
    first = {patient.id: i for i, patient in reversed([*enumerate(patients)])}
    lags = [
        (first[p.id], first[p.id] + 1, *(int(t) for t in to_units(p.gap))) for p in care.patients if p.gap is not None
    ]
    apart = [
        (first[p.id], first[p.id] + 1, -NEVER, NEVER) for p in care.patients if p.gap is None and len(p.services) == 2
    ]
    return FlatProblem(
        place=np.array([patient.row for patient in patients], dtype=np.int32),
        duration=to_units([patient.services[service] for patient, service in tasks]),
        demand=np.zeros(n, dtype=np.int32),
        windows=np.column_stack([to_units([p.window[0] for p in patients]), np.full(n, NEVER - 1)]).astype(np.int32),
        window_from=np.arange(n + 1, dtype=np.int32),
        due=to_units([p.window[1] for p in patients]),
        price=np.full(n, UNSERVED, dtype=np.int64),
        may=np.array([[service in able for able in care.caregivers.values()] for _, service in tasks], dtype=np.uint8),
        shift=np.repeat([[0, NEVER - 1]], v, axis=0).astype(np.int32),
        ends=np.zeros((v, 2), dtype=np.int32),
        mode=np.zeros(v, dtype=np.int32),
        capacity=np.zeros(v, dtype=np.int32),
        fixed=np.zeros(v, dtype=np.int64),
        seconds=legs,
        charge=legs,
        late_total=1,
        late_largest=1,
        lags=np.array([*lags, *apart], dtype=np.int32).reshape(-1, 4),
        lag_worker=np.full(len(lags) + len(apart), OTHER_WORKER, dtype=np.int32),
        lag_whole=np.ones(len(lags) + len(apart), dtype=bool),
    )


def to_units(values: object) -> Any:
    """Round times to whole thousandths."""
    return np.round(np.asarray(values, dtype=np.float64) * UNITS).astype(np.int32)
