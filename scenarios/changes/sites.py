"""Sites that open, close or move, and the workers who go with them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import Field

from maps.coordinates import to_wgs84
from maps.earth import measure_great_circle
from maps.matrix import travel_matrix
from routing.errors import Fault, FaultKind, InputError, NoWayError
from routing.problem import Depot, Location, Mode, Role, Worker
from scenarios.aliases import words
from scenarios.cells import quote_value
from scenarios.changes.change import Change, Keys
from scenarios.changes.values import Count, Name, Names, Point, Rent, Words
from scenarios.changes.world import World, find_site, find_workers, with_sites
from scenarios.places import FARTHEST

SITE_TAKEN = FaultKind("C130", "there is a site {id} already", "give the new one an id of its own")
LAST_SITE = FaultKind("C131", "{id} is the last open site", "keep it open, or open another one before")
TO_ITSELF = FaultKind("C132", "workers cannot move from {id} to itself", "name another site, or leave the key out")
TOO_FEW = FaultKind("C133", "{wanted} are to come as {role}, but there are {found}", "ask for at most {found}")
FAR_AWAY = FaultKind(
    "C134",
    "the place is {km} km from the middle of the day's places",
    "correct it: latitude first, then longitude, in the day's coordinates",
)


class OpenSite(Keys):
    """A site that opens, and who starts there from then on."""

    site: Name
    at: Point
    name: Words = ""
    area: Words = ""
    rent: Rent = 0.0
    workers: Names = ()
    caregivers: Count | None = None
    couriers: Count | None = None
    from_: Name | None = Field(default=None, alias="from")


class CloseSite(Keys):
    """A site that closes."""

    site: Name
    to: Name | None = None


class MoveSite(Keys):
    """A site that moves to another place, with everybody there."""

    site: Name
    at: Point


def open_site(world: World, change: Change) -> World:
    """Open a site; named workers, or so many of a role, start and end there instead of where they did.

    Of a role those come whose site is nearest to the new one, in the order of the day's table. A site that an earlier
    change has closed may open again under its id.
    """
    keys: OpenSite = change.keys
    problem = world.day.problem
    if keys.site in problem.depot_by_id or (
        f"depot:{keys.site}" in world.day.rows and keys.site not in world.closed_sites
    ):
        raise InputError(change.at(SITE_TAKEN, key="site", values={"id": quote_value(keys.site)}))
    place = _place_site(world, change, keys.site, keys.at, name=keys.name, area=keys.area)
    if keys.from_ is not None:
        find_site(world, change, "from", keys.from_)
    moving = {worker.id for worker in find_workers(world, change, "workers", keys.workers)}
    for role, count in ((Role.CAREGIVER, keys.caregivers), (Role.COURIER, keys.couriers)):
        if count is not None:
            moving |= _choose_nearest(world, change, place, role, count, taken=moving)
    site = Depot(id=keys.site, location=place.id, name=keys.name)
    known = {location.id: location for location in problem.locations} | {place.id: place}
    workers = (_move(worker, worker.start, site.id) if worker.id in moving else worker for worker in problem.workers)
    closed = {name: line for name, line in world.closed_sites.items() if name != site.id}
    return replace(with_sites(world, (*problem.depots, site), known.values(), workers), closed_sites=closed)


def check_closed(change: Change) -> Iterator[Fault]:
    """Refuse a site whose workers are to go where they are."""
    keys: CloseSite = change.keys
    if keys.to == keys.site:
        yield change.at(TO_ITSELF, key="to", values={"id": quote_value(keys.site)})


def close_site(world: World, change: Change) -> World:
    """Close a site; its workers start and end at the one named, else at the nearest open one, on foot.

    Its place stays among the places of the day, where nobody goes: travel is measured once for the day with and
    without the site.
    """
    keys: CloseSite = change.keys
    problem = world.day.problem
    site = find_site(world, change, "site", keys.site)
    others = [depot for depot in problem.depots if depot.id != site.id]
    if not others:
        raise InputError(change.at(LAST_SITE, key="site", values={"id": quote_value(site.id)}))
    if keys.to is None:
        here = problem.location_by_id[site.location]
        apart = measure_on_foot(world, here, [problem.location_by_id[other.location] for other in others])
        target = others[apart.index(min(apart))].id
    else:
        target = find_site(world, change, "to", keys.to).id
    workers = (_move(worker, site.id, target) for worker in problem.workers)
    closed = {**world.closed_sites, site.id: change.line}
    return replace(with_sites(world, others, problem.locations, workers), closed_sites=closed)


def move_site(world: World, change: Change) -> World:
    """Move a site to another place; its workers go with it."""
    keys: MoveSite = change.keys
    problem = world.day.problem
    site = find_site(world, change, "site", keys.site)
    before = problem.location_by_id[site.location]
    there = _place_site(world, change, site.id, keys.at, name=before.name, area=before.area)
    moved = replace(there, id=site.location, door_seconds=before.door_seconds)
    locations = (moved if location.id == site.location else location for location in problem.locations)
    return with_sites(world, problem.depots, locations, problem.workers)


def measure_on_foot(world: World, here: Location, others: Iterable[Location]) -> list[float]:
    """Metres on foot from a place to others; in a straight line where there are no streets, or no way on them."""
    others = list(others)
    if world.streets is not None:
        try:
            matrix = travel_matrix(world.streets, [here, *others], Mode.WALK)
        except NoWayError:
            pass
        else:
            return [float(metres) for metres in matrix.metres[0, 1:]]
    return [float(measure_great_circle(here.lat, here.lon, other.lat, other.lon)) for other in others]


def _place_site(world: World, change: Change, site: str, at: Point, *, name: str, area: str) -> Location:
    lats, lons = to_wgs84([at[0]], [at[1]], system=world.day.coordinates)
    lat, lon = float(lats[0]), float(lons[0])
    places = world.day.problem.locations
    middle = [statistics.median(values) for values in zip(*((one.lat, one.lon) for one in places), strict=True)]
    metres = float(measure_great_circle(lat, lon, middle[0], middle[1]))
    if metres > FARTHEST:
        raise InputError(change.at(FAR_AWAY, key="at", values={"km": round(metres / 1000)}))
    return Location(id=f"depot:{site}", lat=lat, lon=lon, name=name, area=area)


def _choose_nearest(
    world: World, change: Change, place: Location, role: Role, count: int, *, taken: set[str]
) -> set[str]:
    keys: OpenSite = change.keys
    problem = world.day.problem
    able = [one for one in problem.workers if one.role is role and one.id not in taken]
    if keys.from_ is not None:
        able = [one for one in able if one.start == keys.from_]
    if len(able) < count:
        key = "caregivers" if role is Role.CAREGIVER else "couriers"
        values = {"wanted": count, "found": len(able), "role": "/".join(words("role").aliases[role][:2])}
        raise InputError(change.at(TOO_FEW, key=key, values=values))
    sites = {one.start: problem.location_by_id[problem.depot_by_id[one.start].location] for one in able}
    apart = dict(zip(sites, measure_on_foot(world, place, sites.values()), strict=True))
    able.sort(key=lambda one: apart[one.start])
    return {one.id for one in able[:count]}


def _move(worker: Worker, old: str, new: str) -> Worker:
    """Put one site in the place of another, at both ends of a worker's day."""
    start = new if worker.start == old else worker.start
    end = new if worker.end == old else worker.end
    return replace(worker, start=start, end=end)
