"""Find the tables of a day: files of a folder, or sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.errors import Fault, FaultKind, InputError
from scenarios import aliases
from scenarios.csv_tables import read_csv_cells
from scenarios.encodings import CANNOT_READ
from scenarios.settings import Settings, read_settings, read_settings_sheet
from scenarios.tables import Table, read_table
from scenarios.workbook import read_workbook_cells

NO_DAY = FaultKind("D106", "there is no day here", "give a folder with a day.toml in it, or an .xlsx workbook")
NOT_A_DAY = FaultKind("D107", "this is no day folder: it has no day.toml", "add day.toml, or give an .xlsx workbook")
NOT_A_DAY_FILE = FaultKind("D108", "a day is a folder or an .xlsx workbook, not this kind of file", "save it as .xlsx")
NO_SETTINGS_SHEET = FaultKind(
    "D109",
    "the workbook has no sheet “day” or “当日”",
    "add it: 坐标系 in the first column and wgs84, gcj02 or bd09 beside",
)
NO_TABLE = FaultKind("D110", "the table {table} is missing", "add it; its columns are: {columns}")
TABLE_TWICE = FaultKind("D125", "the table {table} is given twice, as {one} and as {other}", "keep one of them")
MISSPELT_TABLE = FaultKind(
    "D126", "the name is unknown", "write “{guess}”, or another name if it is not meant to be read"
)
IGNORED_TABLE = FaultKind("D127", "it is not read", "nothing, unless it should be: the names are {tables}")

SETTINGS_FILE = "day.toml"
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, kw_only=True)
class Source:
    """The raw day: its settings, its tables by name, and what is wrong so far."""

    settings: Settings
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A file or sheet that may be a table, named as a person sees it."""

    name: str
    file: str


def read_source(path: Path, *, wanted: Mapping[str, Sequence[str]], optional: Sequence[str]) -> Source:
    """Read the settings and every table of a day.

    Parameters
    ----------
    wanted
        The columns each table cannot do without, by table.
    optional
        Tables that may be missing.

    Raises
    ------
    InputError
        Where there is no day at all, or its workbook or settings cannot be opened.
    """
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        return _read_folder(path, wanted, optional)
    if is_file and path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _read_workbook(path, wanted, optional)
    raise InputError((NOT_A_DAY_FILE if is_file else NO_DAY).at(file=path.name or str(path)))


def read_any_table(path: Path, name: str, *, required: Sequence[str]) -> Table:
    """Read one table that is a file by itself: a CSV, or the sheet of that name in a workbook, or its only sheet.

    Raises
    ------
    InputError
        Where the file cannot be read.
    """
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        return _read_csv(path, name, required)
    sheets = read_workbook_cells(path)
    named = [sheet for sheet in sheets if aliases.tables().find(sheet) == name]
    sheet = next(iter(named or sheets), None)
    if sheet is None:
        raise InputError(_missing(name, path.name))
    return read_table(name, sheets[sheet], file=f"{path.name}/{sheet}", required=required)


def _read_folder(path: Path, wanted: Mapping[str, Sequence[str]], optional: Sequence[str]) -> Source:
    faults: list[Fault] = []
    settings = Settings(file=SETTINGS_FILE)
    try:
        files = sorted(path.iterdir())
    except OSError as error:
        raise InputError(CANNOT_READ.at(file=path.name, values={"why": error.strerror})) from None
    if path / SETTINGS_FILE not in files:
        faults.append(NOT_A_DAY.at(file=path.name))
    else:
        try:
            settings = read_settings(path / SETTINGS_FILE)
        except InputError as error:
            faults += error.faults
    tables_of = [file for file in files if file.suffix.lower() in TABLE_SUFFIXES and file.name[0] != "."]
    places = [_Place(name=file.stem, file=file.name) for file in tables_of]
    chosen, more, notes = _choose_places(places, wanted, optional, where=path.name)
    tables: dict[str, Table] = {}
    for name, place in chosen.items():
        try:
            tables[name] = _read_csv(path / place.file, name, wanted[name])
        except InputError as error:
            faults += error.faults
    return Source(settings=settings, tables=tables, faults=(*faults, *more), notes=tuple(notes))


def _read_workbook(path: Path, wanted: Mapping[str, Sequence[str]], optional: Sequence[str]) -> Source:
    sheets = read_workbook_cells(path)
    settings_sheet = next((name for name in sheets if aliases.tables().find(name) == "day"), None)
    settings, faults = Settings(file=path.name), []
    if settings_sheet is None:
        faults.append(NO_SETTINGS_SHEET.at(file=path.name))
    else:
        file = f"{path.name}/{settings_sheet}"
        settings = read_settings_sheet(sheets[settings_sheet], file=file, folder=path.parent)
    places = [_Place(name=name, file=f"{path.name}/{name}") for name in sheets if name != settings_sheet]
    chosen, more, notes = _choose_places(places, wanted, optional, where=path.name)
    tables = {
        name: read_table(name, sheets[place.name], file=place.file, required=wanted[name])
        for name, place in chosen.items()
    }
    return Source(settings=settings, tables=tables, faults=(*faults, *more), notes=tuple(notes))


def _read_csv(path: Path, name: str, required: Sequence[str]) -> Table:
    known = aliases.columns(name)
    cells = read_csv_cells(path, is_column=lambda text: known.find(text) is not None)
    return read_table(name, cells, file=path.name, required=required)


def _choose_places(
    places: Sequence[_Place], wanted: Mapping[str, Sequence[str]], optional: Sequence[str], *, where: str
) -> tuple[dict[str, _Place], list[Fault], list[Fault]]:
    chosen: dict[str, _Place] = {}
    faults: list[Fault] = []
    strangers: list[_Place] = []
    for place in places:
        name = aliases.tables().find(place.name)
        if name is None or name not in wanted:
            strangers.append(place)
        elif name in chosen:
            values = {"table": name, "one": chosen[name].file, "other": place.file}
            faults.append(TABLE_TWICE.at(file=place.file, values=values))
        else:
            chosen[name] = place
    notes: list[Fault] = []
    guessed: set[str | None] = set()
    for place in strangers:
        guess = aliases.tables().guess(place.name)
        meant = aliases.tables().find(guess) if guess is not None else None
        if guess is not None and meant in wanted and meant not in chosen:
            guessed.add(meant)
            faults.append(MISSPELT_TABLE.at(file=place.file, values={"guess": guess}))
        else:
            notes.append(IGNORED_TABLE.at(file=place.file, values={"tables": aliases.tables().show()}))
    missing = (name for name in wanted if name not in chosen and name not in guessed and name not in optional)
    return chosen, [*faults, *(_missing(name, where) for name in missing)], notes


def _missing(name: str, where: str) -> Fault:
    shown = "/".join(aliases.tables().aliases[name][:2])
    return NO_TABLE.at(file=where, values={"table": shown, "columns": aliases.columns(name).show()})
