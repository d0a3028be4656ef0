"""What the maps of sites are given: demand points, sites, who walks where before and after, and their figures."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import shapely

from routing.errors import Fault, FaultKind, InputError

TWICE = FaultKind("S961", "the {kind} {id!r} is there {count} times", "give every {kind} an id of its own")
UNKNOWN_SITE = FaultKind(
    "S962", "{where} names the site {id!r}, which is not among the sites", "correct the id, or add the site"
)
UNEVEN = FaultKind(
    "S963",
    "{where} holds {count} values of {field!r} for {points} demand points",
    "give one value for every demand point, in their order",
)
BAD_NUMBER = FaultKind(
    "S964", "{where} has {value} for {field!r}, which is no number between {low} and {high}", "correct it"
)
BAD_CLASSES = FaultKind(
    "S965",
    "the limits of the classes are {classes}",
    "give one to six minutes above 0, each longer than the one before",
)

MOST_CLASSES = 6


class SiteState(StrEnum):
    """What becomes of a site: ``NEW`` opens in the plan, ``CLOSED`` closes, ``CANDIDATE`` could be had and is not."""

    OPEN = "open"
    NEW = "new"
    CLOSED = "closed"
    CANDIDATE = "candidate"


@dataclass(frozen=True, kw_only=True)
class DemandPoint:
    """People who live at one building, estate or hexagon, as a number: never one person's home.

    Parameters
    ----------
    area
        The estate whose line in the tables counts them; "" for none.
    lat, lon
        WGS-84 degrees.
    people
        How many the point stands for; may be a fraction (people times the share who eat).
    """

    id: str
    area: str
    lat: float
    lon: float
    people: float


@dataclass(frozen=True, kw_only=True)
class Site:
    """A meal point, open or to be had.

    Parameters
    ----------
    name, address, hours, phone
        Texts for the public, shown as they are given; "" where there is none. ``hours`` may have several lines.
    step_free
        Whether the door can be reached without a step; None where nobody has looked.
    area
        The estate or community it stands in, for sorting.
    capacity
        People (or meals) it can take, in the unit of :attr:`Allocation.loads`; None for no limit.
    """

    id: str
    name: str
    lat: float
    lon: float
    state: SiteState = SiteState.OPEN
    address: str = ""
    hours: str = ""
    phone: str = ""
    step_free: bool | None = None
    area: str = ""
    capacity: float | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The key figures of one state, as the caller counted them from its matrix.

    Parameters
    ----------
    sites
        How many are open.
    people, covered
        Everybody, and those within reach.
    mean_minutes, p95_minutes, worst_tenth_minutes
        Walks of all people: the mean, what 95 % stay within, and the mean of the tenth with the longest walks. None
        where nobody can be counted.
    """

    sites: int
    people: float
    covered: float
    mean_minutes: float | None
    p95_minutes: float | None
    worst_tenth_minutes: float | None


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Which site serves each demand point, in the order of the study's points.

    Parameters
    ----------
    minutes
        Walk to that site; inf where none can be reached.
    site
        Its id, None for none.
    covered
        How many of the point's people count as covered, 0 to all of them.
    loads
        People (or meals) by site id; a site that is not named has none.
    """

    minutes: Sequence[float]
    site: Sequence[str | None]
    covered: Sequence[float]
    loads: Mapping[str, float]
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class MoreFigure:
    """A further line beside the key figures (courier hours, rent), already written; labels by language."""

    label: Mapping[str, str]
    before: str
    after: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Catchment:
    """The area from which a site is within reach, for the eye: nothing is counted from it.

    Parameters
    ----------
    minutes
        The longest walk.
    area
        In lon, lat (WGS-84).
    site
        Whose it is; None for all that are open together.
    step_free
        Whether only ways without steps count.
    """

    minutes: float
    area: shapely.Polygon | shapely.MultiPolygon
    site: str | None = None
    step_free: bool = False


@dataclass(frozen=True, kw_only=True)
class MapRules:
    """What of the demand may be shown and how it is classed.

    Parameters
    ----------
    least_people
        Fewest people a point, a flow or a line of the estate table stands for; fewer are joined (docs/site-maps.md).
    classes
        Upper limits in minutes of the classes of walks, rising, at most six; what is above the last is a class too.
    change_minutes
        A walk that changes by less counts as unchanged.
    estate_metres
        How far around its points an estate without an outline is drawn.
    """

    least_people: float = 5.0
    classes: tuple[float, ...] = (5.0, 10.0, 15.0, 20.0, 30.0)
    change_minutes: float = 1.0
    estate_metres: float = 130.0


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteStudy:
    """All that the planner's map shows.

    Parameters
    ----------
    limit_text
        What "covered" means, by language: "within 15 min on foot".
    counted_text
        Who the people are, by language: "People of 60 and over"; empty where all are.
    before, after
        As it is, and as planned; ``after`` is None where only the present is shown.
    catchments_before, catchments_after
        Any minutes, walking and step-free, of all open sites together; may be empty.
    site_catchments
        Any minutes, of each site by itself, shown where the site is chosen; may be empty.
    outlines
        Outline of an estate by its name, lon and lat. Estates without one are drawn around their points.
    """

    name: str
    date: dt.date | None
    points: Sequence[DemandPoint]
    sites: Sequence[Site]
    before: Allocation
    after: Allocation | None = None
    limit_text: Mapping[str, str] = field(default_factory=dict)
    counted_text: Mapping[str, str] = field(default_factory=dict)
    catchments_before: Sequence[Catchment] = ()
    catchments_after: Sequence[Catchment] = ()
    site_catchments: Sequence[Catchment] = ()
    more_figures: Sequence[MoreFigure] = ()
    outlines: Mapping[str, shapely.Polygon | shapely.MultiPolygon] = field(default_factory=dict)
    rules: MapRules = field(default_factory=MapRules)


def check_study(study: SiteStudy) -> None:
    """Refuse a study that contradicts itself.

    Raises
    ------
    InputError
        With every id that is there twice, every unknown site, list of the wrong length and unusable number.
    """
    faults = [
        *_find_twice("demand point", [point.id for point in study.points]),
        *check_sites(study.sites),
        *(fault for point in study.points for fault in _check_point(point)),
        *_check_allocation("before", study.before, study),
        *(_check_allocation("after", study.after, study) if study.after else ()),
        *_check_owners(study),
        *_check_classes(study.rules.classes),
    ]
    if faults:
        raise InputError(faults)


def _check_owners(study: SiteStudy) -> Iterator[Fault]:
    known = {site.id for site in study.sites}
    for name in dict.fromkeys(one.site for one in study.site_catchments):
        if name not in known:
            yield UNKNOWN_SITE.at(values={"where": "site_catchments", "id": name})


def _check_classes(classes: Sequence[float]) -> Iterator[Fault]:
    rising = all(low < high for low, high in itertools.pairwise((0.0, *classes)))
    if not (1 <= len(classes) <= MOST_CLASSES and rising and math.isfinite(classes[-1])):
        yield BAD_CLASSES.at(values={"classes": ", ".join(f"{limit:g}" for limit in classes) or "-"})


def check_sites(sites: Sequence[Site]) -> list[Fault]:
    """Find ids that are there twice, places off the earth and capacities that are no amounts."""
    faults = list(_find_twice("site", [site.id for site in sites]))
    for site in sites:
        where = f"site {site.id!r}"
        faults += _check_place(where, site.lat, site.lon)
        if site.capacity is not None:
            faults += _check_number(where, "capacity", site.capacity, 0, math.inf)
    return faults


def _find_twice(kind: str, ids: Sequence[str]) -> Iterator[Fault]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield TWICE.at(values={"kind": kind, "id": name, "count": count})


def _check_point(point: DemandPoint) -> Iterator[Fault]:
    where = f"demand point {point.id!r}"
    yield from _check_place(where, point.lat, point.lon)
    yield from _check_number(where, "people", point.people, 0, math.inf)


def _check_place(where: str, lat: float, lon: float) -> Iterator[Fault]:
    yield from _check_number(where, "lat", lat, -85, 85)
    yield from _check_number(where, "lon", lon, -180, 180)


def _check_number(where: str, name: str, value: float, low: float, high: float) -> Iterator[Fault]:
    if not (low <= value <= high and math.isfinite(value)):
        yield BAD_NUMBER.at(values={"where": where, "field": name, "value": value, "low": low, "high": high})


def _check_allocation(where: str, allocation: Allocation, study: SiteStudy) -> Iterator[Fault]:
    for name in ("minutes", "site", "covered"):
        count = len(getattr(allocation, name))
        if count != len(study.points):
            yield UNEVEN.at(values={"where": where, "count": count, "field": name, "points": len(study.points)})
    known = {site.id for site in study.sites}
    named = dict.fromkeys([*(name for name in allocation.site if name is not None), *allocation.loads])
    for name in named:
        if name not in known:
            yield UNKNOWN_SITE.at(values={"where": where, "id": name})
    for point, minutes in zip(study.points, allocation.minutes, strict=False):
        if not minutes >= 0:
            spot = f"{where}, demand point {point.id!r}"
            yield BAD_NUMBER.at(
                values={"where": spot, "field": "minutes", "value": minutes, "low": 0, "high": math.inf}
            )
    for point, covered in zip(study.points, allocation.covered, strict=False):
        yield from _check_number(f"{where}, demand point {point.id!r}", "covered", covered, 0, point.people + 1e-9)
    for name, load in allocation.loads.items():
        yield from _check_number(f"{where}, site {name!r}", "loads", load, 0, math.inf)
