"""Reads VRPTW instances in the form of VRPLIB: heads ``KEY : value``, then sections of numbered rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.benchmarks.bounds import MOST_PLACES, OUT_OF_ORDER
from routing.benchmarks.text_files import MISSING_PART, NOT_NUMBERS, NOT_WHOLE, Lines
from routing.benchmarks.vrptw import LONGEST_TIME, Customers, check_customers
from routing.errors import Fault, FaultKind, InputError, gather_faults

SEVERAL_DEPOTS = FaultKind("R020", "the instance has {count} depots", "give one with a single depot")
OTHER_DEPOT = FaultKind("R038", "the depot is node {found}", "number the depot 1")
OTHER_KIND = FaultKind("R039", "{part} is {value}", "give an instance where it is {wanted}")
UNKNOWN_PART = FaultKind("R040", "{part} is nothing that a plain VRPTW instance has", "give an instance without it")
COUNT_DIFFERS = FaultKind("R041", "{part} has {found} rows for {count} nodes", "give a row for each node")

WANTED = {"TYPE": "VRPTW", "EDGE_WEIGHT_TYPE": "EUC_2D"}
HEADS = frozenset({*WANTED, "NAME", "COMMENT", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME", "NODE_COORD_TYPE"})
COLUMNS: Mapping[str, int] = {
    "NODE_COORD_SECTION": 2,
    "DEMAND_SECTION": 1,
    "TIME_WINDOW_SECTION": 2,
    "SERVICE_TIME_SECTION": 1,
}
"""Numbers after the node's own in each row of a section."""
NEEDED = ("NODE_COORD_SECTION", "DEMAND_SECTION", "TIME_WINDOW_SECTION", "DEPOT_SECTION")


@dataclass(frozen=True, kw_only=True)
class _Document:
    """Heads with their lines, and the lines of each section."""

    lines: Lines
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    sections: dict[str, list[int]] = field(default_factory=dict)

    def read_head(self, key: str, *, low: int, high: int) -> int:
        """Read a head that is a whole number."""
        if key not in self.heads:
            raise InputError(MISSING_PART.at(file=self.lines.file, values={"part": key}))
        row, value = self.heads[key]
        if not (value.isdecimal() and len(value) < 10 and low <= int(value) <= high):
            raise InputError(self.lines.fault(NOT_WHOLE, row, part=key, value=value, low=low, high=high))
        return int(value)

    def read_section(self, name: str, *, nodes: int) -> list[list[float]]:
        """Read the rows of a section without the numbers of their nodes."""
        rows = self.sections[name]
        if len(rows) != nodes:
            values = {"part": name, "found": len(rows), "count": nodes}
            raise InputError(COUNT_DIFFERS.at(file=self.lines.file, values=values))
        found: list[list[float]] = []
        faults: list[Fault] = []
        for number, row in enumerate(rows, 1):
            with gather_faults(faults):
                node, *values_of = self.lines.read_numbers(
                    row, part=name, count=1 + COLUMNS[name], low=-LONGEST_TIME, high=LONGEST_TIME
                )
                if node != number:
                    faults.append(self.lines.fault(OUT_OF_ORDER, row, part=name, found=f"{node:g}", wanted=number))
                found.append(values_of)
        self.lines.raise_all(faults)
        return found


def read_vrplib(text: str, *, file: str) -> Customers:
    """Read an instance; node 1 is the depot."""
    document = _split(Lines(file=file, rows=text.splitlines()))
    nodes = document.read_head("DIMENSION", low=2, high=MOST_PLACES)
    faults: list[Fault] = []
    with gather_faults(faults):
        _check_depot(document)
    vehicles, capacity, service = nodes - 1, 0, 0
    with gather_faults(faults):
        capacity = document.read_head("CAPACITY", low=0, high=1_000_000)
    with gather_faults(faults):
        if "VEHICLES" in document.heads:
            vehicles = document.read_head("VEHICLES", low=1, high=1_000_000)
    with gather_faults(faults):
        if "SERVICE_TIME" in document.heads and "SERVICE_TIME_SECTION" not in document.sections:
            service = document.read_head("SERVICE_TIME", low=0, high=1_000_000)
    read: dict[str, list[list[float]]] = {}
    for name in COLUMNS:
        if name in document.sections:
            with gather_faults(faults):
                read[name] = document.read_section(name, nodes=nodes)
    document.lines.raise_all(faults)
    services = read.get("SERVICE_TIME_SECTION", [[0.0], *[[float(service)]] * (nodes - 1)])
    given = Customers(
        vehicles=vehicles,
        capacity=capacity,
        points=[(x, y) for x, y in read["NODE_COORD_SECTION"]],
        demands=[int(row[0]) for row in read["DEMAND_SECTION"]],
        windows=[(round(10 * opens), round(10 * closes)) for opens, closes in read["TIME_WINDOW_SECTION"]],
        services=[round(10 * row[0]) for row in services],
    )
    check_customers(given, lines=document.lines, rows=document.sections["TIME_WINDOW_SECTION"])
    return given


def _split(lines: Lines) -> _Document:
    document = _Document(lines=lines)
    faults: list[Fault] = []
    section: list[int] | None = None
    for row, line in enumerate(lines.rows):
        key, colon, value = (word.strip() for word in line.partition(":"))
        if key == "EOF":
            break
        if key.endswith("_SECTION"):
            section = document.sections.setdefault(key, [])
        elif colon:
            document.heads[key] = (row, value)
        elif key and section is not None:
            section.append(row)
        elif key:
            faults.append(lines.fault(UNKNOWN_PART, row, part=key[:40]))
    for key, wanted in WANTED.items():
        at, value = document.heads.get(key, (0, wanted))
        if value != wanted:
            faults.append(lines.fault(OTHER_KIND, at, part=key, value=value[:40], wanted=wanted))
    unknown = [key for key in document.sections if key not in {*COLUMNS, "DEPOT_SECTION"}]
    unknown += [key for key in document.heads if key not in HEADS]
    faults += [UNKNOWN_PART.at(file=lines.file, values={"part": key[:40]}) for key in unknown]
    missing = [part for part in NEEDED if part not in document.sections]
    if missing:
        faults.append(MISSING_PART.at(file=lines.file, values={"part": ", ".join(missing)}))
    lines.raise_all(faults)
    return document


def _check_depot(document: _Document) -> None:
    lines, depots = document.lines, []
    for row in document.sections["DEPOT_SECTION"]:
        if lines.rows[row].strip() == "-1":
            break
        words = lines.rows[row].split()
        if not all(word.isdecimal() for word in words):
            raise InputError(lines.fault(NOT_NUMBERS, row, part="DEPOT_SECTION", found=" ".join(words)[:40], count=1))
        depots += words
    if len(depots) != 1:
        raise InputError(SEVERAL_DEPOTS.at(file=lines.file, values={"count": len(depots)}))
    if depots != ["1"]:
        raise InputError(OTHER_DEPOT.at(file=lines.file, values={"found": depots[0][:40]}))
