"""An invented district for planners: communities, buildings, meal points that are open, rooms that could be had."""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from maps.earth import measure_great_circle
from routing.errors import Fault, FaultKind, InputError
from scenarios.day_tables import write_tables
from scenarios.demand.catalogue import LANGUAGES
from scenarios.district.corridors import FOOTBRIDGE
from scenarios.district.draw import District, draw_district
from scenarios.district.estates import Estate, House
from scenarios.district.osm_file import write_osm
from scenarios.generate import NEGATIVE, UNKNOWN_LANGUAGE
from scenarios.new_folder import make_folder, refuse_folder
from scenarios.settings import FORMAT

TOO_LARGE = FaultKind("G110", "{field} is {value}, more than {most}", "give at most {most}")

MOST = 1_000
"""Communities, points or rooms of one district."""
SETTINGS_FILE = "district.toml"
STREETS_FILE = "streets.osm.pbf"
OLD = "slab"
"""Style of the estates of the old town."""
STEPS = {"highway": "steps", "bridge": "yes", "layer": "2"}
"""Footbridges of a made-up district have steps, so that a step-free walk is another walk."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Community:
    name: str
    estates: tuple[Estate, ...]
    eat: float
    deliver: float

    @property
    def houses(self) -> list[tuple[Estate, House]]:
        return [(estate, house) for estate in self.estates for house in estate.houses]

    @property
    def middle(self) -> tuple[float, float]:
        gates = [estate.gate for estate in self.estates]
        return sum(lat for lat, _ in gates) / len(gates), sum(lon for _, lon in gates) / len(gates)

    @property
    def elders(self) -> float:
        return sum(estate.elders for estate in self.estates)

    @property
    def old_share(self) -> float:
        return sum(estate.elders for estate in self.estates if estate.style == OLD) / max(self.elders, 1e-9)


def generate_district(
    out: Path, *, communities: int = 100, points: int = 47, rooms: int = 120, seed: int = 1, lang: str = "zh-CN"
) -> Path:
    """Write a folder with an invented district that :func:`scenarios.district_files.read.read_district` reads.

    Streets, estates and houses are drawn as for a made-up day, footbridges with steps. Communities are estates that lie
    together; every house is a demand point. Points opened where others were near; rooms are few in the old town.

    Parameters
    ----------
    out
        A folder that is not there yet, or is empty. It appears whole or not at all.
    communities, points, rooms
        How many there are; two points may be in one community only where there are more points than communities.
    seed
        The same seed and sizes give the same bytes.
    lang
        Of headers, words and names of points: "zh-CN" or "en". Names of estates are Chinese.

    Raises
    ------
    InputError
        Where a number makes no sense or the folder is taken (every fault at once).
    """
    faults = [*_senseless({"communities": communities, "points": points, "rooms": rooms}), *refuse_folder(out)]
    if lang not in LANGUAGES:
        faults.append(UNKNOWN_LANGUAGE.at(values={"value": lang, "known": ", ".join(LANGUAGES)}))
    if faults:
        raise InputError(faults)
    figures = _read_figures()
    words: Mapping[str, str] = figures["words"][lang]
    ground = _draw_ground(seed, communities)
    grouped = _group(seed, ground.estates, communities, words)
    rng = Random(f"{seed}/sites")  # noqa: S311 - repeatable, not secret
    tables: dict[str, Rows] = {
        "demand": list(_list_demand(rng, grouped)),
        "sites": _list_points(rng, grouped, points, words),
        "candidates": _list_rooms(rng, grouped, rooms, words),
    }
    with make_folder(out, last=SETTINGS_FILE) as folder:
        write_osm(ground.sketch, folder / STREETS_FILE)
        title = words["district"].format(district=ground.name.removesuffix("街道") + "区")
        lines = [f"format = {FORMAT}", f'name = "{title}"', 'coordinates = "wgs84"', f'streets = "{STREETS_FILE}"']
        (folder / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        write_tables(folder, tables, lang=lang, empty=True)
    return out


def _senseless(numbers: Mapping[str, int]) -> Iterator[Fault]:
    for field, value in numbers.items():
        least = 1 if field == "communities" else 0
        if value < least:
            yield NEGATIVE.at(values={"field": field, "value": value})
        if value > MOST:
            yield TOO_LARGE.at(values={"field": field, "value": value, "most": MOST})


@cache
def _read_figures() -> Mapping[str, Any]:
    text = resources.files("scenarios.sites").joinpath("made_up.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _draw_ground(seed: int, communities: int) -> District:
    """Draw land until there are estates enough; how many there are on so much land is up to chance."""
    figures = _read_figures()["ground"]
    wanted = max(communities, round(communities * figures["estates_a_community"]))
    side = round(math.sqrt(wanted * figures["square_metres_an_estate"]))
    while True:
        drawn = draw_district(Random(f"{seed}/ground"), side=max(side, 1_500))  # noqa: S311 - repeatable, not secret
        if len(drawn.estates) >= communities:
            break
        side = round(side * 1.15)
    for place, way in enumerate(drawn.sketch.ways):
        if way.tags == FOOTBRIDGE:
            drawn.sketch.ways[place] = dataclasses.replace(way, tags=STEPS)
    return drawn


def _group(seed: int, estates: Sequence[Estate], count: int, words: Mapping[str, str]) -> list[_Community]:
    """Divide the estates into communities of estates that lie together: halves of halves, along the longer side."""
    rng = Random(f"{seed}/communities")  # noqa: S311 - repeatable, not secret
    figures = _read_figures()["people"]

    def divide(part: list[Estate], into: int) -> Iterator[list[Estate]]:
        if into == 1:
            yield part
            return
        spread = [max(at) - min(at) for at in zip(*(estate.gate for estate in part), strict=True)]
        part = sorted(part, key=lambda estate: (estate.gate[spread[1] > spread[0]], estate.name))
        first = into // 2
        cut = min(max(round(len(part) * first / into), first), len(part) - (into - first))
        yield from divide(part[:cut], first)
        yield from divide(part[cut:], into - first)

    groups = list(divide(list(estates), count))
    return [
        _Community(
            name=words["community"].format(estate=_shorten(max(group, key=lambda estate: estate.elders).name)),
            estates=tuple(group),
            eat=rng.uniform(*figures["eat"]),
            deliver=rng.uniform(*figures["deliver"]),
        )
        for group in groups
    ]


def _shorten(estate: str) -> str:
    """Take the ending off a name to which another is added."""
    return estate.removesuffix("小区").removesuffix("社区")


def _list_demand(rng: Random, communities: Sequence[_Community]) -> Iterator[dict[str, Any]]:
    figures = _read_figures()["people"]
    number = 0
    for community in communities:
        for estate, house in community.houses:
            number += 1
            older = figures["older_in"].get(estate.style, 1.0)
            weights = [share * factor for share, factor in zip(figures["bands"], (1.0, 1.0, older), strict=True)]
            mean = figures["a_door_and_storey"] * len(house.doors) * house.storeys
            count = max(0, round(mean * rng.uniform(0.6, 1.4)))
            bands = rng.choices(range(3), weights, k=count)
            lat, lon = house.doors[0]
            yield {
                "demand": f"B{number:04d}",
                "kind": "building",
                "name": f"{estate.name}{house.number}号楼",
                "area": community.name,
                "lat": lat,
                "lon": lon,
                "people_60_69": bands.count(0),
                "people_70_79": bands.count(1),
                "people_80": bands.count(2),
                "eat": f"{community.eat:.3f}",
                "deliver": f"{community.deliver:.3f}",
            }


def _list_points(rng: Random, communities: Sequence[_Community], count: int, words: Mapping[str, str]) -> Rows:
    figures = _read_figures()["points"]
    rows: Rows = []
    for community in _gather(rng, communities, count, figures["gathered"]):
        number = len(rows) + 1
        row = _open_in(rng, community, figures)
        state = rng.random()
        closable, movable = figures["closable_share"], figures["movable_share"]
        row["state"] = "closable" if state < closable else "movable" if state < closable + movable else "fixed"
        row |= {"site": f"P{number:03d}", "name": words["point"].format(community=community.name)}
        row |= {"phone": words["phone"].format(number=number), "hours": words["hours"]}
        rows.append(row)
    return rows


def _list_rooms(rng: Random, communities: Sequence[_Community], count: int, words: Mapping[str, str]) -> Rows:
    figures = _read_figures()["points"] | _read_figures()["rooms"]
    weights = [one.elders * (1 - one.old_share * (1 - figures["old_town_share"])) for one in communities]
    rows: Rows = []
    for community in rng.choices(communities, weights, k=count):
        row = _open_in(rng, community, figures)
        house = row.pop("house")
        row |= {"candidate": f"R{len(rows) + 1:03d}", "year": rng.choice(figures["years"]) or ""}
        row["name"] = words["room"].format(community=community.name, number=house)
        rows.append(row)
    return rows


def _gather(rng: Random, communities: Sequence[_Community], count: int, gathered: float) -> list[_Community]:
    """Choose the communities that have a point, gathered around one that was first."""
    first = rng.choice(list(communities))
    metres = [float(measure_great_circle(*one.middle, *first.middle)) for one in communities]
    usual = sorted(metres)[len(metres) // 2] or 1.0
    chosen: list[int] = []
    while len(chosen) < count:
        again = len(chosen) // len(communities) * len(communities)
        left = sorted(set(range(len(communities))) - set(chosen[again:]))
        weights = [math.exp(-gathered * metres[k] / usual / 2) for k in left]
        chosen.append(rng.choices(left, weights)[0])
    return [communities[k] for k in chosen]


def _open_in(rng: Random, community: _Community, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Find a ground floor in a community, at a door of one of its houses."""
    estate = rng.choice([one for one in community.estates if one.houses] or list(community.estates))
    house = rng.choice(estate.houses) if estate.houses else None
    lat, lon = rng.choice(house.doors) if house is not None else estate.gate
    number = house.number if house is not None else 1
    seats = rng.choice(figures["seats"])
    return {
        "address": f"{estate.name}{number}号楼",
        "lat": lat,
        "lon": lon,
        "area": community.name,
        "seats": seats,
        "meals": round(seats * figures["meals_a_seat"]),
        "step_free": rng.random() < figures["step_free_share"],
        "rent": 100 * round(seats * rng.uniform(*figures["rent_a_seat"]) / 100),
        "house": number,
    }
