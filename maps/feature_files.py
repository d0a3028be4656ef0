"""Tables of places as GIS programs keep them: GeoJSON, and layers of a GeoPackage, as rows of cells with lat and lon.

The first row names the columns, every later one is a feature: row 2 is the first feature. A point is its own place,
an area the place of a point inside it. Columns called "lat" or "lon" give way to the geometry.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from routing.errors import FaultKind, InputError

BROKEN_GEOJSON = FaultKind(
    "S401", "the file is no GeoJSON ({why})", "export it again as a GeoJSON FeatureCollection in UTF-8"
)
NO_PLACE = FaultKind(
    "S402", "the feature has no place: its geometry is {geometry}", "give it a point, or an area it stands for"
)
BROKEN_LAYERS = FaultKind("S403", "the file cannot be read as GeoPackage: {reason}", "export it again")
LAYER_WITHOUT_CRS = FaultKind(
    "S404", "layer {layer} does not say its coordinate system", "set its CRS, such as EPSG:4326, and save it again"
)
TOO_MANY_FEATURES = FaultKind("S405", "there are more than {most} features", "split the file by area")

MOST_FEATURES = 100_000
WGS84 = "EPSG:4326"
PLACED = frozenset({"Point", "MultiPoint", "Polygon", "MultiPolygon"})
"""Geometries that stand for one place."""
DECIMALS = 7
"""Of degrees: a centimetre."""

_SQLITE = b"SQLite format 3\x00"
_DEGREES = ("lat", "lon")
_SHOWN = 40

Cells = list[list[object]]


def read_geojson_cells(data: bytes, *, file: str) -> Cells:
    """Read the features of a GeoJSON FeatureCollection as rows of cells.

    Parameters
    ----------
    data
        The bytes of the file, UTF-8 with or without a byte order mark.
    file
        Its name in faults.

    Raises
    ------
    InputError
        Where it is no FeatureCollection, holds too many features, or some have no place (every one is named).
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(BROKEN_GEOJSON.at(file=file, values={"why": _first_line(error)})) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise InputError(BROKEN_GEOJSON.at(file=file, values={"why": "no FeatureCollection"}))
    rows = [feature if isinstance(feature, dict) else {} for feature in features[: MOST_FEATURES + 1]]
    geometries = [_read_geometry(row.get("geometry")) for row in rows]
    properties = [row.get("properties") for row in rows]
    return _lay_out([row if isinstance(row, dict) else {} for row in properties], geometries, file=file)


def read_geopackage_cells(path: Path, *, wanted: Callable[[str], bool]) -> dict[str, Cells]:
    """Read layers of a GeoPackage as rows of cells, in WGS-84 whatever their own coordinate system is.

    Parameters
    ----------
    wanted
        Which layers, by name; others are not looked at.

    Raises
    ------
    InputError
        Where it is no GeoPackage, a layer does not say its coordinate system, or features have no place.
    """
    import geopandas  # noqa: PLC0415 - slow to import, and most tables are CSV

    try:
        # GDAL guesses formats by content, and some of them fetch from other hosts.
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise InputError(BROKEN_LAYERS.at(file=path.name, values={"reason": "it is no SQLite file"}))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = [str(name) for name in geopandas.list_layers(path)["name"]]
            frames = {name: geopandas.read_file(path, layer=name) for name in names if wanted(name)}
            return {name: _read_layer(frame, f"{path.name}/{name}", name) for name, frame in frames.items()}
    except (RuntimeError, ValueError, OSError, shapely.errors.ShapelyError) as error:
        raise InputError(BROKEN_LAYERS.at(file=path.name, values={"reason": _first_line(error)})) from None


def _read_layer(frame: Any, file: str, layer: str) -> Cells:
    import geopandas  # noqa: PLC0415 - as above

    if not isinstance(frame, geopandas.GeoDataFrame) or frame.crs is None:
        raise InputError(LAYER_WITHOUT_CRS.at(file=file, values={"layer": layer}))
    frame = frame.to_crs(WGS84)
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    values = [[_as_cell(value) for value in frame[name].tolist()] for name in columns]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)] if columns else [{}] * len(frame)
    return _lay_out(rows, list(frame.geometry), file=file)


def _lay_out(rows: Sequence[Mapping[str, object]], geometries: Sequence[Any], *, file: str) -> Cells:
    if len(rows) > MOST_FEATURES:
        raise InputError(TOO_MANY_FEATURES.at(file=file, values={"most": MOST_FEATURES}))
    columns = list(dict.fromkeys(_columns_of(rows)))
    cells: Cells = [[*columns, *_DEGREES]]
    faults = []
    for number, (row, geometry) in enumerate(zip(rows, geometries, strict=True), start=2):
        place = _find_place(geometry)
        if place is None:
            kind = getattr(geometry, "geom_type", "-")
            faults.append(NO_PLACE.at(file=file, row=number, values={"geometry": kind}))
            continue
        cells.append([*(_as_cell(row.get(column)) for column in columns), *place])
    if faults:
        raise InputError(faults)
    return cells


def _columns_of(rows: Iterable[Mapping[str, object]]) -> Iterable[str]:
    return (column for row in rows for column in row if column.casefold() not in _DEGREES)


def _find_place(geometry: Any) -> tuple[float, float] | None:
    """Lat and lon of a geometry; None where it is none, empty, not finite or no place."""
    if getattr(geometry, "geom_type", "") not in PLACED or geometry.is_empty:
        return None
    point = shapely.point_on_surface(geometry) if geometry.geom_type != "Point" else geometry
    lon, lat = shapely.get_coordinates(point)[0].tolist()
    return (round(lat, DECIMALS), round(lon, DECIMALS)) if abs(lat) <= 1e9 and abs(lon) <= 1e9 else None


def _read_geometry(value: object) -> object:
    if not isinstance(value, dict):
        return None
    try:
        return shapely.from_geojson(json.dumps(value))
    except (shapely.errors.ShapelyError, ValueError, RecursionError, TypeError):
        return None


def _as_cell(value: object) -> object:
    """Keep what a table may hold; a list or an object of a hand-made GeoJSON becomes text, None is empty."""
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 - not a number
        return None
    if isinstance(value, bool | int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)[:_SHOWN] if isinstance(value, list | dict) else str(value)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
