"""The data of the rounds and the ranking: ``rounds.toml``, or a file like it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from routing.errors import Fault, FaultKind, InputError
from routing.problem import Mode
from scenarios.aliases import guess_among
from scenarios.cells import CellError, quote_value, read_number, read_whole
from scenarios.clock import read_clock
from scenarios.rows import cap_faults
from scenarios.settings import MISSPELT_KEY, UNKNOWN_KEY
from scenarios.sites.choice import Model
from scenarios.toml_file import TomlFile, read_toml

BROKEN_ROUNDS = FaultKind("D313", "the file is no TOML ({why})", "correct it, or copy the one in docs/sites.md")
WRONG_VALUE = FaultKind("D314", "{value} is no value for this key", "give {wanted}")
ROUNDS_REVERSED = FaultKind("D315", "{late} is not after {early}", "swap the two times, or correct one")

LARGEST_WEIGHT = 1e9
MOST_DAYS, MOST_PLANS, MOST_ROUNDS, MOST_SPARE = 60, 50, 1_000_000, 100
LONGEST_MINUTES = 24 * 60
MOST_CARRIED = 10_000
MIDNIGHT = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class RankWeights:
    """What is dear in a siting plan; each stands in ``rounds.toml``."""

    uncovered_person: float
    walk_minute: float
    courier_hour: float
    meal_minute: float
    undelivered: float
    left_out: float
    rent_thousand: float


@dataclass(frozen=True, kw_only=True)
class RoundSettings:
    """How a sample week is drawn and planned; each figure stands in ``rounds.toml``, times in seconds."""

    days: int
    earliest: int
    latest: int
    door_seconds: int
    meal_seconds: int
    limit_seconds: int
    out_of_reach: bool
    mode: Mode
    start: int
    end: int
    capacity: int
    spare: int
    plans: int
    models: tuple[Model, ...]
    rounds: int
    weights: RankWeights


def read_round_settings(path: Path | None = None) -> RoundSettings:
    """Read the settings: those of Doorstep, and before them those of a file.

    Raises
    ------
    InputError
        Where the file cannot be read, or a key or value makes no sense; every fault at once.
    """
    if path is None:
        return _make(_usual())
    return _Reader(read_toml(path, broken=BROKEN_ROUNDS)).read()


@cache
def _usual() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files("scenarios.sites").joinpath("rounds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class _Reader:
    """Reads one file and gathers what is wrong."""

    def __init__(self, written: TomlFile) -> None:
        self.toml = written
        self.faults: list[Fault] = []

    def read(self) -> RoundSettings:
        """Put what the file says before what is usual."""
        usual = _usual()
        merged = {table: {**entries, **self._read_table(table, usual)} for table, entries in usual.items()}
        for table in self.toml.content:
            if table not in usual:
                self._blame_unknown("", table, list(usual))
        # A key that is wrong stands here with its usual value, which says nothing about the one beside it.
        wrong = {fault.key for fault in self.faults}
        settings = _make(merged)
        for early, late, keys in (
            ("earliest", "latest", ("meals.earliest", "meals.latest")),
            ("start", "end", ("couriers.start", "couriers.end")),
        ):
            if getattr(settings, late) <= getattr(settings, early) and not wrong & set(keys):
                self._blame(ROUNDS_REVERSED, keys[1], early=early, late=late)
        if self.faults:
            raise InputError(cap_faults(sorted(self.faults, key=lambda fault: fault.row or 0)))
        return settings

    def _read_table(self, table: str, usual: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Take the sound values of a table."""
        entries = self.toml.content.get(table, {})
        if not isinstance(entries, dict):
            self._blame(WRONG_VALUE, table, value=quote_value(entries), wanted=f"[{table}]")
            return {}
        sound: dict[str, Any] = {}
        for key, value in entries.items():
            if key not in usual[table]:
                self._blame_unknown(table, key, list(usual[table]))
                continue
            try:
                _read(table, key, value)
            except CellError as error:
                self._blame(error.kind, f"{table}.{key}", **error.values)
            else:
                sound[key] = value
        return sound

    def _blame_unknown(self, table: str, key: str, known: list[str]) -> None:
        path = f"{table}.{key}" if table else key
        guess = guess_among(key, known)
        if guess is None:
            self._blame(UNKNOWN_KEY, path, key=quote_value(path), keys=", ".join(known))
        else:
            self._blame(MISSPELT_KEY, path, key=quote_value(path), guess=guess)

    def _blame(self, kind: FaultKind, path: str, /, **values: object) -> None:
        table, _, key = path.partition(".")
        # A table within braces has one line for all its keys; so has a file of dotted keys for those of a table.
        row = self.toml.lines_of(table).get(key, self.toml.top_lines.get(table))
        self.faults.append(kind.at(file=self.toml.file, row=row, key=path, values=values))


def _read(table: str, key: str, value: object) -> Any:
    """Read one value as :class:`RoundSettings` holds it.

    Raises
    ------
    CellError
        Where it makes no sense.
    """
    return _number(value, LARGEST_WEIGHT) if table == "weights" else _READERS[key](value)


def _read_time(value: object) -> int:
    if not isinstance(value, str):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted='"10:45"')
    seconds = read_clock(value)
    if seconds > MIDNIGHT:
        # Rounds are those of a day's meals, unlike the shifts of a day file, which may end the next morning.
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted='"00:00" … "24:00"')
    return seconds


def _read_minutes(value: object) -> int:
    return round(60 * _number(value, LONGEST_MINUTES))


def _read_truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted="true / false")
    return value


def _read_mode(value: object) -> Mode:
    return Mode(_among(value, [str(mode) for mode in Mode]))


def _whole_from(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, dict | list):
            raise CellError(WRONG_VALUE, value=quote_value(value), wanted=f"{least}-{most}")
        return read_whole(value, least=least, greatest=most)

    return read


def _number(value: object, most: float) -> float:
    if isinstance(value, dict | list):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted=f"0-{most:g}")
    return read_number(value, least=0, greatest=most)


def _read_models(value: object) -> tuple[Model, ...]:
    known = [str(model) for model in Model]
    if not isinstance(value, list):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted=", ".join(known))
    return tuple(Model(_among(one, known)) for one in value)


def _among(value: object, known: list[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted=", ".join(known))
    return value


_READERS: Mapping[str, Callable[[object], Any]] = {
    "days": _whole_from(1, MOST_DAYS),
    "earliest": _read_time,
    "latest": _read_time,
    "door_minutes": _read_minutes,
    "meal_minutes": _read_minutes,
    "limit_minutes": _read_minutes,
    "out_of_reach": _read_truth,
    "mode": _read_mode,
    "start": _read_time,
    "end": _read_time,
    "capacity": _whole_from(1, MOST_CARRIED),
    "spare": _whole_from(0, MOST_SPARE),
    "plans": _whole_from(1, MOST_PLANS),
    "models": _read_models,
    "rounds": _whole_from(1, MOST_ROUNDS),
}
_NAMES = {"door_minutes": "door_seconds", "meal_minutes": "meal_seconds", "limit_minutes": "limit_seconds"}


def _make(tables: Mapping[str, Mapping[str, Any]]) -> RoundSettings:
    read = {table: {key: _read(table, key, value) for key, value in keys.items()} for table, keys in tables.items()}
    weights = RankWeights(**{field.name: read["weights"][field.name] for field in fields(RankWeights)})
    others = {_NAMES.get(key, key): value for table in read if table != "weights" for key, value in read[table].items()}
    return RoundSettings(weights=weights, **others)
