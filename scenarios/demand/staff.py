"""Stations, the kitchen, and who is on duty."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from maps.earth import METRES_A_DEGREE
from scenarios.demand.catalogue import Catalogue, Skill, read_people_names
from scenarios.demand.orders import Orders, Row
from scenarios.district.estates import Estate

Spots = Sequence[tuple[float, float]]
T = TypeVar("T")

MOST_SPOTS, MOST_CANDIDATES = 3_000, 1_500
"""Clients and estates weighed at once; of more, every n-th: that changes a station's place little."""


def choose_depots(
    catalogue: Catalogue, estates: Sequence[Estate], kitchens: Spots, orders: Orders, *, stations: int
) -> list[Row]:
    """Place stations in the estates nearest to the clients, and a kitchen in the middle; the kitchen comes last."""
    spots = _thin_out(list(orders.spots.values()), MOST_SPOTS)
    estates = _thin_out(estates, MOST_CANDIDATES)
    metres = _metres([estate.gate for estate in estates], spots)
    rows = []
    for number, k in enumerate(_choose_middles(metres, min(stations, len(estates))), start=1):
        estate = estates[k]
        name = estate.name + catalogue.word("words", "station")
        rows.append(_depot_row(f"S{number}", name, estate.gate, estate.name))
    nearest = int(_metres(kitchens, spots).sum(axis=1).argmin())
    return [*rows, _depot_row("K1", catalogue.word("words", "kitchen"), kitchens[nearest], "")]


def _thin_out(things: Sequence[T], most: int) -> Sequence[T]:
    return things[:: math.ceil(len(things) / most)]


def _depot_row(name: str, title: str, spot: tuple[float, float], area: str) -> Row:
    return {"depot": name, "name": title, "lat": spot[0], "lon": spot[1], "area": area}


def draw_staff(
    rng: Random, catalogue: Catalogue, depots: Sequence[Row], orders: Orders, *, caregivers: int, couriers: int
) -> list[Row]:
    """Invent who is on duty: near their clients, with enough qualified people for each kind of visit."""
    roles = {row["service"]: row["role"] for row in orders.services}
    stations = depots[:-1] or depots
    care = [row for row in orders.visits if roles[row["service"]] == "caregiver"]
    meals = [row for row in orders.visits if roles[row["service"]] == "courier"]
    return [
        *_caregiver_rows(rng, catalogue, _nearest_depots(stations, orders, care), caregivers, care),
        *_courier_rows(rng, catalogue, _nearest_depots(depots, orders, meals), couriers, depots[-1]),
    ]


def _caregiver_rows(
    rng: Random,
    catalogue: Catalogue,
    busy: Counter[tuple[str, str]],
    count: int,
    care: Sequence[Row],
) -> Iterator[Row]:
    figures = catalogue.figures["staff"]
    homes = _apportion(busy, count)
    is_small = count <= figures["small"]["team"]
    part_time = set(rng.sample(range(count), 0 if is_small else int(count * figures["part_time"])))
    skills = _share_skills(rng, catalogue, homes, sorted(set(range(count)) - part_time), care)
    part_shifts = itertools.cycle(figures["part_shifts"])
    width = max(2, len(str(count)))
    for k, (depot, team) in enumerate(homes):
        shift = next(part_shifts) if k in part_time else rng.choice(figures["full_shifts"])
        mode = "walk" if rng.random() < figures["walking"] else "e-bike"
        if is_small:
            shift, mode = figures["small"]["shift"], "e-bike"
        yield {
            "worker": f"H{k + 1:0{width}d}",
            "name": read_people_names().worker(rng),
            "role": "caregiver",
            "skills": skills[k],
            "mode": mode,
            **_shift_cells(shift),
            "capacity": "",
            "start": depot,
            "end": depot,
            "team": team,
        }


def _courier_rows(
    rng: Random,
    catalogue: Catalogue,
    busy: Counter[tuple[str, str]],
    count: int,
    kitchen: Row,
) -> Iterator[Row]:
    """Couriers start where the meals for their part of the district are; one van starts at the kitchen."""
    figures = catalogue.figures["staff"]
    vans = 1 if count >= figures["van"]["least_couriers"] else 0
    homes = _apportion(busy, count - vans)
    width = max(2, len(str(count)))
    for k in range(count):
        van = k < vans
        depot, team = (kitchen["depot"], kitchen["name"]) if van else homes[k - vans]
        yield {
            "worker": f"D{k + 1:0{width}d}",
            "name": read_people_names().worker(rng),
            "role": "courier",
            "skills": [],
            "mode": "car" if van else "e-bike",
            **_shift_cells(figures["van"]["shift"] if van else rng.choice(figures["courier_shifts"])),
            "capacity": figures["van"]["capacity"] if van else rng.choice(figures["boxes"]),
            "start": depot,
            "end": depot,
            "team": team,
        }


def _shift_cells(shift: str) -> Row:
    start, end = shift.split("-")
    return {"shift_start": start, "shift_end": end}


def _share_skills(
    rng: Random,
    catalogue: Catalogue,
    homes: Sequence[tuple[str, str]],
    full_time: Sequence[int],
    care: Sequence[Row],
) -> list[list[str]]:
    """Give each skill to as many people as its visits need, to nobody twice while there are others.

    A skill that one station alone holds goes to people of the first station.
    """
    held: list[list[str]] = [[] for _ in homes]
    candidates = list(full_time) or list(range(len(homes)))
    if not candidates:
        return held
    counts = Counter(row["service"] for row in care for _ in range(row.get("workers") or 1))
    for key, skill in catalogue.skills.items():
        asked = [service for service in catalogue.care if service.skill == key and counts[service.id]]
        at_station = [k for k in candidates if homes[k][0] == homes[0][0]]
        among = at_station if skill.one_station and at_station else list(candidates)
        rng.shuffle(among)
        among.sort(key=lambda k: len(held[k]))
        visits = sum(counts[service.id] for service in asked)
        mandatory = any(service.mandatory for service in asked)
        for k in among[: _count_holders(catalogue, skill, visits, mandatory=mandatory)]:
            held[k].append(skill.name)
    return held


def _count_holders(catalogue: Catalogue, skill: Skill, visits: int, *, mandatory: bool) -> int:
    """Count who must hold a skill for its visits; enough for all of them in one window where they are few."""
    holders = math.ceil(visits / skill.visits_a_holder)
    if not mandatory:
        return holders
    small: Mapping[str, int] = catalogue.figures["staff"]["small"]
    return max(holders, min(max(small["least"], visits), small["holders"]))


def _nearest_depots(depots: Sequence[Row], orders: Orders, visits: Sequence[Row]) -> Counter[tuple[str, str]]:
    """How many visits are nearest to each depot, by the depot's id and name, in the depots' order."""
    counts = Counter({(depot["depot"], depot["name"]): 0 for depot in depots})
    if visits:
        spots = [orders.spots[row["client"]] for row in visits]
        doors = [(depot["lat"], depot["lon"]) for depot in depots]
        for begin in range(0, len(spots), MOST_SPOTS):
            nearest = _metres(doors, spots[begin : begin + MOST_SPOTS]).argmin(axis=0)
            counts.update((depots[k]["depot"], depots[k]["name"]) for k in nearest.tolist())
    return counts


def _apportion(busy: Counter[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """Share workers out by the visits near each depot (largest remainders)."""
    total = sum(busy.values())
    depots = list(busy)
    exact = [count * busy[depot] / total if total else count / len(depots) for depot in depots]
    whole = [int(share) for share in exact]
    for k in sorted(range(len(depots)), key=lambda k: whole[k] - exact[k])[: count - sum(whole)]:
        whole[k] += 1
    return [depot for depot, number in zip(depots, whole, strict=True) for _ in range(number)]


def _choose_middles(metres: NDArray[np.float64], count: int) -> list[int]:
    """Choose rows, one after the other, each of which most shortens the columns' ways to the nearest.

    Greedy p-median: Kuehn & Hamburger 1963.
    """
    nearest = np.full(metres.shape[1], np.inf)
    chosen: list[int] = []
    for _ in range(count):
        totals = np.minimum(metres, nearest).sum(axis=1)
        totals[chosen] = np.inf
        chosen.append(int(totals.argmin()))
        nearest = np.minimum(nearest, metres[chosen[-1]])
    return chosen


def _metres(origins: Spots, targets: Spots) -> NDArray[np.float64]:
    """Straight metres from each origin to each target, to the metre, so that ties fall the same way everywhere."""
    one = np.array(origins, dtype=np.float64).reshape(-1, 1, 2)
    other = np.array(targets, dtype=np.float64).reshape(1, -1, 2)
    north, east = np.moveaxis(one - other, -1, 0)
    scale = math.cos(math.radians(float(one[0, 0, 0])))
    metres: NDArray[np.float64] = np.rint(METRES_A_DEGREE * np.hypot(north, east * scale))
    return metres
