"""Read the cells of an .xlsx workbook through python-calamine, after a look at what is inside.

The archive is unpacked within bounds and handed on unpacked: what calamine opens has the size that was checked. A sheet
is looked through first, for calamine lays it out as a full grid up to its last cell, repeats a shared text for every
cell that uses it, and leaves formula errors empty, as it does formulas that were stored without a value.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from routing.errors import Fault, FaultKind, InputError
from scenarios.encodings import read_bytes
from scenarios.tables import MOST_COLUMNS, MOST_ROWS
from scenarios.workbook_parts import (
    NOT_A_WORKBOOK,
    SheetScan,
    find_sheet_parts,
    pack_parts,
    scan_parts,
    unpack_parts,
)

SHEET_TOO_LARGE = FaultKind(
    "D124",
    "the sheet reaches to row {row} and column {column}; at most {rows} rows and {columns} columns are read",
    "delete the rows and columns outside the table",
)

Sheet = list[list[object]]


def read_workbook_cells(path: Path) -> dict[str, Sheet]:
    """Read the cells of every sheet, by the sheet's name; row n of a sheet is element n - 1.

    Raises
    ------
    InputError
        Where it is no workbook, or larger than it may be.
    """
    parts = unpack_parts(read_bytes(path), file=path.name)
    scans = scan_parts(parts, file=path.name)
    places = find_sheet_parts(parts, file=path.name)
    faults = _find_large_sheets(scans, places, path.name)
    if faults:
        raise InputError(faults)
    sheets = _lay_out(pack_parts(parts), path.name)
    for name, rows in sheets.items():
        scan = scans.get(places.get(name, ""), SheetScan())
        for (row, column), text in scan.errors.items():
            if row >= 0 and column >= 0:
                _reach(rows, row, column)
                rows[row][column] = text
    return sheets


def _reach(rows: Sheet, row: int, column: int) -> None:
    """Let the grid reach a cell that calamine takes for empty."""
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))


def _find_large_sheets(scans: Mapping[str, SheetScan], places: Mapping[str, str], file: str) -> list[Fault]:
    names = {part: name for name, part in places.items()}
    faults = []
    for part, scan in scans.items():
        if scan.rows > MOST_ROWS or scan.columns > MOST_COLUMNS:
            values = {"row": scan.rows, "column": scan.columns, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
            faults.append(SHEET_TOO_LARGE.at(file=f"{file}/{names.get(part, part)}", values=values))
    return faults


def _lay_out(packed: bytes, file: str) -> dict[str, Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(packed)) as workbook:
            kinds = {sheet.name: sheet.typ for sheet in workbook.sheets_metadata}
            names = [name for name in workbook.sheet_names if kinds.get(name) == SheetTypeEnum.WorkSheet]
            return {
                name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in names
            }
    except CalamineError:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    except BaseException as error:
        # What calamine's Rust does not foresee arrives as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
