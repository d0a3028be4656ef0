"""Literature instances of every kind: read, judged and written in the same few steps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from routing.benchmarks.ceschia import read_ceschia
from routing.benchmarks.hhcrsp import UNITS, HomeCare, check_size, flatten_home_care, list_tasks
from routing.benchmarks.mankowska import read_mankowska
from routing.benchmarks.score import Score, Service, score_home_care, score_routes
from routing.benchmarks.solomon import read_solomon
from routing.benchmarks.text_files import read_text
from routing.benchmarks.vrplib import read_vrplib
from routing.benchmarks.vrptw import Customers, flatten_customers
from routing.errors import Fault, FaultKind, InputError
from routing.search.flat import FlatProblem
from routing.search.reference import time_orders

UNKNOWN_FORM = FaultKind(
    "R044",
    "the file is no instance in a form that is read here",
    "give home care (Mankowska's text, Ceschia's JSON), VRPTW (Solomon's text, VRPLIB) or p-median (pmed)",
)
SAME_NAME = FaultKind("R045", "{other} has the same name, and so would its solution", "give them in two runs")

ENDINGS = (".gz", ".txt", ".json", ".vrp", ".sol")
"""What a file's name may end in without its instance being called so."""

Orders = Sequence[Sequence[int]]
"""Tasks in order, by vehicle."""

Reader = Callable[..., HomeCare | Customers]

READERS: Mapping[str, Reader] = {
    r"nbServi\s*$": read_mankowska,
    r"(DIMENSION|NODE_COORD_SECTION)\b": read_vrplib,
    r"(VEHICLE|CUSTOMER)\s*$": read_solomon,
}
"""How a line begins that a text of each form has and no other; JSON is told by its first character."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Instance:
    """One instance.

    Parameters
    ----------
    given
        As published.
    score, form
        Judge orders of the flat problem; write them in the form of the field, whose file name ends in ``suffix``.
    """

    name: str
    given: HomeCare | Customers
    flat: FlatProblem
    score: Callable[[Orders], Score]
    form: Callable[[Orders], str]
    suffix: str


class Named(Protocol):
    """Whatever has a name."""

    @property
    def name(self) -> str:
        """What its solution is called after."""


N = TypeVar("N", bound=Named)


def read_instances(paths: Iterable[Path]) -> list[Instance]:
    """Read instances of any kind.

    Raises
    ------
    InputError
        With the fault of every file that is none.
    """
    return read_each(paths, read_instance, same_name=SAME_NAME)


def read_each(paths: Iterable[Path], read: Callable[[Path], N], *, same_name: FaultKind) -> list[N]:
    """Read files each by itself, so that all that is wrong is told at once, and refuse two of one name.

    Parameters
    ----------
    same_name
        What a file is refused with whose name another has; its text may say ``{other}``, the file of the first.

    Raises
    ------
    InputError
        With the faults of every file.
    """
    faults: list[Fault] = []
    found: dict[str, tuple[Path, N]] = {}
    for path in paths:
        try:
            instance = read(path)
        except InputError as error:
            faults += error.faults
            continue
        same = found.setdefault(instance.name.lower(), (path, instance))
        if same[1] is not instance:
            faults.append(same_name.at(file=str(path), values={"other": same[0]}))
    if faults:
        raise InputError(faults)
    return [instance for _, instance in found.values()]


def read_instance(path: Path) -> Instance:
    """Read an instance of any kind, told by what is in the file.

    Raises
    ------
    InputError
        Saying what is wrong with it.
    """
    text, file = read_text(path), str(path)
    given = _tell_reader(text, file)(text, file=file)
    name = name_instance(path.name)
    if isinstance(given, Customers):
        return _hold_customers(name, given)
    check_size(given, file=file)
    return _hold_home_care(name, given)


def name_instance(file: str) -> str:
    """Name an instance after its file: without folder and endings."""
    name = Path(file).name
    while (ending := Path(name).suffix.lower()) in ENDINGS and len(name) > len(ending):
        name = name[: -len(ending)]
    return name


def _tell_reader(text: str, file: str) -> Reader:
    if text.lstrip().startswith("{"):
        return read_ceschia
    for mark, reader in READERS.items():
        if re.search(rf"^[ \t]*{mark}", text, re.MULTILINE):
            return reader
    raise InputError(UNKNOWN_FORM.at(file=file))


def _hold_home_care(name: str, care: HomeCare) -> Instance:
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
        given=care,
        flat=flat,
        score=lambda orders: score_home_care(care, serve(orders)),
        form=form,
        suffix=".json",
    )


def _hold_customers(name: str, given: Customers) -> Instance:
    def number(orders: Orders) -> list[list[int]]:
        return [[task + 1 for task in order] for order in orders if order]

    def form(orders: Orders) -> str:
        routes = number(orders)
        lines = [f"Route #{k}: {' '.join(map(str, route))}" for k, route in enumerate(routes, 1)]
        return "\n".join([*lines, f"Cost {score_routes(given, routes).cost:.1f}", ""])

    return Instance(
        name=name,
        given=given,
        flat=flatten_customers(given),
        score=lambda orders: score_routes(given, number(orders)),
        form=form,
        suffix=".sol",
    )
