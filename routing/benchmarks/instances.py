"""Literature instances of every kind: read, searched, judged and written in the same few steps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.benchmarks.hhcrsp import COST_UNITS, UNITS, HomeCare, flatten_home_care, list_tasks, read_home_care
from routing.benchmarks.score import Score, Service, score_home_care, score_routes
from routing.benchmarks.vrptw import Customers, flatten_customers, read_customers, read_text
from routing.search.flat import FlatProblem
from routing.search.reference import time_orders

Orders = Sequence[Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One instance.

    Parameters
    ----------
    units
        Units of the flat cost in one of the published cost.
    score, form
        Judge orders of the flat problem; write them in the form of the field, whose file name ends in ``suffix``.
    """

    name: str
    flat: FlatProblem
    units: int
    score: Callable[[Orders], Score]
    form: Callable[[Orders], str]
    suffix: str


def read_instance(path: Path) -> Instance:
    """Read an instance of any kind, told by what is in the file."""
    text = read_text(path)
    name = path.name.removesuffix(".gz")
    name = name[: -len(Path(name).suffix)]
    if text.lstrip().startswith("{") or "nbServi" in text:
        return _home_care(name, read_home_care(path))
    return _customers(name, read_customers(path))


def write_solution(instance: Instance, orders: Orders, folder: Path) -> Path:
    """Write orders as NAME.json or NAME.sol; the file appears whole or not at all."""
    path = folder / f"{instance.name}{instance.suffix}"
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(instance.form(orders), encoding="utf-8")
    beside.replace(path)
    return path


def _home_care(name: str, care: HomeCare) -> Instance:
    flat = flatten_home_care(care)
    tasks = list_tasks(care)

    def serve(orders: Orders) -> dict[str, list[Service]]:
        starts = time_orders(flat, orders).starts
        return {
            caregiver: [
                Service(patient=tasks[task][0].id, service=tasks[task][1], start=(starts[task] or 0) / UNITS)
                for task in order
            ]
            for caregiver, order in zip(care.caregivers, orders, strict=True)
        }

    def form(orders: Orders) -> str:
        minutes = {patient.id: patient.services for patient in care.patients}
        routes = [
            {
                "caregiver_id": caregiver,
                "locations": [
                    {
                        "patient": stop.patient,
                        "service": stop.service,
                        "arrival_time": stop.start,
                        "departure_time": stop.start + minutes[stop.patient][stop.service],
                    }
                    for stop in stops
                ],
            }
            for caregiver, stops in serve(orders).items()
        ]
        return json.dumps({"routes": routes}, indent=1)

    return Instance(
        name=name,
        flat=flat,
        units=COST_UNITS,
        score=lambda orders: score_home_care(care, serve(orders)),
        form=form,
        suffix=".json",
    )


def _customers(name: str, given: Customers) -> Instance:
    def number(orders: Orders) -> list[list[int]]:
        return [[task + 1 for task in order] for order in orders if order]

    def form(orders: Orders) -> str:
        routes = number(orders)
        lines = [f"Route #{k}: {' '.join(map(str, route))}" for k, route in enumerate(routes, 1)]
        return "\n".join([*lines, f"Cost {score_routes(given, routes).cost:.1f}", ""])

    return Instance(
        name=name,
        flat=flatten_customers(given),
        units=10,
        score=lambda orders: score_routes(given, number(orders)),
        form=form,
        suffix=".sol",
    )
