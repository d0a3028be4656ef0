"""Reads VRPTW instances in the text form of Solomon (1987) and of Gehring and Homberger (1999)."""

from __future__ import annotations

from collections.abc import Sequence

from routing.benchmarks.bounds import OUT_OF_ORDER
from routing.benchmarks.text_files import MISSING_PART, NOT_WHOLE, Lines
from routing.benchmarks.vrptw import LONGEST_TIME, Customers, check_customers, find_wrong_customer
from routing.errors import Fault, InputError, gather_faults

COLUMNS = 7
"""Number, x, y, demand, ready time, due date, service time."""


def read_solomon(text: str, *, file: str) -> Customers:
    """Read an instance; the depot is customer 0."""
    lines = Lines(file=file, rows=text.splitlines())
    faults: list[Fault] = []
    vehicles = capacity = 0.0
    with gather_faults(faults):
        vehicles, capacity = lines.read_numbers(_find_numbers(lines, "VEHICLE"), part="VEHICLE", count=2)
    table: list[list[float]] = []
    rows: list[int] = []
    number = 0
    for row in _list_customers(lines, faults):
        with gather_faults(faults):
            values = _read_customer(lines, row)
            if values[0] != number:
                faults.append(lines.fault(OUT_OF_ORDER, row, part="CUSTOMER", found=f"{values[0]:g}", wanted=number))
                number = int(values[0])
            table.append(values)
            rows.append(row)
        number += 1
    if faults:
        for row, (visit, _, _, demand, ready, due, service) in zip(rows, table, strict=True):
            window, amounts = (ready, due), (demand, service)
            faults += find_wrong_customer(lines, row, visit=int(visit), window=window, amounts=amounts)
    lines.raise_all(faults)
    given = Customers(
        vehicles=int(vehicles),
        capacity=int(capacity),
        points=[(values[1], values[2]) for values in table],
        demands=[int(values[3]) for values in table],
        windows=[(round(10 * values[4]), round(10 * values[5])) for values in table],
        services=[round(10 * values[6]) for values in table],
    )
    check_customers(given, lines=lines, rows=rows)
    return given


def _find_numbers(lines: Lines, part: str) -> int:
    """Find the first line of numbers below a heading and the names of its columns."""
    at = next((row for row, line in enumerate(lines.rows) if line.strip().upper() == part), None)
    if at is None:
        raise InputError(MISSING_PART.at(file=lines.file, values={"part": part}))
    for row in range(at + 1, len(lines.rows)):
        if lines.rows[row].strip() and not lines.rows[row].strip()[0].isalpha():
            return row
    raise InputError(MISSING_PART.at(file=lines.file, row=at + 1, values={"part": part}))


def _list_customers(lines: Lines, faults: list[Fault]) -> Sequence[int]:
    first = len(lines.rows)
    with gather_faults(faults):
        first = _find_numbers(lines, "CUSTOMER")
    return [row for row in range(first, len(lines.rows)) if lines.rows[row].strip()]


def _read_customer(lines: Lines, row: int) -> list[float]:
    values = lines.read_numbers(row, part="CUSTOMER", count=COLUMNS, low=-LONGEST_TIME, high=LONGEST_TIME)
    if values[3] != int(values[3]):
        high = int(LONGEST_TIME)
        raise InputError(lines.fault(NOT_WHOLE, row, part="DEMAND", value=f"{values[3]:g}", low=0, high=high))
    return values
