"""Read a scenario file: a base day and what changes in it; ``docs/scenarios.md`` describes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from routing.errors import Fault, FaultKind, InputError
from routing.limit import MOST_SOLUTIONS, Limit
from scenarios.cells import CellError, quote_value, read_id, read_number, read_text, read_whole
from scenarios.changes import Change, names, read_change
from scenarios.changes.read import MISSING_KEY, place_keys, sort_keys
from scenarios.changes.values import BAD_VALUE, MOST_RENT
from scenarios.rows import cap_faults
from scenarios.toml_file import TomlFile, read_toml

BROKEN_TOML = FaultKind(
    "C101",
    "the file is no TOML ({why})",
    'correct it, or copy a scenario that works; texts and Chinese keys stand in straight quotes: "基准" = "sample"',
)
OTHER_FORMAT = FaultKind(
    "C107", "the scenario has format {value}", "use format {known}, the only one there is, or a newer Doorstep"
)
NOT_A_LIST = FaultKind(
    "C108", "the changes are no list of tables", "write [[change]], with two brackets, above each one"
)
BAD_NAME = FaultKind(
    "C110",
    "{value} cannot be the name of a folder",
    "use letters, digits, spaces, brackets, commas, “-”, “_”, “.”, “%” and “+”, at most {most} characters",
)

FORMAT = 1
"""The format of scenario files this version reads."""
SAMPLE = "sample"
"""The base that names the built-in day."""
DEFAULT_SOLUTIONS = 100_000
"""Rounds of the search where a scenario gives no limit: the same on every machine."""
LONGEST_NAME = 60
MOST_SECONDS = 1e6
LARGEST_SEED = 2**31 - 1

_NAME = re.compile(r"[\w(（][\w .,%+\-()（）、，]*")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[. ]")


@dataclass(frozen=True, kw_only=True)
class ScenarioFile:
    """What a scenario file says.

    Parameters
    ----------
    path
        The file.
    name
        Of the scenario, and of the folder of its result; else the name of the file.
    base
        The folder or workbook of the day; None: the built-in sample.
    streets, straight_line
        Where travel comes from, where that is not what the day says.
    budget, rents
        What all open sites may cost together, and what each does; both in one unit of money and time.
    tables
        The changes as they are written, dates as texts.
    lines
        Where the keys above the changes stand, by their English names; "rents.S1" for those of the table.
    """

    path: Path
    name: str
    base: Path | None
    seed: int = 0
    limit: Limit
    streets: Path | None = None
    straight_line: bool = False
    budget: float | None = None
    rents: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    tables: tuple[Mapping[str, Any], ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, kind: FaultKind, *, key: str = "", values: Mapping[str, object] | None = None) -> Fault:
        """Say a fault at one of the keys above the changes."""
        return kind.at(file=self.path.name, row=self.lines.get(key), key=key, values=values)


def read_scenario(path: Path) -> ScenarioFile:
    """Read a scenario file.

    Raises
    ------
    InputError
        With every fault found, each with its line.
    """
    return _Reader(path, read_toml(path, broken=BROKEN_TOML)).read()


class _Reader:
    """Reads the content of one file and gathers what is wrong."""

    def __init__(self, path: Path, written: TomlFile) -> None:
        self.path, self.file, self.toml = path, written.file, written
        self.lines = written.top_lines
        place = place_keys(file=self.file, line=1, lines=self.lines)
        self.found, self.faults = sort_keys(written.content, names.scenario_keys(), place)

    def read(self) -> ScenarioFile:
        for key in ("format", "base"):
            if key not in self.found:
                self.faults.append(MISSING_KEY.at(file=self.file, values={"key": key}))
        self._take("format", _check_format, None)
        name = self._take("name", _read_name, self.path.stem)
        base = self._take("base", self._read_path, None)
        streets = self._take("streets", self._read_path, None)
        straight_line = self._take("straight_line", _read_truth, False)  # noqa: FBT003
        seed = self._take("seed", lambda value: read_whole(value, least=0, greatest=LARGEST_SEED), 0)
        seconds = self._take("seconds", lambda value: read_number(value, least=0.1, greatest=MOST_SECONDS), None)
        solutions = self._take("solutions", lambda value: read_whole(value, least=1, greatest=MOST_SOLUTIONS), None)
        budget = self._take("budget", lambda value: read_number(value, least=0, greatest=MOST_RENT), None)
        if seconds is None and solutions is None:
            solutions = DEFAULT_SOLUTIONS
        if "name" not in self.found:
            try:
                name = _read_name(name)
            except CellError as fault:
                self.faults.append(fault.kind.at(file=self.file, values=fault.values))
        rents = self._read_rents()
        changes, tables = self._read_changes()
        if self.faults:
            raise InputError(cap_faults(self.faults))
        return ScenarioFile(
            path=self.path,
            name=name,
            base=base,
            seed=seed,
            limit=Limit(seconds=seconds, solutions=solutions),
            streets=streets,
            straight_line=straight_line,
            budget=budget,
            rents=rents,
            changes=changes,
            tables=tables,
            lines={key: self.lines.get(written, 1) for key, (written, _) in self.found.items()} | self._rent_lines(),
        )

    def _take(self, key: str, read: Any, usual: Any) -> Any:
        if key not in self.found:
            return usual
        written, value = self.found[key]
        try:
            return read(_one_value(value, key) if key != "straight_line" else value)
        except CellError as fault:
            row = self.lines.get(written)
            self.faults.append(fault.kind.at(file=self.file, row=row, key=written, values=fault.values))
            return usual

    def _read_path(self, value: object) -> Path | None:
        text = value.strip() if isinstance(value, str) else ""
        if not text or "\x00" in text:
            raise CellError(BAD_VALUE, value=quote_value(value), example='base = "../days/monday"')
        return None if text == SAMPLE else self.path.parent / text

    def _read_rents(self) -> dict[str, float]:
        if "rents" not in self.found:
            return {}
        written, table = self.found["rents"]
        if not isinstance(table, dict):
            self._blame(BAD_VALUE, written, {"value": quote_value(table), "example": "[rents] S1 = 12000"})
            return {}
        rents: dict[str, float] = {}
        lines = self.toml.lines_of(written)
        for site, rent in table.items():
            try:
                rents[read_id(site)] = read_number(_one_value(rent, site), least=0, greatest=MOST_RENT)
            except CellError as fault:
                row = lines.get(site, self.lines.get(written))
                self.faults.append(fault.kind.at(file=self.file, row=row, key=str(site), values=fault.values))
        return rents

    def _rent_lines(self) -> dict[str, int]:
        written = self.found["rents"][0] if "rents" in self.found else ""
        return {f"rents.{site}": line for site, line in self.toml.lines_of(written).items()}

    def _blame(self, kind: FaultKind, written: str, values: Mapping[str, object]) -> None:
        self.faults.append(kind.at(file=self.file, row=self.lines.get(written), key=written, values=values))

    def _read_changes(self) -> tuple[tuple[Change, ...], tuple[Mapping[str, Any], ...]]:
        if "change" not in self.found:
            return (), ()
        written, content = self.found["change"]
        if not isinstance(content, list) or not all(isinstance(table, dict) for table in content):
            self._blame(NOT_A_LIST, written, {})
            return (), ()
        places = [table for table in self.toml.tables if table.name == written]
        changes = []
        for number, table in enumerate(content):
            # A list in brackets of its own has one line for all.
            place = places[number] if len(places) == len(content) else None
            line = place.line if place else self.lines.get(written, 1)
            try:
                changes.append(read_change(table, file=self.file, line=line, lines=place.keys if place else {}))
            except InputError as error:
                self.faults += error.faults
        return tuple(changes), tuple({key: _as_text(value) for key, value in table.items()} for table in content)


def _one_value(value: object, key: str) -> object:
    """Refuse lists, tables and truth values, which no reader of a cell expects."""
    if isinstance(value, dict | list | bool):
        raise CellError(BAD_VALUE, value=quote_value(value), example=f"{key} = …")
    return value


def _check_format(value: object) -> None:
    if read_whole(value, least=0, greatest=10**6) != FORMAT:
        raise CellError(OTHER_FORMAT, value=quote_value(value), known=FORMAT)


def _read_truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise CellError(BAD_VALUE, value=quote_value(value), example="straight_line = true")
    return value


def _read_name(value: object) -> str:
    """Read a name that may be a folder's on any system."""
    text = read_text(value) if not isinstance(value, dt.date | dt.time) else ""
    if len(text) > LONGEST_NAME or not _NAME.fullmatch(text) or _RESERVED.fullmatch(text):
        raise CellError(BAD_NAME, value=quote_value(value), most=LONGEST_NAME)
    return text


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(piece) for piece in value]
    if isinstance(value, dict):
        return {key: _as_text(piece) for key, piece in value.items()}
    return value if isinstance(value, str | int | float | bool) else str(value)
