"""Literature instances read, judged and written; the answers are worked out by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from routing.benchmarks.compare import main, read_best
from routing.benchmarks.hhcrsp import list_tasks, read_home_care
from routing.benchmarks.instances import read_instance, write_solution
from routing.errors import InputError

# Depot (0, 0), customers at (3, 4) and (0, 1): 5.0, 1.0 and sqrt(18) = 4.2426 apart, cut to 4.2.
SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0  0  0  0  0  100  0
    1  3  4  6  0  50   10
    2  0  1  4  0  50   10
"""

VRPLIB = """NAME : TINY
COMMENT : by hand
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 1
DEMAND_SECTION
1 0
2 6
3 4
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 0 50
DEPOT_SECTION
1
-1
EOF
"""

CARE = {
    "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 20}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
    "patients": [
        {
            "id": "p1",
            "time_window": [0, 3.9],
            "required_caregivers": [{"service": "s1"}, {"service": "s2", "duration": 5}],
            "synchronization": {"type": "simultaneous"},
        },
        {"id": "p2", "time_window": [30, 60], "required_caregivers": [{"service": "s1"}]},
    ],
    "distances": [[0, 6, 8], [6, 0, 3], [8, 3, 0]],
}


@pytest.mark.parametrize(("name", "text"), [("tiny.txt", SOLOMON), ("tiny.vrp", VRPLIB)])
def test_routes_cost_their_legs_cut_to_one_decimal(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    instance = read_instance(tmp_path / name)
    both = instance.score([[0, 1], []])
    assert both.cost == pytest.approx(5.0 + 4.2 + 1.0)
    assert both.breaks == ()
    assert "Route #1: 1 2\n" in write_solution(instance, [[0, 1], []], tmp_path).read_text(encoding="utf-8")
    assert instance.score([[0], []]).breaks == ("not every customer is served once",)


def test_home_care_cost_is_the_mean_of_distance_and_tardiness(tmp_path: Path) -> None:
    path = tmp_path / "care.json.gz"
    path.write_bytes(gzip.compress(json.dumps(CARE).encode()))
    instance = read_instance(path)
    assert [(patient.id, service) for patient, service in list_tasks(read_home_care(path))] == [
        ("p1", "s1"),
        ("p1", "s2"),
        ("p2", "s1"),
    ]
    # c1: depot -> p1 (at 6, windows are cut to 3: 3 late) -> p2 at 30 -> depot, 6 + 3 + 8 = 17. c2: p1 at 6, 12.
    # So distance 29, tardiness 3 + 3, largest 3.
    score = instance.score([[0, 2], [1]])
    assert score.cost == pytest.approx(38 / 3)
    assert score.breaks == ()
    written = json.loads(write_solution(instance, [[0, 2], [1]], tmp_path).read_text(encoding="utf-8"))
    assert written["routes"][1]["locations"] == [
        {"patient": "p1", "service": "s2", "arrival_time": 6.0, "departure_time": 11.0}
    ]


def test_home_care_breaks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "care.json"
    path.write_text(json.dumps(CARE), encoding="utf-8")
    instance = read_instance(path)
    assert instance.score([[1], [0, 2]]).breaks == ("c1 lacks s2 at p1",)
    assert "p1: one caregiver serves both services" in instance.score([[], [0, 1, 2]]).breaks


def test_several_depots_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.vrp"
    path.write_text(VRPLIB.replace("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n1\n2\n"), encoding="utf-8")
    with pytest.raises(InputError, match="2 depots"):
        read_instance(path)


def test_a_run_prints_its_gap_to_the_best_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tiny.txt").write_text(SOLOMON, encoding="utf-8")
    (tmp_path / "best.csv").write_text("instance,best\ntiny,10.2\n", encoding="utf-8")
    assert read_best(tmp_path / "best.csv") == {"tiny": 10.2}
    arguments = [str(tmp_path / "tiny.txt"), "--seconds", "0.2", "--best", str(tmp_path / "best.csv")]
    assert main([*arguments, "--json", "--threads", "1"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["cost"] == pytest.approx(10.2)
    assert row["gap"] == pytest.approx(0.0)
