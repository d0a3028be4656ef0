"""What changes apply to: a day, the streets it is on, the speeds, and what earlier changes have done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from maps.earth import measure_great_circle
from maps.profiles import Profiles, read_profiles
from maps.streets import Streets
from routing.errors import Fault, InputError
from routing.problem import Depot, Location, Worker
from scenarios.changes.change import (
    CLOSED_BEFORE,
    MISSPELT_SITE,
    MISSPELT_WORKER,
    REMOVED_BEFORE,
    UNKNOWN_SITE,
    UNKNOWN_WORKER,
    Change,
    say_unknown,
)
from scenarios.day import Day


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """A day and its ground.

    Parameters
    ----------
    streets
        None: travel is estimated along straight lines.
    profiles
        Speeds of that estimate.
    closed_sites, removed_workers
        The line of the change that closed or took them away, by id.
    settings
        The line of the change that set a thing, by its name: a contradiction where another sets it again.
    growths
        What demand has been scaled already: who, first year, last year, line.
    """

    day: Day
    streets: Streets | None
    profiles: Profiles = field(default_factory=read_profiles)
    closed_sites: Mapping[str, int] = field(default_factory=dict)
    removed_workers: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)
    growths: tuple[tuple[tuple[str, ...], int, int, int], ...] = ()


def make_world(day: Day, streets: Streets | None) -> World:
    """Make the world of a day as it is."""
    return World(day=day, streets=streets)


def find_site(world: World, change: Change, key: str, name: str) -> Depot:
    """Find a site that is open.

    Raises
    ------
    InputError
        Where an earlier change has closed it, or there is none of that name.
    """
    sites = world.day.problem.depot_by_id
    if name in sites:
        return sites[name]
    if name in world.closed_sites:
        values = {"line": world.closed_sites[name], "id": name}
        raise InputError(change.at(CLOSED_BEFORE, key=key, values=values))
    raise InputError(say_unknown(change, key, name, sites, plain=UNKNOWN_SITE, guessed=MISSPELT_SITE))


def find_workers(world: World, change: Change, key: str, names: Iterable[str]) -> list[Worker]:
    """Find workers by their ids, in the order they are named, each once.

    Raises
    ------
    InputError
        With every id that an earlier change has taken away or nobody has.
    """
    known = world.day.problem.worker_by_id
    faults: list[Fault] = []
    found: dict[str, Worker] = {}
    for name in names:
        if name in known:
            found[name] = known[name]
        elif name in world.removed_workers:
            values = {"line": world.removed_workers[name], "id": name}
            faults.append(change.at(REMOVED_BEFORE, key=key, values=values))
        else:
            faults.append(say_unknown(change, key, name, known, plain=UNKNOWN_WORKER, guessed=MISSPELT_WORKER))
    if faults:
        raise InputError(faults)
    return list(found.values())


def with_workers(world: World, workers: Iterable[Worker]) -> World:
    """Put other workers in the place of those who are there."""
    problem = replace(world.day.problem, workers=tuple(workers))
    return replace(world, day=replace(world.day, problem=problem))


def with_sites(world: World, sites: Iterable[Depot], locations: Iterable[Location], workers: Iterable[Worker]) -> World:
    """Put other sites, places and workers in; sites stand in the order of their places, so that undoing undoes all."""
    locations = tuple(locations)
    place = {location.id: row for row, location in enumerate(locations)}
    problem = replace(
        world.day.problem,
        locations=locations,
        depots=tuple(sorted(sites, key=lambda site: place[site.location])),
        workers=tuple(workers),
    )
    return replace(world, day=replace(world.day, problem=problem))


def measure_apart(one: Location, others: Iterable[Location]) -> list[float]:
    """Metres in a straight line from one place to each of others."""
    return [float(measure_great_circle(one.lat, one.lon, other.lat, other.lon)) for other in others]
