"""Broken and hostile files: a fault with its place, never anything else."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.benchmarks import text_files
from routing.benchmarks.instances import read_instance, read_instances
from routing.errors import Fault, InputError


def fault_of(path: Path, content: str | bytes) -> Fault:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        read_instance(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    return fault


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "row"),
    [
        ("solomon.txt", "VEHICLE", "VEHICLES", "R024", None),
        ("solomon.txt", "    2  0  1  4", "    2  0  x  4", "R025", 12),
        ("solomon.txt", "    2  0  1  4  0  50   10", "    2  0  1", "R025", 12),
        ("solomon.txt", "    2  0  1  4", "    3  0  1  4", "R037", 12),
        ("solomon.txt", "    2  0  1  4", "    2  0  1  nan", "R025", 12),
        ("solomon.txt", "    2  0  1  4", "    2  0  1  1e300", "R026", 12),
        ("solomon.txt", "    2  0  1  4", "    2  0  1  0.5", "R027", 12),
        ("solomon.txt", "    2  0  1  4", "    2  0  1  -4", "R042", 12),
        ("solomon.txt", "4  0  50 ", "4  60 50 ", "R031", 12),
        ("solomon.txt", "  2          10", "  0          10", "R043", None),
        ("vrplib.vrp", "2 6\n", "", "R041", None),
        ("vrplib.vrp", "2 6\n", "2 six\n", "R025", 15),
        ("vrplib.vrp", "DIMENSION : 3", "DIMENSION : three", "R027", 4),
        ("vrplib.vrp", "DIMENSION : 3", "DIMENSION : 999999999", "R027", 4),
        ("vrplib.vrp", "TYPE : VRPTW", "TYPE : CVRP", "R039", 3),
        ("vrplib.vrp", "EUC_2D", "EXPLICIT", "R039", 8),
        ("vrplib.vrp", "DEPOT_SECTION\n1\n", "DEPOT_SECTION\n1\n2\n", "R020", None),
        ("vrplib.vrp", "DEPOT_SECTION\n1\n", "DEPOT_SECTION\n2\n", "R038", None),
        ("vrplib.vrp", "CAPACITY : 10\n", "", "R024", None),
        ("vrplib.vrp", "SERVICE_TIME : 10", "DISTANCE : 10", "R040", None),
        ("vrplib.vrp", "TIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 0 50\n", "", "R024", None),
        ("mankowska.txt", "maxd\n", "", "R024", None),
        ("mankowska.txt", "6 0 3 6", "6 0 3", "R025", 17),
        ("mankowska.txt", "6 0 3 6", "6 0 -3 6", "R026", 17),
        ("mankowska.txt", "nbNodes\n4", "nbNodes\n4.5", "R027", 2),
        ("mankowska.txt", "nbNodes\n4", "nbNodes\n400000", "R026", 2),
        ("mankowska.txt", "l\n900 3 60 900\n", "l\n", "R024", None),
        ("mankowska.txt", "1 1\n1 0\n0 0\na", "0 0\n1 0\n0 0\na", "R030", None),
        ("mankowska.txt", "900 3 60 900", "900 3 20 900", "R031", None),
        ("ceschia.json", '"c1"', '"c1" :', "R033", 1),
        ("ceschia.json", '"c1"', '"c2"', "R035", None),
        ("ceschia.json", '"service": "s2"', '"service": "s9"', "R036", None),
        ("ceschia.json", "[8, 3, 0]", "[8, 3]", "R034", None),
        ("ceschia.json", "[8, 3, 0]", "[8, NaN, 0]", "R034", None),
        ("ceschia.json", '"simultaneous"', '"nearly"', "R034", None),
        ("ceschia.json", '"patients"', '"people"', "R034", None),
    ],
)
def test_fault_names_its_code_and_line(
    *, texts: dict[str, str], tmp_path: Path, name: str, old: str, new: str, code: str, row: int | None
) -> None:
    assert old in texts[name]
    fault = fault_of(tmp_path / name, texts[name].replace(old, new, 1))
    assert (fault.code, fault.row) == (code, row)


@pytest.mark.parametrize(
    ("name", "changes", "faults"),
    [
        (
            "solomon.txt",
            {"  2          10": "  2          x", "    1  ": "    1  x", "    2  0  1  4": "    2  0  1  -4"},
            [("R025", 5), ("R025", 11), ("R042", 12)],
        ),
        ("vrplib.vrp", {"2 6\n": "2 six\n", "CAPACITY : 10": "CAPACITY : x"}, [("R027", 6), ("R025", 15)]),
        ("vrplib.vrp", {"TYPE : VRPTW": "TYPE : CVRP", "EUC_2D": "EXPLICIT"}, [("R039", 3), ("R039", 8)]),
    ],
)
def test_every_fault_of_a_vrptw_file_is_told_at_once(
    *, texts: dict[str, str], tmp_path: Path, name: str, changes: dict[str, str], faults: list[tuple[str, int]]
) -> None:
    text = texts[name]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path)
    assert [(fault.code, fault.row) for fault in caught.value.faults] == faults


def test_number_beyond_all_bounds_is_told_by_its_bounds(texts: dict[str, str], tmp_path: Path) -> None:
    text = texts["solomon.txt"].replace("    2  0  1  4", f"    2  0  1  {'9' * 400}", 1)
    assert fault_of(tmp_path / "solomon.txt", text).code == "R026"


def test_value_of_json_is_told_by_its_key(tmp_path: Path, ceschia: dict[str, Any]) -> None:
    ceschia["patients"][1]["time_window"] = [30, "evening"]
    fault = fault_of(tmp_path / "care.json", json.dumps(ceschia))
    assert fault.key == "patients[1].time_window[1]"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R044"),
        (b"\xff\xfe\x00binary", "R023"),
        (b"text\0with\0holes", "R023"),
        (gzip.compress(b"VEHICLE", mtime=0)[:-4], "R021"),
        (b"\x1f\x8bno gzip", "R021"),
        (b"10 20 30\n1 2 3\n", "R044"),
        (b"{" * 200_000, "R033"),
        (b'{"patients": ' + b"[" * 200_000, "R033"),
        (b'{"patients": ' + b"9" * 5000 + b"}", "R033"),
        (b"[]", "R044"),
        (b"{}", "R034"),
    ],
)
def test_file_that_is_no_instance_is_one_fault(tmp_path: Path, content: bytes, code: str) -> None:
    assert fault_of(tmp_path / "x", content).code == code


def test_packed_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "LARGEST_FILE", 1_000_000)
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert fault_of(tmp_path / "bomb.gz", bomb).code == "R022"


def test_times_that_cannot_be_counted_are_refused(tmp_path: Path, ceschia: dict[str, Any]) -> None:
    # 1,000,000 minutes there and back are more than 2^30 thousandths.
    ceschia["distances"] = [[0, 1e6, 8], [1e6, 0, 3], [8, 3, 0]]
    assert fault_of(tmp_path / "care.json", json.dumps(ceschia)).code == "R028"


def test_every_faulty_file_is_told_at_once(tiny: dict[str, Path], tmp_path: Path) -> None:
    tiny["vrplib"].write_text("DIMENSION : 2\n", encoding="utf-8")
    missing = tmp_path / "nowhere.txt"
    with pytest.raises(InputError) as caught:
        read_instances([tiny["solomon"], tiny["vrplib"], missing, tmp_path])
    assert [fault.file for fault in caught.value.faults] == [str(tiny["vrplib"]), str(missing), str(tmp_path)]


@pytest.fixture
def damage(texts: dict[str, str]) -> Callable[[random.Random], str]:
    def make(rng: random.Random) -> str:
        text = rng.choice([*texts.values()])
        for _ in range(rng.randrange(1, 4)):
            at, length = rng.randrange(len(text)), rng.randrange(12)
            text = (
                text[:at]
                + rng.choice(["", "-1", "x", "\n", "1e9", "nan", "[", '"', "_SECTION\n"])
                + text[at + length :]
            )
        return text

    return make


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rng=st.randoms(use_true_random=False))
def test_damaged_file_is_read_or_told_as_a_fault(
    tmp_path: Path, damage: Callable[[random.Random], str], rng: random.Random
) -> None:
    path = tmp_path / "damaged"
    path.write_text(damage(rng), encoding="utf-8")
    try:
        instance = read_instance(path)
    except InputError:
        return
    assert instance.score([[] for _ in range(instance.flat.vehicles)]).breaks
