"""GeoJSON and layers of GeoPackages become rows of cells, each with a place."""

import contextlib
import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps import feature_files
from maps.feature_files import read_geojson_cells, read_geopackage_cells
from routing.errors import InputError


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(geometry: shapely.Geometry, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(geometry))}


def refuse(data: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_geojson_cells(data, file="f.geojson")
    return [(fault.code, fault.row) for fault in caught.value.faults]


def test_geometry_goes_before_columns_of_the_same_name() -> None:
    data = collection(feature(shapely.Point(115.9, 28.7), id="A", lat=1, Lon=2))
    assert read_geojson_cells(data, file="f") == [["id", "lat", "lon"], ["A", 28.7, 115.9]]


def test_columns_are_those_of_all_features_and_gaps_are_empty() -> None:
    data = collection(feature(shapely.Point(1, 2), a=1), feature(shapely.Point(3, 4), b=["x", 2]))
    assert read_geojson_cells(data, file="f") == [["a", "b", "lat", "lon"], [1, None, 2, 1], [None, '["x", 2]', 4, 3]]


def test_area_is_the_place_of_a_point_inside_it() -> None:
    # A "U": its middle is not in it.
    horseshoe = shapely.Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    (_, (lat, lon)) = read_geojson_cells(collection(feature(horseshoe)), file="f")
    assert horseshoe.contains(shapely.Point(lon, lat))


def test_every_feature_without_a_place_is_told_with_its_row() -> None:
    line = feature(shapely.LineString([(0, 0), (1, 1)]))
    data = collection(line, feature(shapely.Point(1, 2)), {"type": "Feature", "properties": {}, "geometry": None})
    assert refuse(data) == [("S402", 2), ("S402", 4)]


def test_too_many_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_files, "MOST_FEATURES", 1)
    assert refuse(collection(feature(shapely.Point(1, 2)), feature(shapely.Point(1, 3)))) == [("S405", None)]


def test_layer_without_a_coordinate_system_is_refused_and_others_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "d.gpkg"
    for layer, crs in (("sites", None), ("other", "EPSG:4326")):
        frame = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[shapely.Point(115.9, 28.7)], crs=crs)
        with pytest.warns(UserWarning, match="crs") if crs is None else contextlib.nullcontext():
            frame.to_file(path, layer=layer, driver="GPKG")
    with pytest.raises(InputError) as caught:
        read_geopackage_cells(path, wanted=lambda name: name == "sites")
    assert [fault.code for fault in caught.value.faults] == ["S404"]
    assert read_geopackage_cells(path, wanted=lambda name: name == "other") == {
        "other": [["id", "lat", "lon"], ["A", 28.7, 115.9]]
    }


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        cells = read_geojson_cells(data, file="f")
    except InputError as error:
        cells = [[fault.code] for fault in error.faults]
    assert cells
