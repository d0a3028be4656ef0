"""Read the cells of a CSV file as Excel, WPS and people save them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from routing.errors import FaultKind, InputError
from scenarios.encodings import decode_text, read_bytes
from scenarios.tables import MOST_COLUMNS, MOST_ROWS, TOO_MANY_COLUMNS, TOO_MANY_ROWS

BROKEN_CSV = FaultKind(
    "D121", "the CSV is broken here ({why})", "close every quotation mark, or save the file again as “CSV UTF-8”"
)

SEPARATORS = (",", ";", "\t")


def read_csv_cells(path: Path, *, is_column: Callable[[str], bool]) -> list[list[str]]:
    """Read every row of a CSV file, empty ones too, so that row n is where a spreadsheet shows it.

    Parameters
    ----------
    is_column
        Whether a text is a known column name; of the separators ``,`` ``;`` and tab the one that yields most names is
        taken.

    Raises
    ------
    InputError
        Where the file cannot be read, decoded or split.
    """
    text = decode_text(read_bytes(path), file=path.name)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        # An instruction to Excel, which neither shows nor counts it as a row.
        return _split(rest, first[4], path.name)
    return _split(text, _choose_separator(text, is_column), path.name)


def _choose_separator(text: str, is_column: Callable[[str], bool]) -> str:
    top = "\n".join(text.splitlines()[:10])

    def names(separator: str) -> int:
        try:
            rows = list(csv.reader(io.StringIO(top, newline=""), delimiter=separator))
        except csv.Error:
            return 0
        return max((sum(is_column(cell) for cell in row) for row in rows), default=0)

    return max(SEPARATORS, key=names)


def _split(text: str, separator: str, file: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise InputError(TOO_MANY_ROWS.at(file=file, values={"rows": MOST_ROWS}))
            if len(row) > MOST_COLUMNS:
                values = {"found": len(row), "columns": MOST_COLUMNS}
                raise InputError(TOO_MANY_COLUMNS.at(file=file, row=len(rows), values=values))
    except csv.Error as error:
        raise InputError(BROKEN_CSV.at(file=file, row=len(rows) + 1, values={"why": str(error)})) from None
    return rows
