"""Care visits and meals of an invented day, as rows of its tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from scenarios.demand.catalogue import CareService, Catalogue, read_people_names
from scenarios.demand.homes import Home, choose_homes
from scenarios.district.estates import Estate

Row = dict[str, Any]


@dataclass
class Orders:
    """Rows of the tables of clients, services, visits and gaps; ``spots`` is (lat, lon) by client id."""

    clients: list[Row] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)


def draw_orders(rng: Random, catalogue: Catalogue, estates: Sequence[Estate], *, visits: int, meals: int) -> Orders:
    """Invent who wants what: exactly ``visits`` care visits, and stops with ``meals`` meals in all."""
    stops, bulk = _portion_meals(rng, catalogue, meals)
    cared_for = max(1, round(visits / catalogue.figures["clients"]["visits_each"])) if visits else 0
    shared = min(cared_for, round(len(stops) * catalogue.figures["clients"]["meals_shared"]))
    homes = choose_homes(rng, catalogue, estates, count=cared_for + len(stops) - shared)
    wants_care = [True] * cared_for + [False] * (len(homes) - cared_for)
    rng.shuffle(wants_care)
    orders = Orders(services=_service_rows(catalogue, care=bool(visits), meals=bool(stops), bulk=bool(bulk)))
    width = max(3, len(str(len(homes) + len(bulk))))
    numbers = (f"C{number:0{width}d}" for number in itertools.count(1))
    for home in homes:
        _add_client(orders, next(numbers), _client_row(rng, catalogue, home))
    carers = [row for row, care in zip(orders.clients, wants_care, strict=True) if care]
    others = [row for row, care in zip(orders.clients, wants_care, strict=True) if not care]
    orders.visits += _care_rows(rng, catalogue, carers, visits)
    eaters = sorted([*others, *rng.sample(carers, shared)], key=lambda row: str(row["client"]))
    meal_points = _meal_point_rows(rng, catalogue, estates, len(bulk))
    for row in meal_points:
        _add_client(orders, next(numbers), row)
    orders.visits += _meal_rows(rng, catalogue, list(zip(meal_points, bulk, strict=True)), eaters, stops)
    return orders


def _portion_meals(rng: Random, catalogue: Catalogue, meals: int) -> tuple[list[int], list[int]]:
    """Portions of each door and of each meal point; all add up to ``meals``."""
    bulk: list[int] = []
    figures = catalogue.figures["bulk"]
    if meals >= figures["least_meals"]:
        while sum(bulk) < meals * figures["share"]:
            bulk.append(rng.randint(*figures["portions"]))
    sizes = {int(size): weight for size, weight in catalogue.figures["meal"]["portions"].items()}
    stops: list[int] = []
    left = meals - sum(bulk)
    while left:
        stops.append(min(left, rng.choices(list(sizes), list(sizes.values()))[0]))
        left -= stops[-1]
    return stops, bulk


def _service_rows(catalogue: Catalogue, *, care: bool, meals: bool, bulk: bool) -> list[Row]:
    rows: list[Row] = [
        {
            "service": service.id,
            "role": "caregiver",
            "minutes": service.minutes[0],
            "skills": catalogue.skills[service.skill].name if service.skill else "",
            "priority": service.usual_priority,
            "mandatory": service.mandatory,
        }
        for service in (catalogue.care if care else ())
    ]
    for key in [key for key, there in (("meal", meals), ("bulk", bulk)) if there]:
        figures = catalogue.figures[key]
        rows.append(
            {
                "service": figures["id"][catalogue.short],
                "role": "courier",
                "minutes": figures["minutes"],
                "skills": "",
                "priority": figures["priority"],
                "mandatory": True,
            }
        )
    return rows


def _client_row(rng: Random, catalogue: Catalogue, home: Home) -> Row:
    notes = []
    if home.flights > 2:
        notes.append(catalogue.word("notes", "walk_up", floor=catalogue.numeral(home.flights)))
    if rng.random() < catalogue.figures["clients"]["noted"]:
        notes.append(rng.choice(catalogue.remarks()))
    return {
        "name": read_people_names().elder(rng),
        "lat": home.lat,
        "lon": home.lon,
        "area": home.estate,
        "address": home.address,
        "door_minutes": home.door_minutes,
        "notes": ("；" if catalogue.short == "zh" else "; ").join(notes),
    }


def _meal_point_rows(rng: Random, catalogue: Catalogue, estates: Sequence[Estate], count: int) -> list[Row]:
    chosen = [estates[k] for k in sorted(rng.sample(range(len(estates)), min(count, len(estates))))]
    chosen += rng.choices(estates, k=count - len(chosen))
    return [
        {
            "name": estate.name + catalogue.word("words", "meal_point"),
            "lat": estate.gate[0],
            "lon": estate.gate[1],
            "area": estate.name,
            "address": estate.name,
            "door_minutes": catalogue.figures["door_minutes"]["street"],
            "notes": "",
        }
        for estate in chosen
    ]


def _add_client(orders: Orders, name: str, row: Row) -> None:
    row["client"] = name
    orders.clients.append(row)
    orders.spots[name] = (row["lat"], row["lon"])


def _care_rows(rng: Random, catalogue: Catalogue, clients: Sequence[Row], count: int) -> Iterator[Row]:
    """Give every client one visit and some a second one of another kind at another time."""
    services = _shared_out(rng, catalogue.care, count)
    width = max(3, len(str(count)))
    taken: dict[str, set[str]] = {}
    for number, service in enumerate(services, start=1):
        candidates = clients if number > len(clients) else clients[number - 1 : number]
        for _ in range(3):
            client = str(rng.choice(candidates)["client"])
            if service.id not in taken.get(client, ()):
                break
        taken.setdefault(client, set()).add(service.id)
        minutes = rng.choice(service.minutes)
        priority = rng.choices((1, 2, 3), service.priorities)[0]
        yield {
            "visit": f"V{number:0{width}d}",
            "client": client,
            "service": service.id,
            "windows": rng.choice(service.windows),
            "minutes": minutes if minutes != service.minutes[0] else "",
            "priority": priority if priority != service.usual_priority else "",
            "demand": "",
        }


def _shared_out(rng: Random, services: Sequence[CareService], count: int) -> list[CareService]:
    """Share ``count`` visits out by the services' shares, rounded so that they add up, in random order."""
    total = sum(service.share for service in services)
    exact = [count * service.share / total for service in services]
    whole = [int(share) for share in exact]
    by_rest = sorted(range(len(services)), key=lambda k: exact[k] - whole[k], reverse=True)
    for k in by_rest[: count - sum(whole)]:
        whole[k] += 1
    wanted = [service for service, number in zip(services, whole, strict=True) for _ in range(number)]
    rng.shuffle(wanted)
    return wanted


def _meal_rows(
    rng: Random,
    catalogue: Catalogue,
    bulk: Sequence[tuple[Mapping[str, Any], int]],
    eaters: Sequence[Mapping[str, Any]],
    stops: Sequence[int],
) -> Iterator[Row]:
    width = max(3, len(str(len(bulk) + len(stops))))
    # Neighbours are promised the same time, since one courier brings their meals together.
    promised: dict[str, str] = {}
    orders = [("bulk", row, portions) for row, portions in bulk]
    orders += [("meal", row, portions) for row, portions in zip(eaters, stops, strict=True)]
    for number, (key, client, portions) in enumerate(orders, start=1):
        figures = catalogue.figures[key]
        window = rng.choice(figures["windows"])
        yield {
            "visit": f"M{number:0{width}d}",
            "client": client["client"],
            "service": figures["id"][catalogue.short],
            "windows": window if key == "bulk" else promised.setdefault(str(client["area"]), window),
            "minutes": "",
            "priority": "",
            "demand": portions,
        }
