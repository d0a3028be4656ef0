"""The settings of a day or a district: day.toml, district.toml, or a sheet of a workbook."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from maps.coordinates import System
from routing.errors import Fault, FaultKind, InputError
from routing.objective import LARGEST_WEIGHT, Weights
from scenarios import aliases
from scenarios.cells import CellError, fold_width, quote_value, read_text, read_whole, trim_cell
from scenarios.encodings import decode_text, read_bytes

BROKEN_TOML = FaultKind(
    "D151",
    "the file is no TOML ({why})",
    'correct it, or copy one that works; texts and Chinese keys stand in straight quotes: "坐标系" = "高德"',
)
UNKNOWN_KEY = FaultKind("D152", "the key {key} is unknown", "use one of: {keys}")
MISSPELT_KEY = FaultKind("D153", "the key {key} is unknown", "write “{guess}”")
MISSING_KEY = FaultKind("D154", "the key {key} is missing", "add it: {example}")
KEY_TWICE = FaultKind("D155", "the key {key} is given twice", "keep it once")
BAD_KEY = FaultKind("D156", "{value} is no value for this key", "give {example}")
OTHER_FORMAT = FaultKind(
    "D157", "the file has format {value}", "use format {known}, the only one there is, or a newer Doorstep"
)
NO_STREET_FILE = FaultKind(
    "D158",
    "the street file {value} is not there",
    "correct the path, which counts from the day's folder, or give --streets FILE or --straight-line",
)
BOTH_TRAVELS = FaultKind(
    "D159", "both {streets} and {straight_line} are given", "keep one: where travel comes from must be sure"
)
UNQUOTED_KEY = FaultKind("D160", "the key {key} is not in quotes", "put a Chinese key in straight quotes: {example}")

_LINE_OF_FAULT = re.compile(r"\(at line (\d+)")
"""Where Python's reader of TOML says the line it stopped at."""

FORMAT = 1
"""The format of day folders and workbooks this version reads."""


_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
_BARE_KEY = re.compile(r"\s*(\[*)\s*([^\s\"'#=＝\[\]][^\"'=＝\]\n]*?)\s*[=＝\]]")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXAMPLES: Mapping[str, str] = {
    "format": "format = 1",
    "name": 'name = "望京街道"',
    "date": "date = 2026-11-23",
    "coordinates": 'coordinates = "wgs84" (GPS, 天地图), "gcj02" (高德, 腾讯), "bd09" (百度)',
    "streets": 'streets = "streets.osm.pbf"',
    "straight_line": "straight_line = true (是), false (否)",
    "weights": "[weights] travel_second = 1, worker = 600, unassigned = [36000, 18000, 7200]",
    "travel_second": "travel_second = 1",
    "worker": "worker = 600",
    "unassigned": "unassigned = [36000, 18000, 7200]",
    "mandatory": "mandatory = 1000000",
    "late_second": "late_second = 2",
    "late_largest_second": "late_largest_second = 10",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What day.toml says, or of it what a district has.

    ``coordinates`` is None only beside a fault; ``missing_streets`` as in a ``Day``.
    """

    name: str = ""
    date: dt.date | None = None
    coordinates: System | None = None
    streets: Path | None = None
    missing_streets: Fault | None = None
    straight_line: bool = False
    weights: Weights = field(default_factory=Weights)
    file: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key as it was written, its value, the row where it stands in a sheet, and the table where it is in one."""

    key: str
    value: object
    row: int | None = None
    table: str = ""

    @property
    def path(self) -> str:
        """Name the key with its table: weights.worker."""
        return f"{self.table}.{self.key}" if self.table else self.key


def read_settings(path: Path, *, kind: aliases.Kind = "day") -> Settings:
    """Read day.toml or district.toml; what is wrong is in ``faults``.

    Raises
    ------
    InputError
        Where the file cannot be read at all.
    """
    text = decode_text(read_bytes(path), file=path.name)
    content = parse_toml(text, file=path.name, broken=BROKEN_TOML)
    entries = [Entry(key=key, value=value) for key, value in content.items()]
    required = ("format", "coordinates")
    return make_settings(entries, file=path.name, folder=path.parent, required=required, kind=kind)


def read_settings_sheet(
    cells: Sequence[Sequence[object]], *, file: str, folder: Path, kind: aliases.Kind = "day"
) -> Settings:
    """Read a sheet of keys in the first column and values in the second; other columns are remarks."""
    entries = []
    for number, row in enumerate(cells, start=1):
        trimmed = [trim_cell(value) for value in row[:2]]
        if trimmed and trimmed[0] is not None:
            value = trimmed[1] if len(trimmed) > 1 else None
            entries.append(Entry(key=str(trimmed[0]), value=value, row=number))
    known, weights = aliases.settings(kind), aliases.weights()
    if "weights" not in known.aliases:
        weights = aliases.Vocabulary({})
    flat = [entry for entry in entries if known.find(entry.key) is None and weights.find(entry.key) is not None]
    filled = [entry for entry in entries if entry.value is not None and entry not in flat]
    of_weights = [entry for entry in flat if entry.value is not None]
    required = ("coordinates",)
    return make_settings(filled, weights=of_weights, file=file, folder=folder, required=required, kind=kind)


def make_settings(
    entries: Iterable[Entry],
    *,
    weights: Sequence[Entry] = (),
    file: str,
    folder: Path,
    required: Sequence[str],
    kind: aliases.Kind = "day",
) -> Settings:
    """Make settings of keys and values; ``weights`` are those outside a table of their own, paths count from folder."""
    found, faults = _sort_entries(entries, aliases.settings(kind), file)
    for key in required:
        if key not in found:
            faults.append(MISSING_KEY.at(file=file, values={"key": key, "example": _EXAMPLES[key]}))
    settings = Settings(file=file)
    for key, entry in found.items():
        try:
            if key == "weights":
                weights = [*_open_table(entry), *weights]
            else:
                settings = _take(settings, key, entry.value, folder)
        except CellError as fault:
            faults.append(_at_key(fault, entry, file))
    settings = replace(settings, weights=_read_weights(weights, file, faults))
    if settings.streets is not None and settings.straight_line:
        entry, streets = found["straight_line"], found["streets"].key
        values = {"streets": streets, "straight_line": entry.key}
        faults.append(BOTH_TRAVELS.at(file=file, row=entry.row, key=entry.key, values=values))
    return replace(settings, missing_streets=_miss_streets(settings, found, file), faults=tuple(faults))


def parse_toml(text: str, *, file: str, broken: FaultKind) -> dict[str, Any]:
    """Parse a TOML text that may have Chinese keys.

    Raises
    ------
    InputError
        With the keys that are not in quotes, or else as :func:`say_broken`.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError.
        raise InputError([*_find_bare_keys(text, file)] or say_broken(broken, error, file)) from None


def say_broken(kind: FaultKind, error: Exception, file: str) -> Fault:
    """Say that a text is no TOML, with the line at which Python's reader stopped; the kind has a ``why``."""
    line = _LINE_OF_FAULT.search(str(error))
    return kind.at(file=file, row=int(line[1]) if line else None, values={"why": str(error)})


def _find_bare_keys(text: str, file: str) -> Iterator[Fault]:
    """Find keys in Chinese without quotes, which TOML does not take."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _BARE_KEY.match(line)
        if found is not None and not found[2].isascii():
            key = found[2].strip("“”‘’「」＂")
            example = f'["{key}"]' if found[1] else f'"{key}" = …'
            yield UNQUOTED_KEY.at(file=file, row=number, values={"key": quote_value(key), "example": example})


def _open_table(entry: Entry) -> list[Entry]:
    if not isinstance(entry.value, dict):
        raise _bad("weights", entry.value)
    return [Entry(key=key, value=value, row=entry.row, table=entry.key) for key, value in entry.value.items()]


def _at_key(error: CellError, entry: Entry, file: str) -> Fault:
    return error.kind.at(file=file, row=entry.row, key=entry.path, values=error.values)


def _miss_streets(settings: Settings, found: Mapping[str, Entry], file: str) -> Fault | None:
    if settings.streets is None:
        return None
    try:
        there = settings.streets.is_file()
    except (OSError, ValueError):
        there = False
    if there:
        return None
    entry = found["streets"]
    return NO_STREET_FILE.at(file=file, row=entry.row, key=entry.key, values={"value": quote_value(entry.value)})


def _sort_entries(
    entries: Iterable[Entry], known: aliases.Vocabulary, file: str
) -> tuple[dict[str, Entry], list[Fault]]:
    found: dict[str, Entry] = {}
    faults: list[Fault] = []
    for entry in entries:
        key = known.find(entry.key)
        if key is None:
            faults.append(_unknown_key(entry, known, file))
        elif key in found:
            faults.append(KEY_TWICE.at(file=file, row=entry.row, key=entry.path, values={"key": entry.key}))
        else:
            found[key] = entry
    return found, faults


def _unknown_key(entry: Entry, known: aliases.Vocabulary, file: str) -> Fault:
    values: dict[str, object] = {"key": quote_value(entry.path)}
    guess = known.guess(entry.key)
    kind = UNKNOWN_KEY if guess is None else MISSPELT_KEY
    values |= {"keys": known.show()} if guess is None else {"guess": guess}
    return kind.at(file=file, row=entry.row, values=values)


def _take(settings: Settings, key: str, value: object, folder: Path) -> Settings:
    match key:
        case "format":
            _check_format(value)
        case "name":
            settings = replace(settings, name=_read_name(value))
        case "date":
            settings = replace(settings, date=_read_date(value))
        case "coordinates":
            settings = replace(settings, coordinates=_read_system(value))
        case "streets":
            settings = replace(settings, streets=folder / _read_path(value))
        case "straight_line":
            settings = replace(settings, straight_line=_read_yes_no(value))
    return settings


def _check_format(value: object) -> None:
    if isinstance(value, dict | list) or read_whole(value, least=0, greatest=10**6) != FORMAT:
        raise CellError(OTHER_FORMAT, value=quote_value(value), known=FORMAT)


def _bad(key: str, value: object) -> CellError:
    return CellError(BAD_KEY, value=quote_value(value), example=_EXAMPLES[key])


def _read_name(value: object) -> str:
    if isinstance(value, dict | list):
        raise _bad("name", value)
    return read_text(value)


def _read_system(value: object) -> System:
    if isinstance(value, str):
        match aliases.words("coordinates").find(value):
            case "wgs84":
                return "wgs84"
            case "gcj02":
                return "gcj02"
            case "bd09":
                return "bd09"
    raise _bad("coordinates", value)


def _read_yes_no(value: object) -> bool:
    if isinstance(value, dict | list):
        raise _bad("straight_line", value)
    word = aliases.words("yes_no").find(str(value))
    if word is None:
        raise _bad("straight_line", value)
    return word == "yes"


def _read_date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        return _EXCEL_EPOCH + dt.timedelta(days=int(value))
    found = _DATE.match(fold_width(value)) if isinstance(value, str) else None
    if found is None:
        raise _bad("date", value)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _bad("date", value) from None


def _read_path(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _bad("streets", value)
    return value.strip()


def _read_weights(entries: Iterable[Entry], file: str, faults: list[Fault]) -> Weights:
    """Read the weights; what is wrong is added to ``faults``."""
    found, more = _sort_entries(entries, aliases.weights(), file)
    faults += more
    weights = Weights()
    for key, entry in found.items():
        try:
            match key:
                case "travel_second":
                    weights = replace(weights, travel_second=_read_weight(key, entry.value))
                case "worker":
                    weights = replace(weights, worker=_read_weight(key, entry.value))
                case "mandatory":
                    weights = replace(weights, mandatory=_read_weight(key, entry.value))
                case "late_second":
                    weights = replace(weights, late_second=_read_weight(key, entry.value))
                case "late_largest_second":
                    weights = replace(weights, late_largest_second=_read_weight(key, entry.value))
                case "unassigned":
                    weights = replace(weights, unassigned=_read_three_weights(key, entry.value))
        except CellError as fault:
            faults.append(_at_key(fault, entry, file))
    return weights


def _read_weight(key: str, value: object) -> int:
    if isinstance(value, dict | list):
        raise _bad(key, value)
    return read_whole(value, least=0, greatest=LARGEST_WEIGHT)


def _read_three_weights(key: str, value: object) -> tuple[int, int, int]:
    pieces: Iterator[object] = iter(value) if isinstance(value, list) else iter(re.split(r"[,;\s、，；]+", str(value)))
    numbers = [_read_weight(key, piece) for piece in pieces if piece != ""]
    if len(numbers) != 3:
        raise _bad(key, value)
    return numbers[0], numbers[1], numbers[2]
