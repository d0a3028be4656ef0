"""Look into the parts of an .xlsx archive before anything lays them out: how large, how far, how often repeated."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from routing.errors import Fault, FaultKind, InputError
from scenarios.cells import NOT_WORKED_OUT

NOT_A_WORKBOOK = FaultKind(
    "D122", "this is no .xlsx workbook that can be read", "save it again as .xlsx, without a password"
)
WORKBOOK_TOO_LARGE = FaultKind(
    "D123", "the workbook unpacks to more than {megabytes} MB", "delete what does not belong to the day"
)

LARGEST_UNPACKED = 200_000_000
"""Bytes a workbook may have unpacked, and characters its sheets may show."""
MOST_PARTS = 2_000

_READ_PARTS = (".xml", ".rels")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, LookupError)
_BROKEN_XML = (expat.ExpatError, ValueError, LookupError)


@dataclass(kw_only=True)
class SheetScan:
    """A sheet's extent, the characters its shared texts come to, and by (row, column) from 0 what its formulas left
    that is no value: an error, or :data:`scenarios.cells.NOT_WORKED_OUT` where a program stored the formula alone.
    """

    rows: int = 0
    columns: int = 0
    characters: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def unpack_parts(data: bytes, *, file: str) -> dict[str, bytes]:
    """Unpack the XML parts of a workbook, by their names.

    Raises
    ------
    InputError
        Where the archive is broken, encrypted, or unpacks to more than :data:`LARGEST_UNPACKED` bytes.
    """
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(_READ_PARTS)]
            usual = all(member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members)
            if len(members) > MOST_PARTS or not usual:
                raise InputError(NOT_A_WORKBOOK.at(file=file))
            for member in members:
                with archive.open(member) as opened:
                    parts[member.filename] = opened.read(left + 1)
                left -= len(parts[member.filename])
                if left < 0:
                    raise InputError(_too_large(file))
    except _BROKEN_ZIP:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    return parts


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """Put parts into an archive that unpacks to exactly what was looked at."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()


def scan_parts(parts: Mapping[str, bytes], *, file: str) -> dict[str, SheetScan]:
    """Look through every part for cells, by the part's name; one that is no sheet has none.

    Raises
    ------
    InputError
        Where a part is no XML, or the sheets show more than :data:`LARGEST_UNPACKED` characters.
    """
    try:
        shared = [length for name, part in parts.items() if "sharedStrings" in name for length in _measure_texts(part)]
        scans = {name: _scan_sheet(part, shared) for name, part in parts.items() if name.lower().endswith(".xml")}
    except _BROKEN_XML:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    if sum(scan.characters for scan in scans.values()) > LARGEST_UNPACKED:
        raise InputError(_too_large(file))
    return scans


def find_sheet_parts(parts: Mapping[str, bytes], *, file: str) -> dict[str, str]:
    """Find in which part each sheet lies, by the sheet's name.

    Raises
    ------
    InputError
        Where the list of sheets is no XML.
    """
    book = next((name for name in parts if name.lower().endswith("xl/workbook.xml")), "")
    links = next((name for name in parts if name.lower().endswith("xl/_rels/workbook.xml.rels")), "")
    try:
        targets = {link.get("Id", ""): link.get("Target", "") for link in _elements(parts, links, "Relationship")}
        sheets = _elements(parts, book, "sheet")
    except _BROKEN_XML:
        raise InputError(NOT_A_WORKBOOK.at(file=file)) from None
    places: dict[str, str] = {}
    for sheet in sheets:
        link = next((value for name, value in sheet.items() if _local(name) == "id"), "")
        target = targets.get(link, "")
        inside = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath(book).parent / target)
        places[sheet.get("name", "")] = inside
    return places


def _too_large(file: str) -> Fault:
    return WORKBOOK_TOO_LARGE.at(file=file, values={"megabytes": LARGEST_UNPACKED // 1_000_000})


def _measure_texts(part: bytes) -> list[int]:
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(part, True)  # noqa: FBT003 - expat takes it by place
    return lengths


def _scan_sheet(part: bytes, shared: Sequence[int]) -> SheetScan:
    scan = SheetScan()
    row, column, kind = -1, -1, ""
    value: list[str] | None = None
    is_bare = False  # the cell has a formula and, so far, no value

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, value, is_bare
        local = _local(name)
        if local == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            row, column = (int(found[2]) - 1, _column_index(found[1])) if found else (row, column + 1)
            kind, is_bare = attributes.get("t", ""), False
        elif local in ("v", "is", "f"):
            scan.rows, scan.columns = max(scan.rows, row + 1), max(scan.columns, column + 1)
            is_bare = is_bare or local == "f"
            value = None if local == "f" else []
        elif local == "row":
            number = attributes.get("r", "")
            row = int(number) - 1 if number.isdecimal() and len(number) <= 7 else row + 1
            column = -1

    def text(data: str) -> None:
        if value is not None:
            value.append(data)

    def end(name: str) -> None:
        nonlocal value, is_bare
        # A formula may well come to an empty text, which is a value.
        if _local(name) == "c" and is_bare and kind != "str":
            scan.errors[row, column] = NOT_WORKED_OUT
        if value is None or _local(name) != "v":
            return
        content, value = "".join(value), None
        is_bare = is_bare and not content
        if kind == "e":
            scan.errors[row, column] = content
        elif kind == "s" and content.isdecimal() and len(content) <= 7 and int(content) < len(shared):
            scan.characters += shared[int(content)]

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    parser.Parse(part, True)  # noqa: FBT003 - expat takes it by place
    return scan


def _elements(parts: Mapping[str, bytes], part: str, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append(attributes)

    if part in parts:
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parser.Parse(parts[part], True)  # noqa: FBT003 - expat takes it by place
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
