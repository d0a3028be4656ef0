"""Builders of hand-sized towns: corners on a plane in metres, streets with OpenStreetMap tags."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest

from maps.earth import EARTH_RADIUS_METRES
from maps.polylines import ALPHABET
from maps.streets import Streets, read_streets
from routing.problem import Location

SOUTH, WEST = 31.0, 121.0
METRES_NORTH = EARTH_RADIUS_METRES * np.pi / 180
METRES_EAST = METRES_NORTH * np.cos(np.radians(SOUTH))

Corners = Mapping[str, tuple[float, float]]
Ways = Sequence[tuple[str, Mapping[str, str]]]


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Lat and lon of a point of the plane, metres east and north of the town's corner."""
    return float(SOUTH + y / METRES_NORTH), float(WEST + x / METRES_EAST)


def write_osm(corners: Corners, ways: Ways) -> str:
    """Write a town as OpenStreetMap XML; a way is its corners in a row, such as "abc", and its tags."""
    refs = {name: number for number, name in enumerate(corners, start=1)}
    lines = ['<osm version="0.6">']
    for name, number in refs.items():
        lat, lon = to_degrees(*corners[name])
        lines.append(f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}"/>')
    for number, (nodes, tags) in enumerate(ways, start=1):
        lines.append(f'<way id="{number}">')
        lines += [f'<nd ref="{refs.get(name, 999)}"/>' for name in nodes]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


@pytest.fixture(name="decode_integers", scope="session")
def decode_integers_fixture() -> Callable[[str], list[int]]:
    """Read what :func:`maps.polylines.encode_integers` wrote, as the page's ``decode.js`` does."""

    def decode(text: str) -> list[int]:
        values: list[int] = []
        value = shift = 0
        for letter in text:
            digit = ALPHABET.index(letter)
            value |= (digit & 31) << shift
            shift += 5
            if digit < 32:
                values.append((value >> 1) ^ -(value & 1))
                value = shift = 0
        return values

    return decode


@pytest.fixture
def osm_text() -> Callable[[Corners, Ways], str]:
    return write_osm


@pytest.fixture
def build_town(tmp_path: Path) -> Callable[[Corners, Ways], Streets]:
    """Make a town's streets, through an .osm file as a user would."""

    def build(corners: Corners, ways: Ways) -> Streets:
        path = tmp_path / "town.osm"
        path.write_text(write_osm(corners, ways), encoding="utf-8")
        return read_streets(path)

    return build


@pytest.fixture
def place_at() -> Callable[..., Location]:
    """Make a place at metres east and north of the town's corner."""

    def place(name: str, x: float, y: float, *, door_seconds: int = 0) -> Location:
        lat, lon = to_degrees(x, y)
        return Location(id=name, lat=lat, lon=lon, door_seconds=door_seconds)

    return place


@pytest.fixture
def to_metres() -> Callable[[np.ndarray], np.ndarray]:
    """Bring rows of lat, lon back to metres east and north."""

    def convert(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 1] - WEST) * METRES_EAST, (points[:, 0] - SOUTH) * METRES_NORTH])

    return convert
