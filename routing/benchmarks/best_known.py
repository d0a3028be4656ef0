"""Best known costs by instance, from a table: CSV or Markdown."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from routing.benchmarks.instances import name_instance
from routing.benchmarks.text_files import read_text
from routing.errors import FaultKind, InputError

NAMES = ("file", "instance", "name")
"""Columns that may name an instance; each counts."""
COSTS = (
    "mnsa2024_best",
    "dimacs_cost_cvrplib_2024_12",
    "dimacs_cost_in_sol",
    "total_cost",
    "best_known",
    "best",
    "optimum",
    "cost",
)
"""Columns that may hold the best known cost; the first with a value counts."""

NO_NAMES = FaultKind("R046", "the table has no column of instances", "call one: {names}")
NO_COSTS = FaultKind("R052", "the table has no column of costs", "call one: {names}")
NO_COST = FaultKind("R050", "“{found}” is no cost", "give a number over 0, or leave the cell empty")
BROKEN_TABLE = FaultKind("R047", "the table is broken here ({why})", "give a CSV or a Markdown table")


def read_best(path: Path) -> Mapping[str, float]:
    """Read the best known cost of every instance a table names; :func:`look_up` finds one.

    Raises
    ------
    InputError
        Where it is no such table, or a cost is no number over 0.
    """
    text, file = read_text(path), str(path)
    rows = _read_markdown(text) if text.lstrip().startswith("|") else _read_csv(text, file)
    header_row, header = next(rows, (1, []))
    names = [header.index(key) for key in NAMES if key in header]
    costs = [header.index(key) for key in COSTS if key in header]
    faults = [
        kind.at(file=file, row=header_row, values={"names": ", ".join(wanted)})
        for found, kind, wanted in ((names, NO_NAMES, NAMES), (costs, NO_COSTS, COSTS))
        if not found
    ]
    best: dict[str, float] = {}
    for row, cells in rows if not faults else ():
        filled = cells + [""] * (len(header) - len(cells))
        text_of_cost = next((filled[column] for column in costs if filled[column]), "")
        if not text_of_cost:
            continue
        cost = _read_cost(text_of_cost)
        if cost is None:
            faults.append(NO_COST.at(file=file, row=row, values={"found": text_of_cost[:40]}))
            continue
        for column in names:
            if filled[column]:
                key = _key(filled[column])
                best[key] = min(cost, best.get(key, math.inf))
    if faults:
        raise InputError(faults)
    return best


def look_up(best: Mapping[str, float], instance: str) -> float | None:
    """Find the best known cost of an instance, whatever the case and ending of its name in the table."""
    return best.get(_key(instance))


def _key(name: str) -> str:
    return name_instance(name.strip()).lower()


def _read_cost(text: str) -> float | None:
    try:
        cost = float(text)
    except ValueError:
        return None
    return cost if math.isfinite(cost) and cost > 0 else None


def _read_csv(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text))
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(BROKEN_TABLE.at(file=file, row=reader.line_num, values={"why": str(error)})) from None


def _read_markdown(text: str) -> Iterator[tuple[int, list[str]]]:
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
            if not all(set(cell) <= set(":-") for cell in cells):
                yield row, cells
