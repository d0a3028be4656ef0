"""One model per table: what a row holds and how each cell is read."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, ValidationInfo

from routing.errors import Fault, FaultKind
from routing.problem import Mode, Pairing, Role, TimeWindow
from scenarios.aliases import fold_name, read_word, words
from scenarios.cells import (
    NOT_A_NUMBER,
    OUT_OF_BOUNDS,
    CellError,
    fold_width,
    read_id,
    read_number,
    read_text,
    read_whole,
)
from scenarios.clock import check_window, read_clock, read_windows
from scenarios.tables import Row, Table

EMPTY_CELL = FaultKind("D130", "the cell is empty", "fill it in")
NOT_DEGREES = FaultKind(
    "D129", "{value} is no number of degrees", "write decimal degrees such as 39.98014, without minutes and seconds"
)
WINDOW_TWICE = FaultKind(
    "D148", "the row has a window and also an earliest or latest time", "keep one way of saying when"
)
MORE_OF_THE_SAME = FaultKind(
    "D119", "fault {kind} is here {count} times more", "mend all of them, perhaps the whole column"
)

MOST_OF_A_KIND = 20
"""Faults of one kind listed per column of a table; the rest are counted."""

LONGEST_VISIT = 24 * 60
"""Minutes."""
MOST_UNITS = 10_000
GREATEST_AGE = 130
"""Years."""
MOST_AT_A_VISIT = 10
"""Workers of one row of visits."""
LONGEST_GAP = 48 * 60
"""Minutes between two starts: a day file holds no later time."""

_PLACE_IN_LIST = re.compile(r"\[\d+\]")
_BETWEEN_SKILLS = re.compile(r"[;,、/|\n]+")


def _day_of(info: ValidationInfo) -> dt.date | None:
    context: Mapping[str, Any] = info.context or {}
    return context.get("day")


def _read_skills(value: object) -> frozenset[str]:
    pieces = (piece.strip() for piece in _BETWEEN_SKILLS.split(fold_width(read_text(value))))
    none = words("none")
    return frozenset(read_id(piece) for piece in pieces if fold_name(piece) and none.find(piece) is None)


def _read_clock_of(value: object, info: ValidationInfo) -> int:
    return read_clock(value, day=_day_of(info))


def _read_windows_of(value: object, info: ValidationInfo) -> tuple[TimeWindow, ...]:
    return read_windows(value, day=_day_of(info))


def _read_seconds(value: object) -> int:
    return round(60 * read_number(value, least=0, greatest=LONGEST_VISIT))


def _read_gap_seconds(value: object) -> int:
    return round(60 * read_number(value, least=-LONGEST_GAP, greatest=LONGEST_GAP))


def read_label(value: object) -> str | None:
    """Read the label of visits that start at one time; a dash, "none" or "无" is none."""
    text = read_id(value)
    return text if fold_name(text) and words("none").find(text) is None else None


def read_degrees(value: object) -> float:
    """Read a latitude or a longitude."""
    try:
        return read_number(value, least=-180, greatest=180)
    except CellError as error:
        if error.kind is NOT_A_NUMBER:
            raise CellError(NOT_DEGREES, **error.values) from None
        raise


def read_latitude(value: object) -> float:
    """Read a latitude; one past 90 is kept as far as it may be a longitude given by mistake."""
    try:
        return read_degrees(value)
    except CellError as error:
        if error.kind is OUT_OF_BOUNDS:
            raise CellError(OUT_OF_BOUNDS, **{**error.values, "least": -90, "greatest": 90}) from None
        raise


Id = Annotated[str, BeforeValidator(read_id)]
Label = Annotated[str | None, BeforeValidator(read_label)]
Text = Annotated[str, BeforeValidator(read_text)]
# Degrees past their bounds are kept: the check of places can say whether lat and lon were swapped.
Latitude = Annotated[float, BeforeValidator(read_latitude)]
Longitude = Annotated[float, BeforeValidator(read_degrees)]
Minutes = Annotated[int, BeforeValidator(_read_seconds)]
GapMinutes = Annotated[int, BeforeValidator(_read_gap_seconds)]
Clock = Annotated[int, BeforeValidator(_read_clock_of)]
Windows = Annotated[tuple[TimeWindow, ...], BeforeValidator(_read_windows_of)]
Skills = Annotated[frozenset[str], BeforeValidator(_read_skills)]
Units = Annotated[int, BeforeValidator(lambda value: read_whole(value, least=0, greatest=MOST_UNITS))]
Age = Annotated[int, BeforeValidator(lambda value: read_whole(value, least=0, greatest=GREATEST_AGE))]
Count = Annotated[int, BeforeValidator(lambda value: read_whole(value, least=1, greatest=MOST_AT_A_VISIT))]
Priority = Annotated[int, BeforeValidator(lambda value: int(read_word(value, "priority")))]
YesNo = Annotated[bool, BeforeValidator(lambda value: read_word(value, "yes_no") == "yes")]
RoleWord = Annotated[Role, BeforeValidator(lambda value: Role(read_word(value, "role")))]
ModeWord = Annotated[Mode, BeforeValidator(lambda value: Mode(read_word(value, "mode")))]
PairingWord = Annotated[Pairing, BeforeValidator(lambda value: Pairing(read_word(value, "pairing")))]


class RowModel(BaseModel):
    """A row of any table."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DepotRow(RowModel):
    """A station, kitchen or meal point."""

    depot: Id
    name: Text = ""
    lat: Latitude
    lon: Longitude
    area: Text = ""


class ClientRow(RowModel):
    """A person who is visited."""

    client: Id
    name: Text = ""
    lat: Latitude
    lon: Longitude
    area: Text = ""
    address: Text = ""
    door_minutes: Minutes = 0
    age: Age | None = None
    notes: Text = ""


class TaskRow(RowModel):
    """What a service and a visit have in common; a visit's cell goes before its service's."""

    minutes: Minutes | None = None
    windows: Windows | None = None
    earliest: Clock | None = None
    latest: Clock | None = None
    role: RoleWord | None = None
    skills: Skills | None = None
    demand: Units | None = None
    priority: Priority | None = None
    mandatory: YesNo | None = None
    workers: Count | None = None


class ServiceRow(TaskRow):
    """A kind of visit, with what its visits have in common."""

    service: Id
    name: Text = ""


class VisitRow(TaskRow):
    """Something to be done at one door."""

    visit: Id
    client: Id
    service: Id
    together: Label = None
    due: Clock | None = None


class GapRow(RowModel):
    """Times to be kept between the starts of two visits."""

    first: Id
    second: Id
    least: GapMinutes
    greatest: GapMinutes | None = None
    worker: PairingWord = Pairing.ANY


class WorkerRow(RowModel):
    """A caregiver or courier on duty."""

    worker: Id
    name: Text = ""
    role: RoleWord
    skills: Skills = frozenset()
    mode: ModeWord
    shift_start: Clock
    shift_end: Clock
    capacity: Units = 0
    start: Id
    end: Id | None = None
    team: Text = ""


M = TypeVar("M", bound=RowModel)
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Rows(Generic[M]):
    """A table's rows that make sense, each with its number; and what can be read of the others.

    Parameters
    ----------
    broken
        Rows with a faulty cell, each with its number; they have no attribute for a faulty cell that must be filled.
    bad_cells
        The columns of the faulty cells, by number of the row.
    """

    table: Table
    id_column: str
    sound: tuple[tuple[int, M], ...]
    faults: tuple[Fault, ...]
    broken: tuple[tuple[int, M], ...] = ()
    bad_cells: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """First row of each id, read from sound and faulty rows alike, so that one fault causes no others."""
        ids: dict[str, int] = {}
        for row, name in self.read_column(self.id_column, read_id):
            ids.setdefault(name, row)
        return ids

    def with_cells(self, *columns: str) -> Iterator[tuple[int, M]]:
        """Give every row whose cells of these columns make sense, so that a fault in another cell hides no further one.

        Of a row that is not sound only these cells and those that may be empty can be asked for.
        """
        wanted = set(columns)
        readable = [(number, row) for number, row in self.broken if not wanted & self.bad_cells[number]]
        yield from sorted([*self.sound, *readable], key=lambda item: item[0]) if readable else self.sound

    def read_column(self, column: str, read: Callable[[object], T]) -> Iterator[tuple[int, T]]:
        """Read one column of every row, sound or not, and give the cells that make sense with their row numbers."""
        for row in self.table.rows:
            try:
                yield row.number, read(row.values[column])
            except (KeyError, CellError):
                continue


def read_rows(model: type[M], table: Table, *, id_column: str, day: dt.date | None) -> Rows[M]:
    """Read every row of a table by its model; ``day`` is what times with a date are held against."""
    sound: list[tuple[int, M]] = []
    broken: list[tuple[int, M]] = []
    bad_cells: dict[int, frozenset[str]] = {}
    context = {"day": day}

    def read_each() -> Iterator[Fault]:
        for row in table.rows:
            try:
                sound.append((row.number, model.model_validate(row.values, context=context)))
            except ValidationError as error:
                bad_cells[row.number] = frozenset(str(detail["loc"][0]) for detail in error.errors(include_url=False))
                broken.append((row.number, _read_rest(model, row, bad_cells[row.number], context)))
                yield from _say_row_faults(error, table, row)

    # A table wrong in every cell has a million faults: they are counted as they come, never all kept.
    faults = tuple(cap_faults(read_each()))
    return Rows(
        table=table,
        id_column=id_column,
        sound=tuple(sound),
        faults=faults,
        broken=tuple(broken),
        bad_cells=bad_cells,
    )


def required_columns(model: type[RowModel]) -> tuple[str, ...]:
    """Name the columns a table cannot do without."""
    return tuple(name for name, field in model.model_fields.items() if field.is_required())


def choose_windows(task: TaskRow) -> tuple[TimeWindow, ...] | None:
    """Take a row's windows, or the one from ``earliest`` to ``latest``; None where the row says neither.

    Raises
    ------
    CellError
        Where it says both, or half of the second.
    """
    both = (task.earliest, task.latest)
    if both == (None, None):
        return task.windows
    if task.windows is not None:
        raise CellError(WINDOW_TWICE)
    if task.earliest is None or task.latest is None:
        raise CellError(EMPTY_CELL)
    return (check_window(task.earliest, task.latest),)


def cap_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Keep the first :data:`MOST_OF_A_KIND` faults of each kind in each column or key, in the order of files and rows.

    How many more there are is said at the end. Keys that differ by a place in a list alone, such as
    ``routes[3].worker`` of a plan.json, are one.
    """
    kept: list[Fault] = []
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for fault in faults:
        place = (fault.file, fault.column, _PLACE_IN_LIST.sub("[]", fault.key), fault.code)
        seen[place] += 1
        if seen[place] <= MOST_OF_A_KIND or fault.code == MORE_OF_THE_SAME.code:
            kept.append(fault)
    files = {file: place for place, file in enumerate(dict.fromkeys(fault.file for fault in kept))}
    kept.sort(key=lambda fault: (fault.code == MORE_OF_THE_SAME.code, files[fault.file], fault.row or 0))
    for (file, column, key, code), count in seen.items():
        if count > MOST_OF_A_KIND and code != MORE_OF_THE_SAME.code:
            values = {"count": count - MOST_OF_A_KIND, "kind": code}
            kept.append(MORE_OF_THE_SAME.at(file=file, column=column, key=key, values=values))
    return kept


def _read_rest(model: type[M], row: Row, bad: frozenset[str], context: Mapping[str, object]) -> M:
    cells = {column: value for column, value in row.values.items() if column not in bad}
    readers = _cell_readers(model)
    read = {column: readers[column].validate_python(value, context=context) for column, value in cells.items()}
    return model.model_construct(**read)


@cache
def _cell_readers(model: type[RowModel]) -> Mapping[str, TypeAdapter[Any]]:
    readers: dict[str, TypeAdapter[Any]] = {}
    for name, info in model.model_fields.items():
        kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        readers[name] = TypeAdapter(kind)
    return readers


def _say_row_faults(error: ValidationError, table: Table, row: Row) -> Iterator[Fault]:
    details = {str(detail["loc"][0]): detail for detail in error.errors(include_url=False)}
    for column, detail in sorted(details.items(), key=lambda item: _place_of(item[0], table)):
        if detail["type"] == "missing":
            # A column that is missing as a whole is told once, with the header.
            if column in table.headers:
                yield table.at(EMPTY_CELL, row=row.number, column=column)
            continue
        cause = detail.get("ctx", {}).get("error")
        if not isinstance(cause, CellError):
            raise TypeError(f"{table.name}.{column}: {detail['type']} is no cell fault") from error
        yield table.at(cause.kind, row=row.number, column=column, values=cause.values)


def _place_of(column: str, table: Table) -> int:
    columns = list(table.headers)
    return columns.index(column) if column in columns else len(columns)
