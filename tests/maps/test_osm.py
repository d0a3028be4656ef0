import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maps.streets import Streets, read_streets
from routing.errors import InputError
from routing.problem import Mode

ROAD = {"highway": "residential"}
CROSS = {"w": (0.0, 100.0), "m": (100.0, 100.0), "e": (200.0, 100.0), "s": (100.0, 0.0), "n": (100.0, 200.0)}
Town = Callable[..., Streets]

NODES = '<node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.001"/>'
WAY = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'


def test_ways_are_cut_where_they_meet(build_town: Town) -> None:
    town = build_town(CROSS, [("wme", ROAD), ("smn", ROAD)])
    assert len(town.node_lat) == 5
    assert town.metres == pytest.approx([100.0] * 4, abs=0.02)


def test_bends_are_kept_as_shape_and_not_as_nodes(build_town: Town) -> None:
    town = build_town({"a": (0, 0), "b": (300, 0), "c": (300, 400)}, [("abc", ROAD)])
    assert len(town.node_lat) == 2
    assert town.metres == pytest.approx([700.0], abs=0.02)
    assert town.edge_shape(0).shape == (3, 2)


def test_shapes_run_from_tail_to_head(build_town: Town) -> None:
    town = build_town(CROSS, [("wme", ROAD), ("nms", ROAD)])
    for edge in range(4):
        ends = town.edge_shape(edge)[[0, -1]]
        nodes = [town.tail[edge], town.head[edge]]
        assert ends == pytest.approx(np.column_stack([town.node_lat[nodes], town.node_lon[nodes]]))


def test_seconds_follow_from_class_and_length(build_town: Town) -> None:
    town = build_town({"a": (0, 0), "b": (1000, 0)}, [("ab", {"highway": "residential", "oneway": "yes"})])
    metres = town.metres[0]
    assert town.seconds[Mode.WALK].tolist() == [[round(metres * 3.6 / 4, 3)]] * 2
    assert town.seconds[Mode.CAR].tolist() == [[round(metres * 3.6 / 20, 3)], [np.inf]]


def test_names_and_classes_are_kept(build_town: Town) -> None:
    town = build_town(CROSS, [("wm", ROAD | {"name": "广顺北大街"}), ("me", {"highway": "footway"})])
    assert [town.names[code] for code in town.name_code] == ["广顺北大街", ""]
    assert [town.classes[code] for code in town.class_code] == ["residential", "footway"]


def test_closed_streets_are_left_out_and_counted(build_town: Town) -> None:
    town = build_town(CROSS, [("wm", ROAD), ("me", ROAD | {"access": "private"}), ("mn", {"highway": "proposed"})])
    assert (len(town.tail), town.closed_ways) == (1, 2)


def test_ring_with_one_junction_stays_a_street(build_town: Town) -> None:
    town = build_town(CROSS, [("wm", ROAD), ("menm", ROAD)])
    assert sorted(zip(town.tail.tolist(), town.head.tolist(), strict=True))[-1] in {(1, 1), (0, 0)}
    assert town.main_parts[Mode.WALK].edges.all()


def test_missing_node_ends_the_street_there(build_town: Town) -> None:
    # "?" is in no file: the way falls into w-m and n-e, and m and n are not joined.
    town = build_town({**CROSS, "x": (50.0, 100.0)}, [("wxm?ne", ROAD)])
    assert town.metres == pytest.approx([100.0, 141.42], abs=0.03)


def test_islands_are_dropped_from_the_main_part(build_town: Town) -> None:
    far = {"p": (5000.0, 0.0), "q": (5050.0, 0.0)}
    town = build_town({**CROSS, **far}, [("wme", ROAD), ("pq", ROAD)])
    part = town.main_parts[Mode.WALK]
    assert (part.parts, int(part.edges.sum()), int(part.nodes.sum())) == (2, 1, 2)
    assert town.metres[part.edges] == pytest.approx([200.0], abs=0.03)


def test_street_that_cars_can_enter_and_never_leave_is_dropped_for_cars(build_town: Town) -> None:
    town = build_town(CROSS, [("wme", ROAD), ("mn", ROAD | {"oneway": "yes"})])
    assert int(town.main_parts[Mode.CAR].edges.sum()) == 2
    assert int(town.main_parts[Mode.WALK].edges.sum()) == 3


def test_ways_may_come_before_their_nodes(tmp_path: Path) -> None:
    path = tmp_path / "ways-first.osm"
    path.write_text(f'<osm version="0.6">{WAY}{NODES}</osm>', encoding="utf-8")
    assert len(read_streets(path).tail) == 1


def test_negative_ids_of_an_editor_are_read(tmp_path: Path) -> None:
    path = tmp_path / "drawn.osm"
    text = f'<osm version="0.6">{NODES}{WAY}</osm>'.replace('id="', 'id="-').replace('ref="', 'ref="-')
    path.write_text(text, encoding="utf-8")
    assert len(read_streets(path).tail) == 1


def test_packed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "town.osm.gz"
    path.write_bytes(gzip.compress(f'<osm version="0.6">{NODES}{WAY}</osm>'.encode()))
    assert len(read_streets(path).tail) == 1


def test_same_file_has_the_same_digest_and_a_changed_one_another(build_town: Town) -> None:
    one, same = build_town(CROSS, [("wme", ROAD)]), build_town(CROSS, [("wme", ROAD)])
    other = build_town(CROSS, [("wme", ROAD | {"oneway": "yes"})])
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("streets.shp", b"", "S102"),
        ("empty.osm", b"", "S103"),
        ("words.osm", b"no streets here", "S103"),
        ("page.osm", b"<html><body>404</body></html>", "S103"),
        ("cut.osm", f'<osm version="0.6">{NODES}'.encode(), "S103"),
        ("noise.osm.pbf", bytes(range(256)) * 10, "S103"),
        ("empty.osm.pbf", b"", "S103"),
        ("noise.osm.gz", b"zzzz", "S103"),
        ("cut.osm.gz", gzip.compress(f'<osm version="0.6">{NODES}{WAY}</osm>'.encode(), mtime=0)[:60], "S103"),
        ("old.osm", b'<osm version="0.5"></osm>', "S103"),
        ("latitude.osm", f'<osm version="0.6">{NODES}{WAY}</osm>'.replace('"31"', '"x"').encode(), "S103"),
        ("id.osm", f'<osm version="0.6">{NODES}{WAY}</osm>'.replace('"1"', f'"{10**20}"').encode(), "S103"),
        ("letters.osm", f'<osm version="0.6">{NODES}{WAY}</osm>'.replace("resid", "ÿ").encode("latin1"), "S103"),
        (
            "bomb.osm",
            f'<!DOCTYPE osm [<!ENTITY a "residential">]><osm version="0.6">{NODES}{WAY}</osm>'.encode(),
            "S107",
        ),
        ("type.osm", f'<!DOCTYPE osm SYSTEM "x"><osm version="0.6">{NODES}{WAY}</osm>'.encode(), "S107"),
        ("type.osm.gz", gzip.compress(b'<!DOCTYPE osm SYSTEM "x"><osm version="0.6"></osm>'), "S107"),
        ("none.osm", f'<osm version="0.6">{NODES}</osm>'.encode(), "S104"),
        ("closed.osm", f'<osm version="0.6">{NODES}{WAY.replace("residential", "raceway")}</osm>'.encode(), "S105"),
        ("bare.osm", f'<osm version="0.6">{WAY}</osm>'.encode(), "S106"),
        ("nowhere.osm", f'<osm version="0.6">{NODES}{WAY}</osm>'.replace('"31"', '"200"').encode(), "S106"),
    ],
)
def test_broken_street_file_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_streets(path)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.faults[0].file == name


def test_folder_is_told_from_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="S112"):
        read_streets(tmp_path)
    with pytest.raises(InputError, match="S101"):
        read_streets(tmp_path / "none.osm")


@pytest.mark.parametrize("name", ["noise.osm", "noise.osm.pbf", "noise.graphml", "noise.gpkg"])
@pytest.mark.parametrize("content", [b"noise", b"SQLite format 3\x00noise", b""])
def test_broken_file_is_named_once(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="S103") as caught:
        read_streets(tmp_path / name)
    assert str(caught.value).count(name) == 1


def test_absurd_id_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.osm"
    path.write_text(f'<osm version="0.6">{NODES}{WAY}</osm>'.replace('"2"', f'"{2**62}"'), encoding="utf-8")
    assert len(read_streets(path).tail) == 1
