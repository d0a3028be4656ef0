"""Doors that people live behind: which estates, which house, which floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from scenarios.demand.catalogue import Catalogue
from scenarios.district.estates import Estate, House

HIGH_LIFT_STOREYS = 12
"""From here on one waits longer for the lift."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """One door. ``flights`` is the storey for which there is no lift, 0 where there is one or none is needed."""

    lat: float
    lon: float
    estate: str
    address: str
    door_minutes: float
    flights: int


def choose_homes(rng: Random, catalogue: Catalogue, estates: Sequence[Estate], *, count: int) -> list[Home]:
    """Choose doors, estate by estate: a few estates have many, as the contracts of an office go by estate."""
    if not count:
        return []
    lived_in = [estate for estate in estates if any(house.doors for house in estate.houses)]
    wanted = math.ceil(count / catalogue.figures["clients"]["stops_per_estate"])
    # Keys of weighted sampling without replacement (Efraimidis & Spirakis 2006).
    keyed = sorted(lived_in, key=lambda estate: rng.random() ** (1 / max(estate.elders, 1e-9)), reverse=True)
    chosen = keyed[: max(1, min(wanted, len(keyed)))]
    weights = [estate.elders * rng.uniform(0.5, 1.5) for estate in chosen]
    picked = rng.choices(range(len(chosen)), weights, k=count)
    return [_choose_home(rng, catalogue, chosen[k]) for k in sorted(picked)]


def _choose_home(rng: Random, catalogue: Catalogue, estate: Estate) -> Home:
    house = rng.choices(estate.houses, [len(house.doors) for house in estate.houses])[0]
    stair = rng.randrange(len(house.doors))
    floor = _choose_floor(rng, house)
    room = f"{floor}{rng.randint(1, 4):02d}"
    lat, lon = house.doors[stair]
    return Home(
        lat=lat,
        lon=lon,
        estate=estate.name,
        address=estate.name + catalogue.word("words", "house", number=house.number, unit=stair + 1, room=room),
        door_minutes=_door_minutes(catalogue, house, floor),
        flights=floor if floor > 1 and not house.lift else 0,
    )


def _choose_floor(rng: Random, house: House) -> int:
    if house.lift:
        return rng.randint(1, house.storeys)
    # Whoever can, moves down as the stairs get hard.
    return rng.choices(range(1, house.storeys + 1), range(house.storeys + 1, 1, -1))[0]


def _door_minutes(catalogue: Catalogue, house: House, floor: int) -> float:
    figures = catalogue.figures["door_minutes"]
    if floor == 1:
        return float(figures["street"])
    if not house.lift:
        return float(figures["street"] + figures["a_flight"] * (floor - 1))
    return float(figures["street"] + (figures["high_lift"] if floor > HIGH_LIFT_STOREYS else figures["lift"]))
