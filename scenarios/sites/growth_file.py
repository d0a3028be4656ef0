"""Read a file of growth scenarios: how many more or fewer people there may be, where, and of which age."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from routing.errors import Fault, FaultKind, InputError
from scenarios.aliases import Vocabulary
from scenarios.cells import CellError, quote_value, read_id, read_number
from scenarios.changes.read import KEY_TWICE, place_keys, sort_keys
from scenarios.changes.values import BAD_VALUE, Growth, Name, Names, Years
from scenarios.district_files.served import BANDS
from scenarios.rows import cap_faults
from scenarios.sites.round_settings import BROKEN_ROUNDS, WRONG_VALUE
from scenarios.toml_file import TomlFile, read_toml
from scenarios.toml_lines import TableLines

MISSING = FaultKind("D320", "the key {key} is missing", "add it as docs/sites.md says")
NO_GROWTH = FaultKind("D321", "the file has no list of growth", "write [[growth]], with two brackets, above each one")
TOO_MANY = FaultKind("D325", "there are {count} scenarios, more than {most}", "keep those that matter")
UNKNOWN_SCENARIO = FaultKind("D326", "no growth has the scenario {id}", "correct the name, or leave its chance out")
NO_CHANCE = FaultKind("D327", "the scenario {id} has no chance", "give each scenario one, or leave all chances out")
CHANCES_WRONG = FaultKind("D328", "the chances are {sum} in all", "correct them: together they are 1")

FORMAT = 1
MOST_SCENARIOS = 20
"""For each one a choice of sites is asked for."""
CHANCE_TOLERANCE = 1e-6
AGES = {"60-69": BANDS[0], "70-79": BANDS[1], "80+": BANDS[2], "80岁以上": BANDS[2], "80以上": BANDS[2]}

EXAMPLES = {"scenario": '"…"', "growth": "6", "years": "2", "community": '["…", "…"]', "age": '"80+"'}
"""A value of each key, for the fault of one that is a list or a table where none may stand, or nothing at all."""


def _read_band(value: object) -> str:
    text = str(value).strip().replace("–", "-").replace("~", "-").replace("至", "-").replace("＋", "+")
    band = AGES.get(text.removesuffix("岁"), AGES.get(text))
    if band is None or isinstance(value, bool):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted=", ".join(BANDS))
    return band


class _Keys(BaseModel):
    """What a [[growth]] holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: Name
    growth: Growth
    years: Years = 1
    community: Names = ()
    age: Annotated[str | None, BeforeValidator(_read_band)] = None


@dataclass(frozen=True, kw_only=True)
class Grow:
    """People who become more or fewer.

    Parameters
    ----------
    factor
        So many times as many as now.
    communities
        Of these alone; empty: of all.
    band
        Of this age alone, one of ``BANDS``; None: of every age.
    line, lines, labels
        Where it stands, and each of its keys as it is written there.
    """

    factor: float
    communities: tuple[str, ...] = ()
    band: str | None = None
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GrowthScenario:
    """What may happen: its name, the parts of its growth, and its chance; None where the file gives none."""

    name: str
    parts: tuple[Grow, ...]
    chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class GrowthFile:
    """The scenarios of a file, in the order of their first lines, and the name of the file."""

    file: str
    scenarios: tuple[GrowthScenario, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return tuple(scenario.name for scenario in self.scenarios)

    def at(self, kind: FaultKind, part: Grow, key: str = "", **values: object) -> Fault:
        """Say a fault at a key of a growth."""
        row = part.lines.get(key, part.line) or None
        return kind.at(file=self.file, row=row, key=part.labels.get(key, key), values=values)


def read_growths(path: Path) -> GrowthFile:
    """Read a file of growth scenarios; docs/sites.md describes it.

    Raises
    ------
    InputError
        With every fault found, each with its line.
    """
    return _Reader(read_toml(path, broken=BROKEN_ROUNDS)).read()


class _Reader:
    """Reads one file and gathers what is wrong."""

    def __init__(self, written: TomlFile) -> None:
        self.file, self.toml, self.lines = written.file, written, written.top_lines
        place = place_keys(file=self.file, line=1, lines=self.lines)
        self.found, self.faults = sort_keys(written.content, _keys("file"), place)
        # Scenarios that are named, also in a growth that has faults; None where one's name cannot be read.
        self.names: dict[str | None, None] = {}

    def read(self) -> GrowthFile:
        self._check_format()
        parts: dict[str, list[Grow]] = {}
        for name, part in self._read_parts():
            parts.setdefault(name, []).append(part)
        if len(parts) > MOST_SCENARIOS:
            self.faults.append(TOO_MANY.at(file=self.file, values={"count": len(parts), "most": MOST_SCENARIOS}))
        chances = self._read_chances()
        if self.faults:
            raise InputError(cap_faults(self.faults))
        scenarios = (
            GrowthScenario(name=name, parts=tuple(some), chance=chances.get(name)) for name, some in parts.items()
        )
        return GrowthFile(file=self.file, scenarios=tuple(scenarios))

    def _check_format(self) -> None:
        if "format" not in self.found:
            self.faults.append(MISSING.at(file=self.file, values={"key": "format"}))
        elif self.found["format"][1] != FORMAT or isinstance(self.found["format"][1], bool):
            written, value = self.found["format"]
            self._blame(WRONG_VALUE, written, value=quote_value(value), wanted=FORMAT)

    def _read_parts(self) -> Iterator[tuple[str, Grow]]:
        written, content = self.found.get("growth", ("", None))
        if not isinstance(content, list) or not content or not all(isinstance(table, dict) for table in content):
            self._blame(NO_GROWTH, written)
            self.names[None] = None
            return
        places = [table for table in self.toml.tables if table.name == written]
        for number, table in enumerate(content):
            # A list in brackets of its own has one line for all.
            place = places[number] if len(places) == len(content) else TableLines(name="", line=self.lines[written])
            found, faults = sort_keys(
                table, _keys("growth"), place_keys(file=self.file, line=place.line, lines=place.keys)
            )
            labels = {key: name for key, (name, _) in found.items()}
            lines = {key: place.keys.get(name, place.line) for key, name in labels.items()}
            try:
                keys = _Keys.model_validate({key: value for key, (_, value) in found.items()})
            except ValidationError as error:
                faults += self._say_values(error, place.line, lines, labels)
            self.names[_find_name(found)] = None
            if faults:
                self.faults += faults
                continue
            yield (
                keys.scenario,
                Grow(
                    factor=(1 + keys.growth / 100) ** keys.years,
                    communities=keys.community,
                    band=keys.age,
                    line=place.line,
                    lines=lines,
                    labels=labels,
                ),
            )

    def _say_values(
        self, error: ValidationError, line: int, lines: Mapping[str, int], labels: Mapping[str, str]
    ) -> Iterator[Fault]:
        for detail in error.errors(include_url=False):
            key = str(detail["loc"][0])
            cause: Any = detail.get("ctx", {}).get("error")
            if detail["type"] == "missing":
                yield MISSING.at(file=self.file, row=line, values={"key": key})
            elif isinstance(cause, CellError):
                kind, values = cause.kind, cause.values
                if kind is BAD_VALUE:  # its example is a scenario's
                    kind, values = WRONG_VALUE, {"value": values["value"], "wanted": EXAMPLES[key]}
                yield kind.at(file=self.file, row=lines.get(key, line), key=labels.get(key, key), values=values)
            else:
                raise TypeError(f"{key}: {detail['type']} is no fault of a value") from error

    def _read_chances(self) -> dict[str, float]:
        if "chances" not in self.found:
            return {}
        written, table = self.found["chances"]
        if not isinstance(table, dict):
            self._blame(WRONG_VALUE, written, value=quote_value(table), wanted=f"[{written}]")
            return {}
        lines = self.toml.lines_of(written)
        faults: list[Fault] = []
        chances: dict[str, float] = {}
        for name, value in table.items():
            row = lines.get(name, self.lines.get(written))
            try:
                scenario, chance = read_id(name), _read_chance(value)
            except CellError as fault:
                faults.append(fault.kind.at(file=self.file, row=row, key=name, values=fault.values))
                continue
            kind = KEY_TWICE if scenario in chances else None if self._may_be(scenario) else UNKNOWN_SCENARIO
            if kind is not None:
                values = {"key": quote_value(scenario), "id": quote_value(scenario)}
                faults.append(kind.at(file=self.file, row=row, key=name, values=values))
            chances[scenario] = chance
        self.faults += faults
        if faults:
            return {}
        for name in (name for name in self.names if name is not None and name not in chances):
            self._blame(NO_CHANCE, written, id=quote_value(name))
        total = sum(chances.values())
        if self._may_be_whole(chances) and abs(total - 1) > CHANCE_TOLERANCE:
            self._blame(CHANCES_WRONG, written, sum=f"{total:g}")
        # What is left of rounding to few digits would not be 1 in all.
        return {name: chance / total for name, chance in chances.items()} if not self.faults else {}

    def _may_be(self, name: str) -> bool:
        return name in self.names or None in self.names

    def _may_be_whole(self, chances: Mapping[str, float]) -> bool:
        """Tell whether no chance lacks, so that their sum counts."""
        return all(name in chances for name in self.names if name is not None)

    def _blame(self, kind: FaultKind, written: str, **values: object) -> None:
        self.faults.append(kind.at(file=self.file, row=self.lines.get(written), key=written, values=values))


def _read_chance(value: object) -> float:
    if isinstance(value, dict | list | bool):
        raise CellError(WRONG_VALUE, value=quote_value(value), wanted="0-1")
    return read_number(value, least=0, greatest=1)


def _find_name(found: Mapping[str, tuple[str, object]]) -> str | None:
    value = found["scenario"][1] if "scenario" in found else None
    try:
        return read_id(value) if isinstance(value, str | int) else None
    except CellError:
        return None


@cache
def _keys(part: str) -> Vocabulary:
    file = resources.files("scenarios.sites") / "growth_keys.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))[part]
    return Vocabulary({name: tuple(aliases) for name, aliases in entries.items()})
