"""One day to be planned: who wants what, where and when, and who can do it.

Times are integer seconds from the day's midnight and may pass 24 h. Ids are strings, unique among their kind.
Every type is frozen: vary one with :func:`dataclasses.replace`. A :class:`Problem` refuses a broken invariant when
it is made, with every fault at once.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from routing.errors import Fault, InputError
from routing.problem_faults import DUPLICATE_ID, UNKNOWN_ID, bad_value, find_tie_faults

PRIORITIES = (1, 2, 3)
"""1 high, 2 normal, 3 low: how dear it is to leave a visit out (``objective.Weights.unassigned``)."""


class Role(StrEnum):
    """What a worker is employed as, and who a visit is for."""

    CAREGIVER = "caregiver"
    COURIER = "courier"


class Mode(StrEnum):
    """How a worker gets from door to door."""

    WALK = "walk"
    EBIKE = "e-bike"
    CAR = "car"


@dataclass(frozen=True, kw_only=True)
class Location:
    """A place with a door.

    Parameters
    ----------
    lat, lon
        WGS-84 degrees.
    area
        The estate or block it belongs to; "" where unknown.
    door_seconds
        From the street to the door: gate, stairs or lift, knocking. Travel matrices carry it in both directions.
    """

    id: str
    lat: float
    lon: float
    name: str = ""
    area: str = ""
    door_seconds: int = 0


@dataclass(frozen=True, kw_only=True, order=True)
class TimeWindow:
    """When a visit may START, both ends included."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Client:
    """A person who is visited, at home unless a visit says otherwise."""

    id: str
    location: str
    name: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Depot:
    """A station, kitchen or meal point where workers begin and end their day."""

    id: str
    location: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A worker leaves the start depot at ``start`` or later and is at the end depot by ``end``."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Something to be done at one door by one worker: care, or meals handed over.

    Parameters
    ----------
    windows
        When it may start; at least one, in order, apart from each other.
    duration
        Seconds at the door.
    role, skills
        The worker has this role (None: any) and every one of these skills.
    demand
        Units carried there, such as meals; 0 for care.
    priority
        One of :data:`PRIORITIES`.
    mandatory
        An optional visit may be left out at its price; a mandatory one only where no plan can serve it.
    due
        Wished latest start, from the first opening to the last closing of the windows: a later start is late, at a
        price. None: no wish.
    """

    id: str
    client: str
    location: str
    service: str
    windows: tuple[TimeWindow, ...]
    duration: int
    role: Role | None = None
    skills: frozenset[str] = frozenset()
    demand: int = 0
    priority: int = 2
    mandatory: bool = True
    due: int | None = None


class Pairing(StrEnum):
    """Who makes the second visit of a gap: anyone, the worker of the first, somebody else."""

    ANY = "any"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Least and greatest time between the starts of two visits; asked only where both are made.

    Parameters
    ----------
    first, second
        Visit ids.
    least, greatest
        Seconds: ``least <= start of second - start of first <= greatest``; below 0 the second may come first. None:
        no greatest.
    """

    first: str
    second: str
    least: int
    greatest: int | None = None
    worker: Pairing = Pairing.ANY


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A caregiver or courier on duty.

    Parameters
    ----------
    capacity
        Units carried from the start depot, in the units of :attr:`Visit.demand`.
    start, end
        Depot ids.
    team
        The team or station the worker belongs to; "" where unknown.
    """

    id: str
    role: Role
    shift: Shift
    mode: Mode
    start: str
    end: str
    name: str = ""
    team: str = ""
    skills: frozenset[str] = frozenset()
    capacity: int = 0


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A whole day.

    Parameters
    ----------
    together
        Groups of two or more visit ids that start at one time, each made by another worker: all of them or none.
    gaps
        Times to be kept between two visits.

    Raises
    ------
    InputError
        Where an id is repeated or unknown, or a value makes no sense; every fault at once.
    """

    locations: tuple[Location, ...]
    depots: tuple[Depot, ...]
    clients: tuple[Client, ...]
    visits: tuple[Visit, ...]
    workers: tuple[Worker, ...]
    together: tuple[tuple[str, ...], ...] = ()
    gaps: tuple[Gap, ...] = ()
    name: str = ""
    date: dt.date | None = None

    def __post_init__(self) -> None:
        faults = [*self._repeated(), *self._unknown()]
        faults += [
            *_senseless_places(self.locations),
            *_senseless_visits(self.visits),
            *_senseless_workers(self.workers),
            *find_tie_faults(self.together, self.gaps, {visit.id for visit in self.visits}),
        ]
        if faults:
            raise InputError(faults)

    @cached_property
    def location_by_id(self) -> Mapping[str, Location]:
        """Locations by id."""
        return _by_id(self.locations)

    @cached_property
    def depot_by_id(self) -> Mapping[str, Depot]:
        """Depots by id."""
        return _by_id(self.depots)

    @cached_property
    def client_by_id(self) -> Mapping[str, Client]:
        """Clients by id."""
        return _by_id(self.clients)

    @cached_property
    def visit_by_id(self) -> Mapping[str, Visit]:
        """Visits by id."""
        return _by_id(self.visits)

    @cached_property
    def worker_by_id(self) -> Mapping[str, Worker]:
        """Workers by id."""
        return _by_id(self.workers)

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """The travel modes in use, in the order of :class:`Mode`."""
        used = {worker.mode for worker in self.workers}
        return tuple(mode for mode in Mode if mode in used)

    def start_location(self, worker: Worker) -> str:
        """Id of the location where the worker's day begins."""
        return self.depot_by_id[worker.start].location

    def end_location(self, worker: Worker) -> str:
        """Id of the location where the worker's day ends."""
        return self.depot_by_id[worker.end].location

    def _repeated(self) -> Iterator[Fault]:
        kinds: Mapping[str, Iterable[_Named]] = {
            "location": self.locations,
            "depot": self.depots,
            "client": self.clients,
            "visit": self.visits,
            "worker": self.workers,
        }
        for kind, things in kinds.items():
            for name, count in Counter(thing.id for thing in things).items():
                if count > 1:
                    yield DUPLICATE_ID.at(values={"kind": kind, "id": name})

    def _unknown(self) -> Iterator[Fault]:
        locations = {thing.id for thing in self.locations}
        depots = {thing.id for thing in self.depots}
        clients = {thing.id for thing in self.clients}
        references = [
            *(("depot", d.id, "location", d.location, locations) for d in self.depots),
            *(("client", c.id, "location", c.location, locations) for c in self.clients),
            *(("visit", v.id, "location", v.location, locations) for v in self.visits),
            *(("visit", v.id, "client", v.client, clients) for v in self.visits),
            *(("worker", w.id, "start depot", w.start, depots) for w in self.workers),
            *(("worker", w.id, "end depot", w.end, depots) for w in self.workers),
        ]
        for kind, name, field, value, known in references:
            if value not in known:
                yield UNKNOWN_ID.at(values={"kind": kind, "id": name, "field": field, "value": value})


def _senseless_places(locations: Iterable[Location]) -> Iterator[Fault]:
    for place in locations:
        if not (math.isfinite(place.lat) and -90 <= place.lat <= 90):
            yield _bad(place, "lat", place.lat, "degrees from -90 to 90")
        if not (math.isfinite(place.lon) and -180 <= place.lon <= 180):
            yield _bad(place, "lon", place.lon, "degrees from -180 to 180")
        if place.door_seconds < 0:
            yield _bad(place, "door_seconds", place.door_seconds, "0 or more")


def _senseless_visits(visits: Iterable[Visit]) -> Iterator[Fault]:
    for visit in visits:
        if visit.duration < 0:
            yield _bad(visit, "duration", visit.duration, "0 or more seconds")
        if visit.demand < 0:
            yield _bad(visit, "demand", visit.demand, "0 or more")
        if visit.priority not in PRIORITIES:
            yield _bad(visit, "priority", visit.priority, "1, 2 or 3")
        if not _in_order(visit.windows):
            expected = "windows from 0 on, each ending at or after its start, in order and apart"
            yield _bad(visit, "windows", list(visit.windows), expected)
        elif visit.due is not None and not visit.windows[0].start <= visit.due <= visit.windows[-1].end:
            yield _bad(visit, "due", visit.due, "a time between the first opening and the last closing of its windows")


def _senseless_workers(workers: Iterable[Worker]) -> Iterator[Fault]:
    for worker in workers:
        if not 0 <= worker.shift.start < worker.shift.end:
            yield _bad(worker, "shift", worker.shift, "a start from 0 on and an end after it")
        if worker.capacity < 0:
            yield _bad(worker, "capacity", worker.capacity, "0 or more")


def _by_id(things: Iterable[N]) -> Mapping[str, N]:
    return {thing.id: thing for thing in things}


def _bad(thing: Location | Visit | Worker, field: str, value: object, expected: str) -> Fault:
    return bad_value(type(thing).__name__.lower(), thing.id, field, value, expected)


def _in_order(windows: tuple[TimeWindow, ...]) -> bool:
    if not windows or windows[0].start < 0:
        return False
    whole = all(window.start <= window.end for window in windows)
    return whole and all(one.end < other.start for one, other in itertools.pairwise(windows))
