"""Literature instances read, judged and written; the answers are worked out by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from routing.benchmarks.hhcrsp import HomeCare, list_tasks
from routing.benchmarks.instances import name_instance, read_instance, read_instances
from routing.benchmarks.score import NO_SKILL, NOT_SERVED, ONE_WORKER, OVERLOADED, TOO_LATE, TWICE
from routing.errors import InputError


@pytest.mark.parametrize("form", ["solomon", "vrplib"])
def test_routes_cost_their_legs_cut_to_one_decimal(tiny: dict[str, Path], form: str) -> None:
    instance = read_instance(tiny[form])
    both = instance.score([[0, 1], []])
    assert both.cost == pytest.approx(5.0 + 4.2 + 1.0)
    assert both.breaks == ()
    assert instance.form([[0, 1], []]) == "Route #1: 1 2\nCost 10.2\n"


@pytest.mark.parametrize("form", ["ceschia", "mankowska"])
def test_home_care_cost_is_the_mean_of_distance_and_tardiness(tiny: dict[str, Path], form: str) -> None:
    instance = read_instance(tiny[form])
    assert isinstance(instance.given, HomeCare)
    tasks = [(patient.id, service) for patient, service in list_tasks(instance.given)]
    assert tasks == [("p1", "s1"), ("p1", "s2"), ("p2", "s1")]
    # c1: depot -> p1 (at 6, windows are cut to 3: 3 late) -> p2 at 30 -> depot, 6 + 3 + 8 = 17. c2: p1 at 6, 12.
    # So distance 29, tardiness 3 + 3, largest 3.
    score = instance.score([[0, 2], [1]])
    assert score.cost == pytest.approx(38 / 3)
    assert score.breaks == ()
    written = json.loads(instance.form([[0, 2], [1]]))
    assert written["routes"][1]["locations"] == [
        {"patient": "p1", "service": "s2", "arrival_time": 6.0, "departure_time": 11.0}
    ]


def test_packed_file_is_told_by_its_content_whatever_its_name(tmp_path: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = tmp_path / f"{Path(name).stem}.dat"
        path.write_bytes(gzip.compress(text.encode()))
        assert read_instance(path).score([[], []]).breaks


def test_broken_rules_of_routes_are_named(tiny: dict[str, Path]) -> None:
    instance = read_instance(tiny["solomon"])
    assert instance.score([[0], []]).breaks == (NOT_SERVED.of(1, visit="2"),)
    assert instance.score([[0, 1], [1]]).breaks == (TWICE.of(1, visit="2"),)
    # 3 of the 10 units too many once both customers want 6 and 7.
    full = tiny["solomon"].read_text("utf-8").replace("0  1  4  0  50", "0  1  7  0  9 ")
    tiny["solomon"].write_text(full, encoding="utf-8")
    # Customer 2 is reached at 5 + 10 + 4.2, after 9.
    assert read_instance(tiny["solomon"]).score([[0, 1], []]).breaks == (
        TOO_LATE.of(1, worker="#1", visit="2"),
        OVERLOADED.of(3, worker="#1"),
    )


def test_broken_rules_of_home_care_are_named(tiny: dict[str, Path]) -> None:
    instance = read_instance(tiny["ceschia"])
    assert instance.score([[1], [0, 2]]).breaks == (NO_SKILL.of(1, worker="c1", visit="p1 s2"),)
    assert ONE_WORKER.of(1, worker="c2", visit="p1") in instance.score([[], [0, 1, 2]]).breaks
    assert instance.score([[0], [1]]).breaks == (NOT_SERVED.of(1, visit="p2 s1"),)


def test_a_gap_between_two_services_is_kept_and_judged(tiny: dict[str, Path], ceschia: dict) -> None:
    ceschia["patients"][0]["synchronization"] = {"type": "sequential", "distance": [20, 25]}
    tiny["ceschia"].write_text(json.dumps(ceschia), encoding="utf-8")
    instance = read_instance(tiny["ceschia"])
    # s1 at 6, s2 at 26: 3 and 23 late.
    score = instance.score([[0, 2], [1]])
    assert score.breaks == ()
    assert score.cost == pytest.approx((29 + 3 + 23 + 23) / 3)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("C1_2_1.txt.gz", "C1_2_1"),
        ("instance_000-cosenza-r26-s4-sim1.6-seq5.7.json.gz", "instance_000-cosenza-r26-s4-sim1.6-seq5.7"),
        ("HHCRSP_10_3_11_0.4_R_C", "HHCRSP_10_3_11_0.4_R_C"),
        (".json", ".json"),
    ],
)
def test_instance_is_named_after_its_file_without_the_endings_of_the_forms(file: str, name: str) -> None:
    assert name_instance(file) == name


def test_two_files_of_one_name_are_refused_for_their_solutions_would_be_one(tiny: dict[str, Path]) -> None:
    other = tiny["solomon"].parent / "more" / "SOLOMON.vrp"
    other.parent.mkdir()
    other.write_bytes(tiny["vrplib"].read_bytes())
    with pytest.raises(InputError, match="R045"):
        read_instances([tiny["solomon"], other])
