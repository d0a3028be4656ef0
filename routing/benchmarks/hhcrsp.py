"""Home health care routing and scheduling: Mankowska's text and Ceschia's JSON, plain or gzipped.

Every service of a patient is a task; the two services of a double patient are tied by a lag and need two caregivers.
Costs count thousandths of the instance's unit, and three times the published cost, which is the mean of distance,
total tardiness and largest tardiness.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from routing.benchmarks.vrptw import read_text
from routing.search.flat import NEVER, OTHER_WORKER, FlatProblem

UNITS = 1000
"""Units of the flat problem in one of the instance."""
COST_UNITS = 3 * UNITS
"""Units of the flat cost in one of the published cost."""
UNSERVED = 1_000_000_000
"""Price of a task left out: more than any detour or lateness."""


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


def read_home_care(path: Path) -> HomeCare:
    """Read an instance of either form."""
    text = read_text(path)
    return _read_json(text) if text.lstrip().startswith("{") else _read_mankowska(text)


def list_tasks(care: HomeCare) -> list[tuple[Patient, str]]:
    """Patient and service of every task, in the order of the flat problem."""
    return [(patient, service) for patient in care.patients for service in patient.services]


def flatten_home_care(care: HomeCare) -> FlatProblem:
    """Lay an instance out for the search."""
    tasks = list_tasks(care)
    patients = [patient for patient, _ in tasks]
    n, v = len(tasks), len(care.caregivers)
    legs = _units([care.distances])
    first = {patient.id: i for i, patient in reversed([*enumerate(patients)])}
    lags = [
        (first[p.id], first[p.id] + 1, *(int(t) for t in _units(p.gap))) for p in care.patients if p.gap is not None
    ]
    apart = [
        (first[p.id], first[p.id] + 1, -NEVER, NEVER) for p in care.patients if p.gap is None and len(p.services) == 2
    ]
    return FlatProblem(
        place=np.array([patient.row for patient in patients], dtype=np.int32),
        duration=_units([patient.services[service] for patient, service in tasks]),
        demand=np.zeros(n, dtype=np.int32),
        windows=np.column_stack([_units([p.window[0] for p in patients]), np.full(n, NEVER - 1)]).astype(np.int32),
        window_from=np.arange(n + 1, dtype=np.int32),
        due=_units([p.window[1] for p in patients]),
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


def _units(values: object) -> Any:
    return np.round(np.asarray(values, dtype=np.float64) * UNITS).astype(np.int32)


def _read_mankowska(text: str) -> HomeCare:
    lines = [line.strip() for line in text.splitlines()]
    at = {
        name: lines.index(name) + 1
        for name in ("nbNodes", "nbVehi", "nbServi", "r", "a", "d", "p", "mind", "maxd", "e", "l")
    }

    def numbers(row: int) -> list[float]:
        return [float(word) for word in lines[row].split()]

    n, v, s = (int(lines[at[key]]) for key in ("nbNodes", "nbVehi", "nbServi"))
    least, greatest, opens, closes = (numbers(at[key]) for key in ("mind", "maxd", "e", "l"))
    patients = []
    for i in range(1, n - 1):
        needs, minutes = numbers(at["r"] + i), numbers(at["p"] + i * v)
        services = {f"s{k + 1}": minutes[k] for k in range(s) if needs[k] > 0}
        gap = None
        if len(services) == 2:
            gap = (least[i], greatest[i]) if least[i] > 1e-3 else (0.0, 0.0)
        patients.append(Patient(id=f"p{i}", row=i, window=(opens[i], closes[i]), services=services, gap=gap))
    caregivers = {
        f"c{i + 1}": frozenset(f"s{k + 1}" for k, able in enumerate(numbers(at["a"] + i)) if able > 0) for i in range(v)
    }
    distances = [numbers(at["d"] + i)[: n - 1] for i in range(n - 1)]
    return HomeCare(patients=patients, caregivers=caregivers, distances=distances)


def _read_json(text: str) -> HomeCare:
    data = json.loads(text)
    usual = {service["id"]: service.get("default_duration", 0) for service in data["services"]}
    patients = []
    for row, given in enumerate(data["patients"], 1):
        services = {
            need["service"]: need.get("duration", usual[need["service"]]) for need in given["required_caregivers"]
        }
        gap, tie = None, given.get("synchronization")
        if len(services) == 2 and tie:
            gap = (0.0, 0.0) if tie["type"] == "simultaneous" else (tie["distance"][0], tie["distance"][1])
        # The published solutions take windows in whole minutes.
        window = (float(int(given["time_window"][0])), float(int(given["time_window"][1])))
        patients.append(Patient(id=given["id"], row=row, window=window, services=services, gap=gap))
    caregivers = {given["id"]: frozenset(given["abilities"]) for given in data["caregivers"]}
    return HomeCare(patients=patients, caregivers=caregivers, distances=data["distances"])
