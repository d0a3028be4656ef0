"""Reads home-care instances in the JSON form of Ceschia et al. (2024)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.benchmarks.hhcrsp import HomeCare, Patient, check_patient
from routing.errors import FaultKind, InputError

BROKEN_JSON = FaultKind("R033", "the JSON is broken ({why})", "take the file from its source again")
WRONG_VALUE = FaultKind("R034", "{wanted} should be here", "correct it, or take the file from its source again")
REPEATED = FaultKind("R035", "“{id}” is given twice", "give each an id of its own")
NOT_GIVEN = FaultKind("R036", "“{id}” is not among the services", "add it or correct the name")

LARGEST_NUMBER = 1_000_000


@dataclass(frozen=True)
class _Node:
    """A value of the document, and where it stands."""

    value: object
    file: str
    key: str = ""

    def take(self, key: str) -> _Node:
        """Take a key of an object; a missing one has the value None."""
        if not isinstance(self.value, dict):
            raise self.refuse("{ }")
        return _Node(self.value.get(key), self.file, f"{self.key}.{key}" if self.key else key)

    def items(self, *, count: int | None = None) -> list[_Node]:
        """Take the items of a list, of this length where one is given."""
        if not isinstance(self.value, list) or (count is not None and len(self.value) != count):
            raise self.refuse("[ ]" if count is None else f"[ {count} ]")
        return [_Node(item, self.file, f"{self.key}[{i}]") for i, item in enumerate(self.value)]

    def text(self) -> str:
        """Take a text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse('" "')
        return self.value

    def number(self) -> float:
        """Take a number from 0 on."""
        given = self.value
        if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= LARGEST_NUMBER:
            raise self.refuse(f"0 … {LARGEST_NUMBER}")
        return float(given)

    def refuse(self, wanted: str) -> InputError:
        return InputError(WRONG_VALUE.at(file=self.file, key=self.key, values={"wanted": wanted}))


def read_ceschia(text: str, *, file: str) -> HomeCare:
    """Read an instance. Windows are cut to whole minutes, as the published solutions take them."""
    try:
        document = _Node(json.loads(text), file)
    except json.JSONDecodeError as error:
        raise InputError(BROKEN_JSON.at(file=file, row=error.lineno, values={"why": error.msg})) from None
    except (ValueError, RecursionError) as error:
        raise InputError(BROKEN_JSON.at(file=file, values={"why": str(error)})) from None
    given = document.take("patients").items()
    distances = [
        [leg.number() for leg in row.items(count=len(given) + 1)]
        for row in document.take("distances").items(count=len(given) + 1)
    ]
    services = document.take("services").items()
    _check_ids(node.take("id") for node in services)
    usual = {node.take("id").text(): node.take("default_duration") for node in services}
    caregivers = document.take("caregivers").items(count=None)
    if not caregivers:
        raise document.take("caregivers").refuse("[ 1 … ]")
    _check_ids(node.take("id") for node in caregivers)
    _check_ids(node.take("id") for node in given)
    return HomeCare(
        patients=[_read_patient(node, row, usual) for row, node in enumerate(given, 1)],
        caregivers={
            node.take("id").text(): frozenset(able.text() for able in node.take("abilities").items())
            for node in caregivers
        },
        distances=distances,
    )


def _check_ids(nodes: Iterable[_Node]) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node.text() in seen:
            raise InputError(REPEATED.at(file=node.file, key=node.key, values={"id": node.text()}))
        seen.add(node.text())


def _read_patient(node: _Node, row: int, usual: Mapping[str, _Node]) -> Patient:
    services: dict[str, float] = {}
    for need in node.take("required_caregivers").items():
        service = need.take("service")
        name = service.text()
        if name not in usual:
            raise InputError(NOT_GIVEN.at(file=node.file, key=service.key, values={"id": name}))
        if name in services:
            raise InputError(REPEATED.at(file=node.file, key=service.key, values={"id": name}))
        own = need.take("duration")
        services[name] = (usual[name] if own.value is None else own).number()
    opens, closes = (math.floor(bound.number()) for bound in node.take("time_window").items(count=2))
    gap, tie = None, node.take("synchronization")
    if len(services) == 2 and tie.value is not None:
        gap = _read_gap(tie)
    patient = Patient(id=node.take("id").text(), row=row, window=(opens, closes), services=services, gap=gap)
    check_patient(patient, file=node.file)
    return patient


def _read_gap(tie: _Node) -> tuple[float, float]:
    kind = tie.take("type")
    if kind.text() == "simultaneous":
        return (0.0, 0.0)
    if kind.text() != "sequential":
        raise kind.refuse('"simultaneous" / "sequential"')
    least, greatest = (bound.number() for bound in tie.take("distance").items(count=2))
    return (least, greatest)
