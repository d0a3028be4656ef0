"""From scenario files to planned days: read, change, measure each ground once, plan all, by one machine or many."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maps.streets import Streets, read_streets
from routing.cache import cache_folder
from routing.errors import DoorstepError, Fault, FaultKind, InputError, NoWayError
from routing.limit import Limit
from routing.plan import Plan
from routing.travel import Travel
from scenarios.budget import check_budget, sum_rents
from scenarios.changes import World, apply_changes, make_world
from scenarios.cluster import Crew
from scenarios.day import Day, read_day
from scenarios.rows import cap_faults
from scenarios.run import PlannedDay, choose_streets, judge_plan, measure_on
from scenarios.samples import sample_day_path
from scenarios.scenario_file import ScenarioFile, read_scenario

if TYPE_CHECKING:
    from maps.basemap import BaseMap

SAME_NAME = FaultKind("C116", "the scenario in {other} has the name {name} too", "give each scenario a name of its own")

RESULT_FORMAT = 1
"""Raise it when the same scenario gives another result."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a worker needs to plan a scenario, but for its ground.

    ``kept`` is the plan, where it was made before.
    """

    name: str
    day: Day
    limit: Limit
    seed: int
    kept: Plan | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What many scenarios share: streets, travel between all places, what lies under a map."""

    streets: Streets | None
    travel: Travel
    base: BaseMap | None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a scenario cannot be planned."""

    faults: tuple[Fault, ...]
    exit_code: int


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A scenario ready to be planned.

    Parameters
    ----------
    file
        What its file says.
    world
        The day and its ground after all changes.
    base
        What lies under its map.
    rent
        Of all open sites; None where the scenario knows of none.
    kept
        Its plan, where it was made before and only its files are to be made.
    """

    file: ScenarioFile
    world: World
    base: BaseMap | None
    rent: float | None = None
    kept: Plan | None = None

    @property
    def name(self) -> str:
        """Its name, and that of the folder of its result."""
        return self.file.name

    @property
    def order(self) -> Order:
        """What a worker needs, but for the ground."""
        return Order(name=self.name, day=self.world.day, limit=self.file.limit, seed=self.file.seed, kept=self.kept)

    @cached_property
    def ground_key(self) -> str:
        """Hash of all that travel depends on: streets, speeds, places, modes."""
        problem, streets = self.world.day.problem, self.world.streets
        places = [(place.id, place.lat, place.lon, place.door_seconds) for place in problem.locations]
        speeds = self.world.profiles.digest
        return _hash([places, problem.modes, speeds, None if streets is None else streets.digest])

    @cached_property
    def key(self) -> str:
        """Hash of all that the plan depends on: the same inputs, the same key, wherever their files lie."""
        day = self.world.day
        content = [RESULT_FORMAT, version("doorstep"), self.ground_key, dataclasses.asdict(day.problem)]
        return _hash([*content, dataclasses.asdict(day.weights), dataclasses.asdict(self.file.limit), self.file.seed])


def prepare_scenarios(paths: Sequence[Path], *, maps: bool = True) -> list[Scenario]:
    """Read scenario files and their days, and apply the changes; a day and its streets are read once for all.

    Parameters
    ----------
    maps
        Also read what lies under their maps.

    Raises
    ------
    InputError
        With every fault of every file.
    NoWayError
        Where places that are cut off are all that is wrong.
    """
    files: list[ScenarioFile] = []
    faults: list[Fault] = []
    cut_off: list[Fault] = []
    for path in paths:
        try:
            files.append(read_scenario(path))
        except InputError as error:
            faults += error.faults
    faults += _same_names(files)
    library = _Library(maps=maps)
    scenarios: list[Scenario] = []
    for file in files:
        try:
            scenarios.append(_prepare(file, library))
        except NoWayError as error:
            cut_off += error.faults
        except InputError as error:
            faults += error.faults
    # A day that is wrong is wrong in every scenario: its faults are told once.
    unique = list(dict.fromkeys(map(str, faults)))
    by_text = {str(fault): fault for fault in reversed(faults)}
    if unique:
        raise InputError(cap_faults([*(by_text[text] for text in unique), *cut_off]))
    if cut_off:
        raise NoWayError(cap_faults(cut_off))
    return scenarios


def run_scenarios(
    scenarios: Sequence[Scenario],
    crew: Crew,
    work: Callable[[Order, Ground | Refusal], Any],
    *,
    stage: Callable[[str], None] = lambda _stage: None,
) -> Iterator[tuple[Scenario, Any]]:
    """Plan scenarios; give each with what ``work`` makes of it, as soon as it is there.

    Travel is measured once for all scenarios with the same streets, speeds and places.

    Parameters
    ----------
    work
        Done where the worker is; a function of a module, as it may be another machine.
    stage
        Hears what begins: "warm", "travel", "search"; where every plan was made before, "draw" instead of the search.
    """
    if not scenarios:
        return
    # Those on one ground come together: a worker holds few grounds at a time.
    ordered = sorted(scenarios, key=lambda one: one.ground_key)
    first = {one.ground_key: one for one in reversed(ordered)}
    is_searched = any(one.kept is None for one in ordered)
    if is_searched:
        stage("warm")
        crew.warm(warm_search)
    stage("travel")
    tasks = [(one.world.day, one.world.streets, one.world.profiles, one.base) for one in first.values()]
    grounds = dict(zip(first, crew.share(measure_ground, tasks), strict=True))
    stage("search" if is_searched else "draw")
    for number, result in crew.run(work, [(one.order, grounds[one.ground_key]) for one in ordered]):
        yield ordered[number], result


def measure_ground(day: Day, streets: Streets | None, profiles: Any, base: BaseMap | None) -> Ground | Refusal:
    """Measure travel between all places of a day."""
    try:
        travel = measure_on(day, streets, cache=cache_folder(), profiles=profiles)
    except DoorstepError as error:
        return Refusal(faults=error.faults, exit_code=error.exit_code)
    return Ground(streets=streets, travel=travel, base=base)


def plan_order(order: Order, ground: Ground, *, stop: threading.Event | None = None) -> PlannedDay:
    """Plan a scenario on its ground, with the search of ``doorstep plan``; a plan made before is judged anew.

    Parameters
    ----------
    stop
        Set it to end the search; the plan is then given up, for it would not be the one that the scenario asks for.

    Raises
    ------
    KeyboardInterrupt
        Where ``stop`` is set.
    """
    day = order.day
    if order.kept is not None:
        return judge_plan(day, ground.streets, ground.travel, order.kept)
    from routing.solve import solve  # noqa: PLC0415 - OR-Tools loads only where a plan is made

    plan = solve(day.problem, ground.travel, weights=day.weights, limit=order.limit, seed=order.seed, stop=stop)
    if stop is not None and stop.is_set():
        raise KeyboardInterrupt
    return judge_plan(day, ground.streets, ground.travel, plan)


def warm_search() -> None:
    """Have the search compiled, or read from the cache, before several processes want it at once."""
    from routing.search.ready import prepare_search  # noqa: PLC0415 - numba loads only where a plan is made

    preparation = prepare_search()
    while not preparation.is_done:
        preparation.wait(1.0)


class _Library:
    """Days, streets and base maps that were read, each once."""

    def __init__(self, *, maps: bool) -> None:
        self._maps = maps
        self._days: dict[Path, Day] = {}
        self._streets: dict[Path, tuple[Streets, BaseMap | None]] = {}

    def read_world(self, file: ScenarioFile) -> tuple[World, BaseMap | None]:
        path = (sample_day_path() if file.base is None else file.base).resolve()
        if path not in self._days:
            self._days[path] = read_day(path)
        day = choose_streets(self._days[path], streets=file.streets, straight_line=file.straight_line)
        if day.streets is None:
            return make_world(day, None), None
        name = day.streets.resolve()
        if name not in self._streets:
            streets = read_streets(day.streets)
            self._streets[name] = streets, self._read_base(day.streets, streets)
        streets, base = self._streets[name]
        return make_world(day, streets), base

    def _read_base(self, path: Path, streets: Streets) -> BaseMap | None:
        if not self._maps:
            return None
        from maps.basemap import read_base_map  # noqa: PLC0415 - only where maps are drawn

        return read_base_map(path, streets)


def _prepare(file: ScenarioFile, library: _Library) -> Scenario:
    before, base = library.read_world(file)
    faults = list(check_budget(file, before))
    try:
        after = apply_changes(before, file.changes, seed=file.seed)
    except NoWayError as error:
        raise InputError([*faults, *error.faults]) if faults else error from None
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return Scenario(file=file, world=after, base=base, rent=sum_rents(file, after))


def _same_names(files: Sequence[ScenarioFile]) -> Iterator[Fault]:
    seen: dict[str, ScenarioFile] = {}
    for file in files:
        # Folders whose names differ by case alone are one on many systems.
        other = seen.setdefault(file.name.casefold(), file)
        if other is not file:
            yield file.at(SAME_NAME, key="name", values={"name": file.name, "other": other.path.name})


def _hash(content: object) -> str:
    text = json.dumps(_plain(content), ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Bring sets into order: that of their parts changes from run to run."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
