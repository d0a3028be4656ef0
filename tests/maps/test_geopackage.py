from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from maps.frames import edges_frame, nodes_frame
from maps.geopackage import write_geopackage
from maps.streets import Streets, read_streets
from routing.errors import InputError
from routing.problem import Mode

ROAD = {"highway": "residential", "name": "阜通东大街"}
TOWN = {"w": (0, 0), "m": (100, 0), "e": (300, 0), "n": (100, 80), "r": (350, 50), "s": (350, -50)}
WAYS = [("wm", ROAD | {"oneway": "yes"}), ("me", ROAD), ("mn", {"highway": "footway"}), ("erse", ROAD)]


def both_ways(streets: Streets, mode: Mode) -> list[list[float]]:
    """Seconds of every edge in its two directions, whichever of them it is drawn in."""
    return sorted(sorted(pair) for pair in streets.seconds[mode].T.tolist())


@pytest.fixture
def town(build_town: Callable[..., Streets]) -> Streets:
    return build_town(TOWN, WAYS)


@pytest.fixture
def layers(town: Streets) -> dict[str, gpd.GeoDataFrame]:
    return {"nodes": nodes_frame(town).reset_index(), "edges": edges_frame(town).reset_index()}


def write_layers(path: Path, layers: dict[str, gpd.GeoDataFrame]) -> Path:
    for name, frame in layers.items():
        frame.to_file(path, layer=name, driver="GPKG")
    return path


def assert_same(again: Streets, town: Streets, *, abs_metres: float = 0.0) -> None:
    assert sorted(again.metres.tolist()) == pytest.approx(sorted(town.metres.tolist()), abs=abs_metres)
    for mode in Mode:
        assert both_ways(again, mode) == both_ways(town, mode)


def test_written_streets_are_read_back(town: Streets, tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    write_geopackage(town, path)
    again = read_streets(path)
    assert_same(again, town)
    assert sorted(again.names) == sorted(town.names)
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".osm"] == ["town.gpkg"]


def test_seconds_are_empty_where_a_mode_may_not_go(town: Streets, tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    write_geopackage(town, path)
    edges = gpd.read_file(path, layer="edges")
    assert edges.loc[edges["class"] == "footway", "seconds_car"].isna().all()


def test_other_coordinate_system_is_brought_to_degrees(
    town: Streets, layers: dict[str, gpd.GeoDataFrame], tmp_path: Path
) -> None:
    projected = {name: frame.to_crs("EPSG:32651") for name, frame in layers.items()}
    again = read_streets(write_layers(tmp_path / "utm.gpkg", projected))
    assert_same(again, town)
    assert sorted(again.node_lat) == pytest.approx(sorted(town.node_lat), abs=1e-8)


def test_lines_saved_as_multi_lines_are_read(
    town: Streets, layers: dict[str, gpd.GeoDataFrame], tmp_path: Path
) -> None:
    edges = layers["edges"]
    edges["geometry"] = [shapely.MultiLineString([line]) for line in edges.geometry]
    assert_same(read_streets(write_layers(tmp_path / "multi.gpkg", layers)), town)


def test_osmnx_layers_are_read(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    layers["nodes"] = layers["nodes"].rename(columns={"node": "osmid"})
    edges = layers["edges"].rename(columns={"class": "highway"})
    layers["edges"] = edges.drop(columns=[column for column in edges if column.startswith("seconds")])
    streets = read_streets(write_layers(tmp_path / "osmnx.gpkg", layers))
    assert sorted(streets.classes) == ["footway", "residential"]
    assert streets.main_parts[Mode.WALK].edges.all()


@pytest.mark.parametrize(("missing", "left"), [("nodes", "edges"), ("edges", "nodes")])
def test_missing_layer_is_named(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path, missing: str, left: str) -> None:
    del layers[missing]
    with pytest.raises(InputError, match=f"S109 .*no layer '{missing}'; it has {left}"):
        read_streets(write_layers(tmp_path / "o.gpkg", layers))


def test_layers_without_coordinate_system_are_named(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    for name, frame in layers.items():
        with pytest.warns(UserWarning, match="crs"):
            frame.set_crs(None, allow_override=True).to_file(path, layer=name, driver="GPKG")
    with pytest.raises(InputError) as caught:
        read_streets(path)
    assert [(fault.code, fault.values["layer"]) for fault in caught.value.faults] == [
        ("S110", "nodes"),
        ("S110", "edges"),
    ]


def test_every_missing_column_is_named(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    layers["nodes"] = layers["nodes"].drop(columns="node")
    layers["edges"] = layers["edges"].drop(columns=["v", "length"])
    with pytest.raises(InputError) as caught:
        read_streets(write_layers(tmp_path / "o.gpkg", layers))
    assert [fault.values["column"] for fault in caught.value.faults] == ["node", "v", "length"]


def test_edges_to_unknown_nodes_are_named(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    layers["edges"].loc[0, "u"] = 999
    with pytest.raises(InputError, match="S122 1 nodes have no usable x: 999"):
        read_streets(write_layers(tmp_path / "o.gpkg", layers))


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(4096), b"<VRTDataset></VRTDataset>"],
)
def test_file_that_is_no_geopackage_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "o.gpkg"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"S10[39]"):
        read_streets(path)


def test_text_in_another_encoding_is_refused(town: Streets, tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    write_geopackage(town, path)
    path.write_bytes(path.read_bytes().replace("阜".encode(), b"\xff\xff\xff"))
    with pytest.raises(InputError, match="S103"):
        read_streets(path)


def test_truncated_geopackage_is_refused(town: Streets, tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    write_geopackage(town, path)
    path.write_bytes(path.read_bytes()[:30_000])
    with pytest.raises(InputError):
        read_streets(path)
