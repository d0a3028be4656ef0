"""A whole district from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from scenarios.district.estates import Estate, draw_estate
from scenarios.district.grounds import draw_offices, draw_park, draw_school
from scenarios.district.layout import Parcel, draw_layout
from scenarios.district.names import PlaceNames
from scenarios.district.sketch import Sketch

CENTRE = (39.9965, 116.4705)
"""Lat, lon of the middle: an inner suburb of Beijing. Nothing else there is like the drawing."""
SIDE = 4000
"""Metres; a usual sub-district."""
USE_SHARES = {"park": 0.02, "school": 0.06, "offices": 0.12}
"""Shares of the parcels; the rest are estates."""
STYLE_SHARES = {"slab": 0.45, "court": 0.33, "tower": 0.22}
MIXED_SHARE = 0.3
"""Share of the estates that differ in style from their block."""


@dataclass(frozen=True, kw_only=True)
class District:
    """A drawn district.

    Parameters
    ----------
    sketch
        All nodes and ways.
    kitchens
        (lat, lon) of places among the offices where a central kitchen could be.
    """

    name: str
    sketch: Sketch
    estates: tuple[Estate, ...]
    kitchens: tuple[tuple[float, float], ...]


def draw_district(rng: Random, *, side: int = SIDE) -> District:
    """Invent a district of about ``side`` by ``side`` metres; the same random state draws the same one."""
    names = PlaceNames(rng)
    lat, lon = CENTRE
    sketch, park, parcels = draw_layout(rng, names, lat=lat, lon=lon, side=side)
    draw_park(rng, sketch, park, name=names.place("park"))
    uses = _choose_uses(rng, parcels)
    estates: list[Estate] = []
    kitchens: list[tuple[float, float]] = []
    for parcel, use in zip(parcels, uses, strict=True):
        if use == "park":
            draw_park(rng, sketch, parcel, name=names.place("park"))
        elif use == "school":
            draw_school(rng, sketch, parcel, name=names.place("school"))
        elif use == "offices":
            kitchens.append(draw_offices(rng, sketch, parcel, name=names.place("offices")))
        else:
            estates.append(draw_estate(rng, sketch, parcel, name=names.estate(use), style=use))
    sketch.draw_roads()
    return District(name=names.district, sketch=sketch, estates=tuple(estates), kitchens=tuple(kitchens))


def _choose_uses(rng: Random, parcels: Sequence[Parcel]) -> list[str]:
    """Say what each parcel is for: "park", "school", "offices" or a style of estate; a block keeps to one style."""
    count = len(parcels)
    others = [use for use, share in USE_SHARES.items() for _ in range(max(1, round(count * share)))]
    uses = [*others, *([""] * (count - len(others)))]
    rng.shuffle(uses)
    styles: dict[tuple[int, int], str] = {}
    for k, parcel in enumerate(parcels):
        if uses[k]:
            continue
        if parcel.block not in styles or rng.random() < MIXED_SHARE:
            styles[parcel.block] = rng.choices(list(STYLE_SHARES), list(STYLE_SHARES.values()))[0]
        uses[k] = styles[parcel.block]
    return uses
