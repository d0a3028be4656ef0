"""How far service and travel times stray from the plan: read from ``spreads.toml`` and a user's own file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from routing.errors import Fault, FaultKind, InputError
from routing.measures import MEAL_LIMIT
from routing.problem import Mode, Problem
from scenarios.cells import CellError, quote_value, read_number
from scenarios.encodings import decode_text, read_bytes
from scenarios.rows import cap_faults
from scenarios.settings import say_broken

BROKEN_TOML = FaultKind(
    "U101", "the file is no TOML ({why})", "correct it, or begin from scenarios/uncertainty/spreads.toml"
)
UNKNOWN_KEY = FaultKind("U102", "the key {key} is unknown", "use one of: {keys}")
MISSPELT_KEY = FaultKind("U103", "the key {key} is unknown", "write “{guess}”")
NO_TABLE = FaultKind("U104", "{value} stands where a table of keys is wanted", "write {example}")
OTHER_FORMAT = FaultKind(
    "U105", "the spreads have format {value}", "use format {known}, the only one there is, or a newer Doorstep"
)
UNUSED_SERVICE = FaultKind(
    "U106", "the day has no service {name}", "correct the name if the day was meant; nothing else depends on it"
)
LEVELS_CROSSED = FaultKind("U107", "doubtful ({doubtful}) is above sure ({sure})", "let doubtful be no more than sure")

FORMAT = 1

LARGEST_CV = 3.0
LONGEST_MINUTES = 24 * 60.0

BOUNDS: Mapping[str, Mapping[str, float]] = {
    "service": {"cv": LARGEST_CV, "nobody_opens": 1.0, "extra_minutes": LONGEST_MINUTES},
    "travel": {"cv": LARGEST_CV, "day_cv": LARGEST_CV},
    "day": {"shared": 1.0},
    "meals": {"limit_minutes": LONGEST_MINUTES},
    "links": {"slack_minutes": LONGEST_MINUTES},
    "levels": {"sure": 1.0, "doubtful": 1.0},
}
"""Keys by the table they stand in, with the greatest value of each; the least is 0."""

GROUPS: Mapping[str, str] = {"service_by_name": "service", "travel": "travel"}
"""Tables that hold a table for each name, and the keys those have."""


@dataclass(frozen=True, kw_only=True)
class ServiceSpread:
    """Time at the door: lognormal with this coefficient of variation, and a chance of so many minutes more."""

    cv: float = 0.0
    nobody_opens: float = 0.0
    extra_minutes: float = 0.0


@dataclass(frozen=True, kw_only=True)
class TravelSpread:
    """Time on the way by one mode: of each leg on its own, and of all legs of the day together."""

    cv: float = 0.0
    day_cv: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Spreads:
    """How far a day strays from its plan. Made without arguments: not at all.

    Parameters
    ----------
    service
        Of services that ``by_service`` does not name.
    by_service
        By the name of the service.
    travel
        By mode; a mode that is not there takes the planned times.
    day_shared
        Part of the variance of the day's effect that all modes have in common, 0 to 1.
    meal_limit, slack
        Seconds: promised from the meal point to the door, and by how much a link is loosened to see what it saves.
    sure, doubtful
        Chances of a start on time from which a page sets no mark, and a light one.
    """

    service: ServiceSpread = ServiceSpread()
    by_service: Mapping[str, ServiceSpread] = field(default_factory=dict)
    travel: Mapping[Mode, TravelSpread] = field(default_factory=dict)
    day_shared: float = 0.0
    meal_limit: int = MEAL_LIMIT
    slack: int = 300
    sure: float = 0.95
    doubtful: float = 0.8

    def of_service(self, name: str) -> ServiceSpread:
        """Find the spread of a service."""
        return self.by_service.get(name, self.service)


def read_spreads(path: Path | None = None) -> Spreads:
    """Read the spreads that ship with the package, and over them a file of the user's own.

    The user's file needs only what differs. What it says of every service (``service``) also goes before what the
    shipped file says of one by name; what it says of one by name goes before all.

    Raises
    ------
    InputError
        Where the file cannot be read or something in it is wrong, every fault with its key.
    """
    layers = [_read_shipped()]
    if path is not None:
        layers.append(_read_checked(path))
    by_name: dict[str, dict[str, float]] = {}
    every: dict[str, float] = {}
    names = [name for layer in layers for name in layer.get("service_by_name", {})]
    for layer in layers:
        every |= layer.get("service", {})
        for name in names:
            said = layer.get("service_by_name", {}).get(name, {})
            by_name[name] = by_name.get(name, {}) | layer.get("service", {}) | said
    travel = {
        mode: TravelSpread(**{key: value for layer in layers for key, value in _of_mode(layer, mode).items()})
        for mode in Mode
    }
    figures = {table: {k: v for layer in layers for k, v in layer.get(table, {}).items()} for table in BOUNDS}
    levels = figures["levels"]
    return Spreads(
        service=ServiceSpread(**every),
        by_service={name: ServiceSpread(**said) for name, said in by_name.items()},
        travel=travel,
        day_shared=figures["day"]["shared"],
        meal_limit=round(60 * figures["meals"]["limit_minutes"]),
        slack=round(60 * figures["links"]["slack_minutes"]),
        sure=levels["sure"],
        doubtful=levels["doubtful"],
    )


def note_unused(path: Path, problem: Problem) -> list[Fault]:
    """Say of every service a good file names whether the day has it: a name may be misspelt."""
    there = {visit.service for visit in problem.visits}
    named = _read_checked(path).get("service_by_name", {})
    return cap_faults(
        UNUSED_SERVICE.at(file=path.name, key=f"service_by_name.{_show_key(name)}", values={"name": quote_value(name)})
        for name in named
        if name not in there
    )


def _of_mode(layer: Mapping[str, Any], mode: Mode) -> Mapping[str, float]:
    found: Mapping[str, float] = layer.get("travel", {}).get(mode.value, {})
    return found


def _read_shipped() -> dict[str, Any]:
    return tomllib.loads(resources.files("scenarios.uncertainty").joinpath("spreads.toml").read_text(encoding="utf-8"))


def _read_checked(path: Path) -> dict[str, Any]:
    text = decode_text(read_bytes(path), file=path.name)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError.
        raise InputError(say_broken(BROKEN_TOML, error, path.name)) from None
    faults = cap_faults(_find_faults(content, path.name))
    if faults:
        raise InputError(faults)
    return content


def _find_faults(content: Mapping[str, object], file: str) -> Iterator[Fault]:
    tables = {"format", *BOUNDS, *GROUPS}
    for key, value in content.items():
        if key not in tables:
            yield _unknown(_show_key(key), key, tables, file)
        elif key == "format":
            if isinstance(value, bool) or value != FORMAT:
                yield OTHER_FORMAT.at(file=file, key=key, values={"value": quote_value(value), "known": FORMAT})
        elif not isinstance(value, dict):
            yield NO_TABLE.at(file=file, key=key, values={"value": quote_value(value), "example": f"[{key}]"})
        elif key in GROUPS:
            yield from _find_group_faults(key, value, file)
        else:
            yield from _find_table_faults(key, value, BOUNDS[key], file)
            if key == "levels":
                yield from _find_crossed(value, file)


def _find_crossed(given: Mapping[str, object], file: str) -> Iterator[Fault]:
    if any(_find_table_faults("levels", given, BOUNDS["levels"], file)):
        return
    levels = {**_read_shipped()["levels"], **given}
    if levels["doubtful"] > levels["sure"]:
        yield LEVELS_CROSSED.at(file=file, key="levels", values=levels)


def _find_group_faults(group: str, tables: Mapping[str, object], file: str) -> Iterator[Fault]:
    modes = {mode.value for mode in Mode}
    for name, value in tables.items():
        path = f"{group}.{_show_key(name)}"
        if group == "travel" and name not in modes:
            yield _unknown(path, name, modes, file)
        elif not isinstance(value, dict):
            values = {"value": quote_value(value), "example": f'[{group}."NAME"]'}
            yield NO_TABLE.at(file=file, key=path, values=values)
        else:
            yield from _find_table_faults(path, value, BOUNDS[GROUPS[group]], file)


def _find_table_faults(
    table: str, entries: Mapping[str, object], bounds: Mapping[str, float], file: str
) -> Iterator[Fault]:
    for key, value in entries.items():
        path = f"{table}.{_show_key(key)}"
        if key not in bounds:
            yield _unknown(path, key, set(bounds), file)
            continue
        try:
            # A number in quotes would do for a spreadsheet's cell, but not for TOML: it is refused as it stands.
            read_number(value if isinstance(value, int | float) else [value], least=0, greatest=bounds[key])
        except CellError as error:
            yield error.kind.at(file=file, key=path, values={**error.values, "value": quote_value(value)})


def _unknown(path: str, key: str, known: set[str], file: str) -> Fault:
    guess = difflib.get_close_matches(key, sorted(known), n=1)
    if guess:
        return MISSPELT_KEY.at(file=file, key=path, values={"key": quote_value(key), "guess": guess[0]})
    return UNKNOWN_KEY.at(file=file, key=path, values={"key": quote_value(key), "keys": ", ".join(sorted(known))})


def _show_key(key: str) -> str:
    return quote_value(key)[1:-1]
