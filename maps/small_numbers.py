"""Join demand that stands for few people, so that a map shows nobody's home."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maps.site_data import Allocation, DemandPoint, SiteStudy


@dataclass(frozen=True, kw_only=True)
class Served:
    """How one state serves some people: mean walk of those who can get there, the site most of them go to.

    Parameters
    ----------
    minutes
        None where nobody can get to any site.
    """

    covered: float
    minutes: float | None
    site: str | None


@dataclass(frozen=True, kw_only=True)
class ShownPoint:
    """A spot of the map, for at least ``least_people`` people.

    Parameters
    ----------
    joined
        How many demand points it stands for.
    """

    area: str
    lat: float
    lon: float
    people: float
    joined: int
    before: Served
    after: Served | None


@dataclass(frozen=True, kw_only=True)
class ShownArea:
    """A line of the estate table: the numbers (places in the study) of its points, all of them.

    Parameters
    ----------
    others
        Whether these are the estates too small for a line of their own, together.
    """

    name: str
    members: Sequence[int]
    others: bool = False


def group_areas(study: SiteStudy) -> tuple[list[ShownArea], float]:
    """Gather demand points by estate, and the estates with fewer than ``least_people`` under one heading.

    Returns
    -------
    areas
        By name, the small ones together last. Points without people are in none.
    hidden
        People of small estates that are too few even together: they are counted in the totals alone.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for number, point in enumerate(study.points):
        if point.people > 0:
            members[point.area].append(number)
    people = {name: _count(study.points, own) for name, own in members.items()}
    least = study.rules.least_people
    areas = [ShownArea(name=name, members=members[name]) for name in sorted(members) if people[name] >= least]
    rest = [number for name in sorted(members) if people[name] < least for number in members[name]]
    if not rest:
        return areas, 0.0
    few = _count(study.points, rest)
    if few < least:
        return areas, few
    return [*areas, ShownArea(name="", members=rest, others=True)], 0.0


def show_points(study: SiteStudy, areas: Iterable[ShownArea]) -> list[ShownPoint]:
    """Choose the spots to draw: points with enough people as they are, the others of an estate joined.

    Points with fewer than ``least_people`` become one spot in their middle; where even together they are too few,
    they join the nearest point of their estate that has enough. Small estates are not drawn.
    """
    shown = []
    for area in areas:
        if not area.others:
            shown += [_join(study, area.name, group, spot) for group, spot in _gather(study, area.members)]
    return shown


def serve(points: Sequence[DemandPoint], allocation: Allocation, members: Sequence[int]) -> Served:
    """Sum up how an allocation serves some demand points."""
    reached = [number for number in members if math.isfinite(allocation.minutes[number])]
    walking = _count(points, reached)
    by_site: dict[str, float] = defaultdict(float)
    for number in members:
        name = allocation.site[number]
        if name is not None:
            by_site[name] += points[number].people
    return Served(
        covered=math.fsum(allocation.covered[number] for number in members),
        minutes=math.fsum(allocation.minutes[n] * points[n].people for n in reached) / walking if walking else None,
        site=max(sorted(by_site), key=by_site.__getitem__, default=None),
    )


def count_flows(
    study: SiteStudy, allocation: Allocation, areas: Sequence[ShownArea]
) -> Mapping[tuple[int, str], float]:
    """Count people by area (its place in ``areas``) and site; flows of fewer than ``least_people`` are left out."""
    flows: dict[tuple[int, str], float] = defaultdict(float)
    for row, area in enumerate(areas):
        for number in () if area.others else area.members:
            name = allocation.site[number]
            if name is not None:
                flows[row, name] += study.points[number].people
    return {key: people for key, people in sorted(flows.items()) if people >= study.rules.least_people}


def count_changes(study: SiteStudy, members: Sequence[int]) -> tuple[float, float]:
    """Count the people whose walk gets shorter, and those whose walk gets longer, by ``change_minutes`` or more."""
    if study.after is None:
        return 0.0, 0.0
    nearer = farther = 0.0
    for number in members:
        before, after = study.before.minutes[number], study.after.minutes[number]
        if before == after:
            continue
        if before - after >= study.rules.change_minutes:
            nearer += study.points[number].people
        elif after - before >= study.rules.change_minutes:
            farther += study.points[number].people
    return nearer, farther


def _count(points: Sequence[DemandPoint], members: Iterable[int]) -> float:
    return math.fsum(points[number].people for number in members)


def _gather(study: SiteStudy, members: Sequence[int]) -> list[tuple[list[int], tuple[float, float]]]:
    """Group an estate's points into spots, each with its members and where it stands."""
    points, least = study.points, study.rules.least_people
    big = [number for number in members if points[number].people >= least]
    small = [number for number in members if points[number].people < least]
    groups = [([number], (points[number].lat, points[number].lon)) for number in big]
    if small and (not big or _count(points, small) >= least):
        groups.append((small, _middle(points, small)))
    elif small:
        lat, lon = _middle(points, small)
        # degrees of longitude are shorter than those of latitude
        narrow = math.cos(math.radians(lat))
        nearest = min(groups, key=lambda group: math.hypot(group[1][0] - lat, (group[1][1] - lon) * narrow))
        nearest[0].extend(small)
    return groups


def _middle(points: Sequence[DemandPoint], members: Sequence[int]) -> tuple[float, float]:
    people = _count(points, members)
    lat = math.fsum(points[number].lat * points[number].people for number in members) / people
    lon = math.fsum(points[number].lon * points[number].people for number in members) / people
    return lat, lon


def _join(study: SiteStudy, area: str, members: Sequence[int], spot: tuple[float, float]) -> ShownPoint:
    return ShownPoint(
        area=area,
        lat=spot[0],
        lon=spot[1],
        people=_count(study.points, members),
        joined=len(members),
        before=serve(study.points, study.before, members),
        after=serve(study.points, study.after, members) if study.after else None,
    )
