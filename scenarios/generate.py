"""An invented day, for trying things out: people, visits, meals and, unless given, the streets themselves."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from maps.streets import read_streets
from routing.errors import Fault, FaultKind, InputError
from scenarios.day_tables import Tables, say_settings, write_tables
from scenarios.demand.ages import draw_ages
from scenarios.demand.catalogue import LANGUAGES, Catalogue, read_catalogue
from scenarios.demand.coupled import couple_visits
from scenarios.demand.orders import draw_orders
from scenarios.demand.staff import choose_depots, draw_staff
from scenarios.demand.street_estates import place_estates
from scenarios.district.draw import SIDE, District, draw_district
from scenarios.district.estates import Estate
from scenarios.district.osm_file import write_osm
from scenarios.new_folder import make_folder, refuse_folder

NEGATIVE = FaultKind("G101", "{field} is {value}", "give a whole number of 0 or more")
TOO_MANY = FaultKind("G102", "{field} is {value}, more than {most}", "generate several days, or give at most {most}")
NOTHING_TO_DO = FaultKind("G103", "there are neither visits nor meals", "ask for at least one of them")
NO_CAREGIVERS = FaultKind(
    "G104", "there are {count} visits and no caregivers", "give at least one caregiver, or leave the number out"
)
NO_COURIERS = FaultKind(
    "G105", "there are {count} meals and no couriers", "give at least one courier, or leave the number out"
)
UNKNOWN_LANGUAGE = FaultKind("G107", "{value!r} is no language of day files", "give one of: {known}")

MOST = 50_000
"""Visits, meals or workers of one day; beyond it is a city's, not an office's or a district's."""
DATE = dt.date(2026, 11, 23)
"""A Monday. Fixed, so that the same command writes the same day tomorrow."""
ROOMY_STOPS = 1_500
"""Up to so many stops live in a district of the usual size; beyond, the area grows with them."""
MEALS_A_STOP = 1.5
REACH = 1_900
"""Metres around the densest part of a real street file from which people are served."""
STOPS_AN_ESTATE = 5
"""On a real street file."""
MOST_ESTATES = 1_500
"""On a real street file; beyond, each grows."""
MOST_KITCHENS = 3
"""Places on a real street file where the kitchen may be."""
STREETS_FILE = "streets.osm.pbf"
SETTINGS_FILE = "day.toml"


@dataclass(frozen=True, kw_only=True)
class _Size:
    visits: int
    two_worker_visits: int
    gaps: int
    wishes: int
    meals: int
    caregivers: int
    couriers: int
    stations: int

    @property
    def growth(self) -> float:
        """How many times wider than usual the area is."""
        return math.sqrt(max(1.0, (self.visits + self.meals / MEALS_A_STOP) / ROOMY_STOPS))


@dataclass(frozen=True, kw_only=True)
class _Ground:
    name: str
    estates: tuple[Estate, ...]
    kitchens: tuple[tuple[float, float], ...]
    district: District | None


def generate_day(
    out: Path,
    *,
    visits: int = 240,
    meals: int = 500,
    caregivers: int | None = None,
    couriers: int | None = None,
    two_worker_visits: int | None = None,
    gaps: int | None = None,
    wishes: int | None = None,
    seed: int = 1,
    streets: Path | None = None,
    lang: str = "zh-CN",
) -> Path:
    """Write a folder with an invented day that :func:`scenarios.day.read_day` reads.

    Parameters
    ----------
    out
        A folder that is not there yet, or is empty. It appears whole or not at all.
    visits
        Care visits.
    meals
        Meals in all; one stop may take several.
    caregivers, couriers
        On duty; None sizes them to the work.
    two_worker_visits, gaps, wishes
        Of the care visits: how many take two workers at one time, how many pairs keep a gap, how many have a wished
        latest start; fewer where there are no more visits to choose. None takes the usual share.
    seed
        The same seed and sizes give the same bytes.
    streets
        A street file to live on; it is named in day.toml, not copied. None draws a district and puts it in the folder.
    lang
        Of headers, words and services: "zh-CN" or "en". Names of people and places are Chinese.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    InputError
        Where a number makes no sense, the folder is taken, or the street file cannot be read (every fault at once).
    """
    work = {"visits": visits, "meals": meals}
    staff = {"caregivers": caregivers, "couriers": couriers}
    coupled = {"two_worker_visits": two_worker_visits, "gaps": gaps, "wishes": wishes}
    faults = [*_senseless_sizes(work, staff, coupled), *refuse_folder(out), *_refuse_language(lang)]
    if faults:
        raise InputError(faults)
    catalogue = read_catalogue(lang)
    size = _plan_size(catalogue, visits=visits, meals=meals, staff=staff, coupled=coupled)
    ground = _draw_ground(seed, size, streets)
    tables = _fill_tables(seed, catalogue, ground, size)
    named = STREETS_FILE if streets is None else _path_from(out, streets)
    with make_folder(out, last=SETTINGS_FILE) as folder:
        _write_folder(folder, catalogue, ground, tables, streets=named)
    return out


def _senseless_sizes(
    work: Mapping[str, int], staff: Mapping[str, int | None], coupled: Mapping[str, int | None]
) -> Iterator[Fault]:
    for field, value in {**work, **staff, **coupled}.items():
        if value is not None and value < 0:
            yield NEGATIVE.at(values={"field": field, "value": value})
        if value is not None and value > MOST:
            yield TOO_MANY.at(values={"field": field, "value": value, "most": MOST})
    if not any(work.values()):
        yield NOTHING_TO_DO.at()
    if work["visits"] > 0 and staff["caregivers"] == 0:
        yield NO_CAREGIVERS.at(values={"count": work["visits"]})
    if work["meals"] > 0 and staff["couriers"] == 0:
        yield NO_COURIERS.at(values={"count": work["meals"]})


def _refuse_language(lang: str) -> Iterator[Fault]:
    if lang not in LANGUAGES:
        yield UNKNOWN_LANGUAGE.at(values={"value": lang, "known": ", ".join(LANGUAGES)})


def _plan_size(
    catalogue: Catalogue, visits: int, meals: int, *, staff: Mapping[str, int | None], coupled: Mapping[str, int | None]
) -> _Size:
    figures, shares = catalogue.figures["staff"], catalogue.figures["coupled"]
    usual = {key: round(visits * shares[key]) for key in coupled}
    counts = {key: usual[key] if count is None else count for key, count in coupled.items()}
    care = visits + min(visits, counts["two_worker_visits"])
    caregivers, couriers = staff["caregivers"], staff["couriers"]
    return _Size(
        visits=visits,
        meals=meals,
        **counts,
        caregivers=_count_workers(figures, care, "visits_a_caregiver") if caregivers is None else caregivers,
        couriers=_count_workers(figures, meals, "meals_a_courier") if couriers is None else couriers,
        stations=max(1, round(visits / figures["visits_a_station"])),
    )


def _count_workers(figures: Mapping[str, Any], work: int, share: str) -> int:
    """Count the workers who make all that is mandatory, whatever the windows are."""
    if not work:
        return 0
    usual: float = figures[share]
    small: Mapping[str, float] = figures["small"]
    first = math.ceil(min(work, small["first"]) / small[share])
    return max(math.ceil(work / usual), first, int(small["least"]))


def _draw_ground(seed: int, size: _Size, streets: Path | None) -> _Ground:
    rng = Random(f"{seed}/ground")  # noqa: S311 - repeatable, not secret
    if streets is None:
        district = draw_district(rng, side=round(SIDE * size.growth))
        return _Ground(name=district.name, estates=district.estates, kitchens=district.kitchens, district=district)
    wanted = round((size.visits + size.meals / MEALS_A_STOP) / STOPS_AN_ESTATE)
    count = min(MOST_ESTATES, max(MOST_KITCHENS + 1, wanted))
    estates = place_estates(rng, read_streets(streets), count=count, radius=REACH * size.growth)
    others, kitchens = estates[:-MOST_KITCHENS], estates[-MOST_KITCHENS:]
    return _Ground(
        name=streets.name.split(".")[0],
        estates=others,
        kitchens=tuple(estate.gate for estate in kitchens),
        district=None,
    )


def _fill_tables(seed: int, catalogue: Catalogue, ground: _Ground, size: _Size) -> Tables:
    rng = Random(f"{seed}/day")  # noqa: S311 - repeatable, not secret
    orders = draw_orders(rng, catalogue, ground.estates, visits=size.visits, meals=size.meals)
    couple_visits(
        # Draws of its own: homes, visits and meals are the same with and without coupled visits.
        Random(f"{seed}/coupled"),  # noqa: S311 - repeatable, not secret
        catalogue,
        orders,
        two_worker_visits=size.two_worker_visits,
        gaps=size.gaps,
        wishes=size.wishes,
    )
    # Likewise: nothing else hangs on the ages.
    draw_ages(Random(f"{seed}/ages"), catalogue, orders)  # noqa: S311 - repeatable, not secret
    depots = choose_depots(catalogue, ground.estates, ground.kitchens, orders, stations=size.stations)
    workers = draw_staff(rng, catalogue, depots, orders, caregivers=size.caregivers, couriers=size.couriers)
    return {
        "depots": depots,
        "services": orders.services,
        "clients": orders.clients,
        "visits": orders.visits,
        "gaps": orders.gaps,
        "workers": workers,
    }


def _write_folder(folder: Path, catalogue: Catalogue, ground: _Ground, tables: Tables, *, streets: str) -> None:
    if ground.district is not None:
        write_osm(ground.district.sketch, folder / STREETS_FILE)
    title = catalogue.word("words", "day", district=ground.name)
    settings = say_settings(name=title, date=DATE, streets=streets)
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8", newline="\n")
    write_tables(folder, tables, lang=catalogue.lang)


def _path_from(folder: Path, file: Path) -> str:
    """Relative path from the day's folder, with "/"; absolute where there is none (another drive)."""
    try:
        return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return file.resolve().as_posix()
