"""Read the cells of an .xlsx workbook through python-calamine, after a look at what is inside.

The archive is unpacked here, within bounds, and handed on unpacked: what calamine opens has the size that was checked.
A sheet is looked through before it is read, for calamine lays it out as a full grid up to its last cell, repeats a
shared text for every cell that uses it, and leaves formula errors empty.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from routing.errors import FaultKind, InputError
from scenarios.encodings import read_bytes
from scenarios.tables import MOST_ROWS

NOT_A_WORKBOOK = FaultKind(
    "D122", "this is no .xlsx workbook that can be read", "save it again as .xlsx, without a password"
)
WORKBOOK_TOO_LARGE = FaultKind(
    "D123", "the workbook unpacks to more than {megabytes} MB", "delete what does not belong to the day"
)
SHEET_TOO_LARGE = FaultKind(
    "D124",
    "the sheet reaches to row {row} and column {column}; at most {rows} rows and {columns} columns are read",
    "delete the rows and columns outside the table",
)

LARGEST_UNPACKED = 200_000_000
"""Bytes a workbook may have unpacked, and characters its sheets may show."""
MOST_PARTS = 2_000
MOST_COLUMNS = 100

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_READ_PARTS = (".xml", ".rels")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, IndexError, KeyError)


@dataclass(kw_only=True)
class _Scan:
    """What a look through a sheet tells: its last row and column, its formula errors, the texts it repeats."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    characters: int = 0


def read_workbook_cells(path: Path) -> dict[str, list[list[object]]]:
    """Read the cells of every sheet, by the sheet's name; row n of a sheet is element n - 1.

    Raises
    ------
    InputError
        Where it is no workbook, or larger than it may be.
    """
    parts = _unpack(read_bytes(path), path.name)
    scans = _scan_parts(parts, path.name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_pack(parts))) as workbook:
            kinds = {sheet.name: sheet.typ for sheet in workbook.sheets_metadata}
            names = [name for name in workbook.sheet_names if kinds.get(name) == SheetTypeEnum.WorkSheet]
            sheets: dict[str, list[list[object]]] = {
                name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in names
            }
    except CalamineError:
        raise InputError(NOT_A_WORKBOOK.at(file=path.name)) from None
    except BaseException as error:
        # What calamine's Rust does not foresee arrives as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(NOT_A_WORKBOOK.at(file=path.name)) from None
    targets = _sheet_parts(parts)
    for name, rows in sheets.items():
        scan = scans.get(targets.get(name, ""))
        for (row, column), text in (scan.errors if scan else {}).items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = text
    return sheets


def _unpack(data: bytes, file: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(_READ_PARTS)]
            if len(members) > MOST_PARTS:
                raise InputError(NOT_A_WORKBOOK.at(file=file))
            for member in members:
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise InputError(NOT_A_WORKBOOK.at(file=file))
                with archive.open(member) as opened:
                    part = opened.read(left + 1)
                left -= len(part)
                if left < 0:
                    megabytes = LARGEST_UNPACKED // 1_000_000
                    raise InputError(WORKBOOK_TOO_LARGE.at(file=file, values={"megabytes": megabytes}))
                parts[member.filename] = part
    except _BROKEN_ZIP:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    return parts


def _pack(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()


def _scan_parts(parts: Mapping[str, bytes], file: str) -> dict[str, _Scan]:
    try:
        shared = next((_shared_lengths(part) for name, part in parts.items() if name.endswith("sharedStrings.xml")), [])
        scans = {name: _scan_sheet(part, shared) for name, part in parts.items() if name.endswith(".xml")}
    except expat.ExpatError:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    if sum(scan.characters for scan in scans.values()) > LARGEST_UNPACKED:
        megabytes = LARGEST_UNPACKED // 1_000_000
        raise InputError(WORKBOOK_TOO_LARGE.at(file=file, values={"megabytes": megabytes}))
    sheet_names = {part: name for name, part in _sheet_parts(parts).items()}
    for part, scan in scans.items():
        if scan.rows > MOST_ROWS or scan.columns > MOST_COLUMNS:
            values = {"row": scan.rows, "column": scan.columns, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
            raise InputError(SHEET_TOO_LARGE.at(file=f"{file}/{sheet_names.get(part, part)}", values=values))
    return scans


def _shared_lengths(part: bytes) -> list[int]:
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.Parse(part, True)  # noqa: FBT003 - expat takes it by place
    return lengths


def _scan_sheet(part: bytes, shared: list[int]) -> _Scan:
    """Look through a part for cells that hold something; a part that is no sheet has none."""
    scan = _Scan()
    row, column, kind = -1, -1, ""
    value: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, value
        local = _local(name)
        if local == "row":
            number = attributes.get("r", "")
            row = int(number) - 1 if number.isdecimal() and len(number) <= 7 else row + 1
            column = -1
        elif local == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            row, column = (int(found[2]) - 1, _column_index(found[1])) if found else (row, column + 1)
            kind = attributes.get("t", "")
        elif local in ("v", "is"):
            scan.rows, scan.columns = max(scan.rows, row + 1), max(scan.columns, column + 1)
            value = []

    def text(data: str) -> None:
        if value is not None:
            value.append(data)

    def end(name: str) -> None:
        nonlocal value
        if value is None or _local(name) != "v":
            return
        content, value = "".join(value), None
        if kind == "e":
            scan.errors[row, column] = content
        elif kind == "s" and content.isdecimal() and int(content) < len(shared):
            scan.characters += shared[int(content)]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.Parse(part, True)  # noqa: FBT003 - expat takes it by place
    return scan


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Find in which part of the archive each sheet lies, by the sheet's name."""
    book = next((name for name in parts if name.lower().endswith("xl/workbook.xml")), None)
    rels = next((name for name in parts if name.lower().endswith("xl/_rels/workbook.xml.rels")), None)
    if book is None or rels is None:
        return {}
    folder = PurePosixPath(book).parent
    targets = {found.get("Id", ""): found.get("Target", "") for found in _elements(parts[rels], "Relationship")}
    places: dict[str, str] = {}
    for sheet in _elements(parts[book], "sheet"):
        relation = next((value for name, value in sheet.items() if _local(name) == "id"), "")
        target = targets.get(relation, "")
        places[sheet.get("name", "")] = target.removeprefix("/") if target.startswith("/") else str(folder / target)
    return places


def _elements(part: bytes, wanted: str) -> Iterator[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(part, True)  # noqa: FBT003 - expat takes it by place
    return iter(found)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
