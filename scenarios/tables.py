"""A table as it lies in a file: a header somewhere near the top, rows below, every cell with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from routing.errors import Fault, FaultKind
from scenarios import aliases
from scenarios.cells import clean_text, trim_cell

NO_HEADER = FaultKind("D111", "no row with column names is found", "write the column names in the first row: {columns}")
MISSING_COLUMN = FaultKind("D112", "the column {column} is missing", "add it; the known columns are: {columns}")
MISSPELT_COLUMN = FaultKind(
    "D113", "the column name is unknown", "write “{guess}”, or another name if the column is not meant to be read"
)
COLUMN_TWICE = FaultKind("D114", "the column {column} is given twice, as “{one}” and as “{other}”", "keep one of them")
VALUES_WITHOUT_HEADER = FaultKind(
    "D115",
    "there are values in a column without a name",
    "name the column in the header row, merged cells undone, or quote the values with the separator in them",
)
NO_ROWS = FaultKind("D116", "the table has no rows", "add at least one row under the header")
TOO_MANY_ROWS = FaultKind("D117", "the table has more than {rows} rows", "split the day into several")
IGNORED_COLUMN = FaultKind("D118", "the column is not read", "nothing, unless it should be: the names are {columns}")

TOO_MANY_COLUMNS = FaultKind(
    "D128", "the row has {found} columns; at most {columns} are read", "delete the columns outside the table"
)

MOST_ROWS = 100_000
"""Rows a table may have, header and empty rows included."""

MOST_COLUMNS = 100
"""Columns a table may have, named or not."""

LONGEST_HEADING = 60
"""Characters of a column name that are shown and compared."""

HEADER_WITHIN = 10
"""The header is looked for in this many first rows that hold anything; titles may stand above it."""

Cells = Sequence[object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number as a spreadsheet counts, and its values by column."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table found in a file.

    Parameters
    ----------
    name
        Which table it is, such as "visits".
    file
        Where it is, as a person calls it: ``visits.csv`` or ``day.xlsx/服务单``.
    headers
        What the user wrote above each known column.
    rows
        The rows that hold anything; empty cells are left out.
    faults, notes
        What is wrong with the header and the shape; what is worth knowing.
    """

    name: str
    file: str
    headers: Mapping[str, str]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()

    def header(self, column: str) -> str:
        """Name a column as the user did; where the user has none, as Doorstep does, in Chinese beside Chinese names."""
        if column in self.headers or all(header.isascii() for header in self.headers.values()):
            return self.headers.get(column, column)
        names = aliases.columns(self.name).aliases.get(column, ())
        return next((name for name in names if not name.isascii()), column)

    def at(
        self, kind: FaultKind, *, row: int | None = None, column: str = "", values: Mapping[str, object] | None = None
    ) -> Fault:
        """Say a fault of this table."""
        return kind.at(file=self.file, row=row, column=self.header(column) if column else "", values=values)


@dataclass(frozen=True, kw_only=True)
class _Header:
    row: int
    fields: Mapping[int, str]
    texts: Mapping[int, str]

    @cached_property
    def headers(self) -> Mapping[str, str]:
        return {field: self.texts[place] for place, field in self.fields.items()}


def read_table(name: str, cells: Iterable[Cells], *, file: str, required: Sequence[str]) -> Table:
    """Find the header and the rows of a table.

    Parameters
    ----------
    name
        Which table it is: its column names are looked up in ``aliases.toml``.
    cells
        All rows of the file or sheet from the first on, empty ones too.
    required
        Columns that must be there.
    """
    known, reading = aliases.columns(name), aliases.reading_columns(name)
    numbered = [(number, [trim_cell(value) for value in row]) for number, row in enumerate(cells, start=1)]
    filled = [(number, row) for number, row in numbered if any(value is not None for value in row)]
    if len(numbered) > MOST_ROWS:
        fault = TOO_MANY_ROWS.at(file=file, values={"rows": MOST_ROWS})
        return Table(name=name, file=file, headers={}, rows=(), faults=(fault,))
    header = _find_header(known, filled)
    if header is None:
        fault = NO_HEADER.at(file=file, values={"columns": known.show()})
        return Table(name=name, file=file, headers={}, rows=(), faults=(fault,))
    below = [(number, row) for number, row in filled if number > header.row]
    faults = [
        *_header_faults(known, header, reading, file=file),
        *_missing_columns(known, header, required, file=file),
        *_values_without_header(header, below, file=file),
    ]
    if not below:
        faults.append(NO_ROWS.at(file=file))
    return Table(
        name=name,
        file=file,
        headers=header.headers,
        rows=tuple(_rows(header, below)),
        faults=tuple(faults),
        notes=tuple(_ignored_columns(known, header, reading, file=file)),
    )


def read_heading(value: object) -> str:
    """Read a column name as it can be shown: on one line, without control characters, of bounded length."""
    return clean_text(str(value)).replace("\n", " ")[:LONGEST_HEADING]


def column_letter(index: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _find_header(known: aliases.Vocabulary, filled: Sequence[tuple[int, Cells]]) -> _Header | None:
    """Take the first row with the most known names among the top rows: titles above the header hold fewer."""
    best: _Header | None = None
    for number, row in filled[:HEADER_WITHIN]:
        texts = {place: read_heading(value) for place, value in enumerate(row) if value is not None}
        found = {place: field for place, text in texts.items() if (field := known.find(text)) is not None}
        if found and (best is None or len(set(found.values())) > len(set(best.fields.values()))):
            best = _Header(row=number, fields=found, texts=texts)
    return best


def _header_faults(
    known: aliases.Vocabulary, header: _Header, reading: aliases.Vocabulary, *, file: str
) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for place, text in header.texts.items():
        field = header.fields.get(place)
        if field is None:
            guess = _guess_column(known, text) if reading.find(text) is None else None
            if guess is not None and known.find(guess) not in header.fields.values():
                yield MISSPELT_COLUMN.at(file=file, row=header.row, column=text, values={"guess": guess})
        elif field in first:
            values = {"column": field, "one": first[field], "other": text}
            yield COLUMN_TWICE.at(file=file, row=header.row, column=text, values=values)
        else:
            first[field] = text


def _guess_column(known: aliases.Vocabulary, text: str) -> str | None:
    # A column of another table, such as "worker" beside the visits' "workers", is no slip: it belongs elsewhere.
    return None if aliases.fold_name(text) in aliases.all_columns() else known.guess(text)


def _missing_columns(
    known: aliases.Vocabulary, header: _Header, required: Sequence[str], *, file: str
) -> Iterator[Fault]:
    misspelt = {_guess_column(known, text) for place, text in header.texts.items() if place not in header.fields}
    told = {known.find(guess) for guess in misspelt if guess is not None}
    for field in required:
        if field not in header.headers and field not in told:
            values = {"column": "/".join(known.aliases[field][:2]), "columns": known.show()}
            yield MISSING_COLUMN.at(file=file, row=header.row, values=values)


def _values_without_header(header: _Header, below: Sequence[tuple[int, Cells]], *, file: str) -> Iterator[Fault]:
    told: set[int] = set()
    for number, row in below:
        for place, value in enumerate(row):
            if value is not None and place not in header.texts and place not in told:
                told.add(place)
                yield VALUES_WITHOUT_HEADER.at(file=file, row=number, column=column_letter(place))


def _ignored_columns(
    known: aliases.Vocabulary, header: _Header, reading: aliases.Vocabulary, *, file: str
) -> Iterator[Fault]:
    for place, text in header.texts.items():
        if place not in header.fields and reading.find(text) is None:
            yield IGNORED_COLUMN.at(file=file, row=header.row, column=text, values={"columns": known.show()})


def _rows(header: _Header, below: Iterable[tuple[int, Cells]]) -> Iterator[Row]:
    for number, row in below:
        values = {field: row[place] for place, field in header.fields.items() if place < len(row)}
        yield Row(number=number, values={field: value for field, value in values.items() if value is not None})
