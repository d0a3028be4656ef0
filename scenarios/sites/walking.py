"""From a district and its streets to the question that the siting models answer: who walks how far to which door."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from maps.step_free import close_steps
from maps.streets import Streets, read_streets
from maps.walks import walk_matrix
from routing.errors import FaultKind, InputError, NoWayError
from scenarios.district_files.rows import State
from scenarios.district_files.served import BANDS, ServedDistrict
from scenarios.place_rows import name_rows
from scenarios.rows import cap_faults
from scenarios.sites.problem import SitingProblem

NO_STREETS = FaultKind(
    "D310", "the district names no street file", 'add streets = "FILE" to district.toml, or give --streets FILE'
)
NOBODY_COUNTS = FaultKind(
    "D311", "nobody counts: {count} has no people in this district", "count others, or fill in the numbers of people"
)
NO_SITES = FaultKind(
    "D312", "the district has neither meal points nor rooms", "add rows to the tables sites or candidates"
)

Count = Literal["people", "eaters", "60-69", "70-79", "80+"]
"""Who counts: everybody of 60 and over, those who eat a meal on a working day, or one age band."""
COUNTS: tuple[Count, ...] = get_args(Count)


def open_streets(district: ServedDistrict, *, step_free: bool = False) -> Streets:
    """Read the streets of a district, without steps where asked.

    Raises
    ------
    InputError
        Where the district names none, or as :func:`maps.streets.read_streets`.
    """
    if district.streets is None:
        raise InputError(NO_STREETS.at(file=district.source.name))
    streets = read_streets(district.streets)
    return close_steps(streets) if step_free else streets


def pose_problem(
    district: ServedDistrict,
    streets: Streets,
    *,
    count: Count = "people",
    unit: Literal["s", "m"] = "s",
    step_free: bool = False,
    cache: Path | None = None,
) -> SitingProblem:
    """Measure every walk on the streets and put the siting question together.

    Parameters
    ----------
    streets
        From :func:`open_streets`; the walks are the fastest ways on them, in ``unit``, with the same ways in the
        other unit as ``second``.
    step_free
        A site that is not step-free itself is then nobody's: its column is not reachable.
    cache
        A folder where walks are kept between runs.

    Raises
    ------
    InputError
        Where there are no sites at all, or nobody counts.
    NoWayError
        Where places are off the network, each with its file and row.
    """
    if not district.sites:
        raise InputError(NO_SITES.at(file=district.source.name))
    people = count_people(district, count)
    if not people.sum():
        raise InputError(NOBODY_COUNTS.at(file=district.source.name, values={"count": count}))
    demand, doors = [point.place for point in district.demand], [site.place for site in district.sites]
    try:
        walks = walk_matrix(streets, demand, doors, cache=cache)
    except NoWayError as error:
        raise NoWayError(cap_faults(name_rows(error.faults, district.rows))) from None
    first, second = (walks.seconds, walks.metres) if unit == "s" else (walks.metres, walks.seconds)
    usable = np.array([site.step_free or not step_free for site in district.sites])
    return SitingProblem(
        demand_ids=tuple(point.id for point in district.demand),
        site_ids=tuple(site.id for site in district.sites),
        people=people,
        cost=first,
        reachable=np.broadcast_to(usable, first.shape).copy(),
        unit=unit,
        second=second,
        existing=np.array([site.is_open for site in district.sites]),
        closable=np.array([site.state in (State.CLOSABLE, State.MOVABLE) for site in district.sites]),
        price=np.array([site.rent for site in district.sites], dtype=np.int64),
        capacity=np.array([site.meals for site in district.sites], dtype=np.int64),
        opens=np.array([site.year for site in district.sites], dtype=np.int64),
    )


def count_people(district: ServedDistrict, count: Count) -> NDArray[np.float64]:
    """How many count at each demand point, shape (d,)."""
    if count == "people":
        return np.asarray(district.people.sum(axis=1))
    return district.eaters if count == "eaters" else np.asarray(district.people[:, BANDS.index(count)])
