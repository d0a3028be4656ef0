"""Find the tables of a day or a district: files of a folder, sheets of a workbook, layers of a GeoPackage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maps.feature_files import read_geojson_cells, read_geopackage_cells
from routing.errors import Fault, FaultKind, InputError, say_why
from scenarios import aliases
from scenarios.csv_tables import read_csv_cells
from scenarios.encodings import CANNOT_READ, read_bytes
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

TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
GEOJSON_SUFFIXES = (".geojson",)
GEOPACKAGE_SUFFIXES = (".gpkg",)


@dataclass(frozen=True, kw_only=True)
class Family:
    """What a folder or workbook is meant to be, and what is said where it is none.

    Parameters
    ----------
    kind
        Whose names of tables and keys count; the table of this name is the sheet of settings.
    settings_file
        The file of settings that makes a folder one of these.
    features
        Whether tables may also be GeoJSON files and layers of GeoPackages.
    nothing, not_a_folder, wrong_file, no_sheet
        There is nothing; a folder without settings; a file of another kind; a workbook without settings.
    """

    kind: aliases.Kind
    settings_file: str
    features: bool
    nothing: FaultKind
    not_a_folder: FaultKind
    wrong_file: FaultKind
    no_sheet: FaultKind


DAY = Family(
    kind="day",
    settings_file="day.toml",
    features=False,
    nothing=NO_DAY,
    not_a_folder=NOT_A_DAY,
    wrong_file=NOT_A_DAY_FILE,
    no_sheet=NO_SETTINGS_SHEET,
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The raw day or district: its settings, its tables by name, and what is wrong so far."""

    settings: Settings
    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A file, sheet or layer that may be a table, named as a person sees it; the cells of a layer are read already."""

    name: str
    file: str
    cells: Sequence[Sequence[object]] | None = None


def read_source(
    path: Path, *, wanted: Mapping[str, Sequence[str]], optional: Sequence[str], family: Family = DAY
) -> Source:
    """Read the settings and every table of a day or a district.

    Parameters
    ----------
    wanted
        The columns each table cannot do without, by table.
    optional
        Tables that may be missing.
    family
        What it is meant to be.

    Raises
    ------
    InputError
        Where there is none at all, or its workbook or settings cannot be opened.
    """
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        return _read_folder(path, wanted, optional, family)
    if is_file and path.suffix.lower() in WORKBOOK_SUFFIXES:
        return _read_workbook(path, wanted, optional, family)
    if is_file and family.features and path.suffix.lower() in GEOPACKAGE_SUFFIXES:
        return _read_geopackage(path, wanted, optional, family)
    raise InputError((family.wrong_file if is_file else family.nothing).at(file=path.name or str(path)))


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
        raise InputError(_missing(name, path.name, "day"))
    return read_table(name, sheets[sheet], file=f"{path.name}/{sheet}", required=required)


def _read_folder(path: Path, wanted: Mapping[str, Sequence[str]], optional: Sequence[str], family: Family) -> Source:
    faults: list[Fault] = []
    settings = Settings(file=family.settings_file)
    try:
        files = sorted(path.iterdir())
    except OSError as error:
        raise InputError(CANNOT_READ.at(file=path.name, values={"why": say_why(error)})) from None
    if path / family.settings_file not in files:
        faults.append(family.not_a_folder.at(file=path.name))
    else:
        try:
            settings = read_settings(path / family.settings_file, kind=family.kind)
        except InputError as error:
            faults += error.faults
    suffixes = (*TABLE_SUFFIXES, *GEOJSON_SUFFIXES) if family.features else TABLE_SUFFIXES
    tables_of = [file for file in files if file.suffix.lower() in suffixes and file.name[0] != "."]
    places = [_Place(name=file.stem, file=file.name) for file in tables_of]
    for file in files if family.features else ():
        # Street networks are GeoPackages too: one that the settings name is no table.
        if file.suffix.lower() in GEOPACKAGE_SUFFIXES and file.name[0] != "." and file != settings.streets:
            try:
                places += _find_layers(file, wanted, family)
            except InputError as error:
                faults += error.faults
    chosen, more, notes = _choose_places(places, wanted, optional, family, where=path.name)
    tables: dict[str, Table] = {}
    for name, place in chosen.items():
        try:
            tables[name] = _read_place(path, place, name, wanted[name])
        except InputError as error:
            faults += error.faults
    return Source(settings=settings, tables=tables, faults=(*faults, *more), notes=tuple(notes))


def _read_workbook(path: Path, wanted: Mapping[str, Sequence[str]], optional: Sequence[str], family: Family) -> Source:
    sheets = read_workbook_cells(path)
    known = aliases.tables(family.kind)
    settings_sheet = next((name for name in sheets if known.find(name) == family.kind), None)
    settings, faults = Settings(file=path.name), []
    if settings_sheet is None:
        faults.append(family.no_sheet.at(file=path.name))
    else:
        file = f"{path.name}/{settings_sheet}"
        settings = read_settings_sheet(sheets[settings_sheet], file=file, folder=path.parent, kind=family.kind)
    places = [_Place(name=name, file=f"{path.name}/{name}") for name in sheets if name != settings_sheet]
    chosen, more, notes = _choose_places(places, wanted, optional, family, where=path.name)
    tables = {
        name: read_table(name, sheets[place.name], file=place.file, required=wanted[name])
        for name, place in chosen.items()
    }
    return Source(settings=settings, tables=tables, faults=(*faults, *more), notes=tuple(notes))


def _read_geopackage(
    path: Path, wanted: Mapping[str, Sequence[str]], optional: Sequence[str], family: Family
) -> Source:
    """Read a GeoPackage by itself, whose layers say their coordinate system; its streets are named by the caller."""
    places = _find_layers(path, wanted, family)
    chosen, faults, notes = _choose_places(places, wanted, optional, family, where=path.name)
    tables = {name: _read_place(path.parent, place, name, wanted[name]) for name, place in chosen.items()}
    settings = Settings(file=path.name, coordinates="wgs84")
    return Source(settings=settings, tables=tables, faults=tuple(faults), notes=tuple(notes))


def _find_layers(path: Path, wanted: Mapping[str, Sequence[str]], family: Family) -> list[_Place]:
    known = aliases.tables(family.kind)
    layers = read_geopackage_cells(path, wanted=lambda layer: known.find(layer) in wanted)
    return [_Place(name=name, file=f"{path.name}/{name}", cells=cells) for name, cells in layers.items()]


def _read_place(folder: Path, place: _Place, name: str, required: Sequence[str]) -> Table:
    if place.cells is not None:
        return read_table(name, place.cells, file=place.file, required=required)
    path = folder / place.file
    if path.suffix.lower() in GEOJSON_SUFFIXES:
        data = read_bytes(path)
        return read_table(name, read_geojson_cells(data, file=path.name), file=path.name, required=required)
    return _read_csv(path, name, required)


def _read_csv(path: Path, name: str, required: Sequence[str]) -> Table:
    known = aliases.columns(name)
    cells = read_csv_cells(path, is_column=lambda text: known.find(text) is not None)
    return read_table(name, cells, file=path.name, required=required)


def _choose_places(
    places: Sequence[_Place],
    wanted: Mapping[str, Sequence[str]],
    optional: Sequence[str],
    family: Family,
    *,
    where: str,
) -> tuple[dict[str, _Place], list[Fault], list[Fault]]:
    known = aliases.tables(family.kind)
    chosen: dict[str, _Place] = {}
    faults: list[Fault] = []
    strangers: list[_Place] = []
    for place in places:
        name = known.find(place.name)
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
        guess = known.guess(place.name)
        meant = known.find(guess) if guess is not None else None
        if guess is not None and meant in wanted and meant not in chosen:
            guessed.add(meant)
            faults.append(MISSPELT_TABLE.at(file=place.file, values={"guess": guess}))
        else:
            notes.append(IGNORED_TABLE.at(file=place.file, values={"tables": known.show()}))
    missing = (name for name in wanted if name not in chosen and name not in guessed and name not in optional)
    return chosen, [*faults, *(_missing(name, where, family.kind) for name in missing)], notes


def _missing(name: str, where: str, kind: aliases.Kind) -> Fault:
    shown = "/".join(aliases.tables(kind).aliases[name][:2])
    return NO_TABLE.at(file=where, values={"table": shown, "columns": aliases.columns(name).show()})
