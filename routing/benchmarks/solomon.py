"""Reads VRPTW instances in the text form of Solomon (1987) and of Gehring and Homberger (1999)."""

from __future__ import annotations

from routing.benchmarks.bounds import OUT_OF_ORDER
from routing.benchmarks.text_files import MISSING_PART, NOT_WHOLE, Lines
from routing.benchmarks.vrptw import LONGEST_TIME, Customers, check_customers
from routing.errors import InputError

COLUMNS = 7
"""Number, x, y, demand, ready time, due date, service time."""


def read_solomon(text: str, *, file: str) -> Customers:
    """Read an instance; the depot is customer 0."""
    lines = Lines(file=file, rows=text.splitlines())
    fleet = _find_numbers(lines, "VEHICLE")
    vehicles, capacity = lines.read_numbers(fleet, part="VEHICLE", count=2)
    table: list[list[float]] = []
    rows: list[int] = []
    for row in range(_find_numbers(lines, "CUSTOMER"), len(lines.rows)):
        if lines.rows[row].strip():
            table.append(_read_customer(lines, row, number=len(table)))
            rows.append(row)
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


def _read_customer(lines: Lines, row: int, *, number: int) -> list[float]:
    values = lines.read_numbers(row, part="CUSTOMER", count=COLUMNS, low=-LONGEST_TIME, high=LONGEST_TIME)
    if values[0] != number:
        raise InputError(lines.fault(OUT_OF_ORDER, row, part="CUSTOMER", found=f"{values[0]:g}", wanted=number))
    if values[3] != int(values[3]):
        high = int(LONGEST_TIME)
        raise InputError(lines.fault(NOT_WHOLE, row, part="DEMAND", value=f"{values[3]:g}", low=0, high=high))
    return values
