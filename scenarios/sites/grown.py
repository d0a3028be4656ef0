"""The people of a district as a growth scenario has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from routing.errors import Fault, FaultKind, InputError
from scenarios.aliases import guess_among
from scenarios.cells import quote_value
from scenarios.changes.change import list_known
from scenarios.district_files.served import BANDS, ServedDistrict
from scenarios.rows import cap_faults
from scenarios.sites.effects import name_areas
from scenarios.sites.growth_file import GrowthFile, GrowthScenario
from scenarios.sites.walking import Count, count_people

UNKNOWN_COMMUNITY = FaultKind("D322", "nobody lives in a community {id}", "write one of: {known}")
GROWN_BEFORE = FaultKind(
    "D323", "line {line} lets the same people of this scenario grow already", "keep one of the two"
)
NOBODY_LEFT = FaultKind("D324", "the scenario {id} leaves nobody who counts", "let fewer go, or count others")
TOO_MANY_PEOPLE = FaultKind(
    "D330",
    "in the scenario {id} {people} people of one age would live at {point}, more than {most}",
    "let them be fewer",
)

MOST_PEOPLE = 1_000_000
"""Of one age band at one demand point, as in the tables of a district."""


def grow_people(district: ServedDistrict, growths: GrowthFile, count: Count) -> tuple[NDArray[np.float64], ...]:
    """Count the people of every scenario at each demand point, shape (d,) each.

    The parts of a scenario are multiplied where they meet: 10 % more of everybody and 20 % more of those of 80 and over
    are 32 % more of the latter. Shares who eat stay as they are.

    Parameters
    ----------
    count
        Who counts.

    Raises
    ------
    InputError
        With every fault found, each with its line: communities nobody lives in, growth said twice, nobody left.
    """
    faults = [fault for scenario in growths.scenarios for fault in _find_faults(district, growths, scenario)]
    grown = [] if faults else [_grow(district, scenario) for scenario in growths.scenarios]
    for scenario, one in zip(growths.scenarios, grown, strict=False):
        faults += _find_senseless(growths, scenario, one, count)
    if faults:
        raise InputError(cap_faults(faults))
    return tuple(count_people(one, count) for one in grown)


def _grow(district: ServedDistrict, scenario: GrowthScenario) -> ServedDistrict:
    areas = np.array(name_areas(district))
    people = district.people.copy()
    for part in scenario.parts:
        rows = np.isin(areas, part.communities) if part.communities else np.ones(len(areas), dtype=np.bool_)
        bands = slice(None) if part.band is None else BANDS.index(part.band)
        # Parts that meet may pass every number, or be everything times nothing: refused below, not warned of here.
        with np.errstate(over="ignore", invalid="ignore"):
            people[rows, bands] *= part.factor
    demand = zip(district.demand, people.tolist(), strict=True)
    return replace(district, demand=tuple(replace(point, people=tuple(row)) for point, row in demand))


def _find_faults(district: ServedDistrict, growths: GrowthFile, scenario: GrowthScenario) -> Iterator[Fault]:
    known = dict.fromkeys(name_areas(district))
    first: dict[tuple[frozenset[str], str | None], int] = {}
    for part in scenario.parts:
        for name in part.communities:
            if name not in known:
                guess = guess_among(name, known)
                said = list_known([guess] if guess else known)
                yield growths.at(UNKNOWN_COMMUNITY, part, "community", id=quote_value(name), known=said)
        who = frozenset(part.communities), part.band
        if who in first:
            yield growths.at(GROWN_BEFORE, part, "growth", line=first[who])
        first.setdefault(who, part.line)


def _find_senseless(
    growths: GrowthFile, scenario: GrowthScenario, grown: ServedDistrict, count: Count
) -> Iterator[Fault]:
    part = scenario.parts[0]
    people = np.nan_to_num(grown.people, nan=np.inf)
    point = int(people.max(axis=1).argmax())
    if (most := people[point].max()) > MOST_PEOPLE:
        name, said = quote_value(grown.demand[point].id), quote_value(scenario.name)
        yield growths.at(TOO_MANY_PEOPLE, part, "scenario", id=said, people=f"{most:.4g}", point=name, most=MOST_PEOPLE)
    elif not count_people(grown, count).sum():
        yield growths.at(NOBODY_LEFT, part, "scenario", id=quote_value(scenario.name))
