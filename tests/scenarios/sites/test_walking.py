"""A district and its streets become the question the models answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError, NoWayError
from scenarios.district_files.read import read_district
from scenarios.sites.choice import coverage
from scenarios.sites.walking import open_streets, pose_problem

Write = Callable[..., Path]
Tables = dict[str, list[list[Any]]]


def test_walks_and_people_are_those_of_the_street(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    problem = pose_problem(district, open_streets(district), unit="m")
    # A, B, C live 100, 900, 2900 m from the west end; S1, R1, R2 are at 0, 1500, 2800 m.
    np.testing.assert_allclose(problem.cost, [[100, 1400, 2700], [900, 600, 1900], [2900, 1400, 100]], atol=1)
    assert problem.second is not None
    np.testing.assert_allclose(problem.second, problem.cost * 0.9, atol=1.5)  # 4 km/h
    assert problem.people.tolist() == [10, 20, 30]
    assert problem.existing.tolist() == [True, False, False]
    assert (problem.price.tolist(), problem.capacity.tolist()) == ([0, 1000, 5000], [40, 10, 30])
    assert problem.opens.tolist() == [0, 0, 2028]
    # Within 1,000 m of S1: A and B, 30 of 60 people.
    assert coverage(problem, problem.existing, 1000).share == 0.5


@pytest.mark.parametrize(("count", "people"), [("eaters", [5, 10, 15]), ("70-79", [3, 6, 6]), ("80+", [1, 4, 4])])
def test_who_counts_can_be_chosen(write_district: Write, tmp_path: Path, count: Any, people: list[float]) -> None:
    district = read_district(write_district(tmp_path / "d"))
    assert pose_problem(district, open_streets(district), count=count).people.tolist() == people


def test_step_free_goes_round_and_leaves_rooms_with_steps_out(
    write_district: Write, district_tables: Tables, place_on_plane: Any, tmp_path: Path
) -> None:
    # Home in the northern street, 500 m from the west: over the steps 700 m to S1, round the east end 5,700 m.
    district_tables["demand"].append(["N", "North", "North", *place_on_plane(500, 200), 5, 0, 0, 0.5, 0.2])
    district = read_district(write_district(tmp_path / "d", district_tables))
    walk = pose_problem(district, open_streets(district), unit="m")
    free = pose_problem(district, open_streets(district, step_free=True), unit="m", step_free=True)
    assert walk.cost[3, 0] == pytest.approx(700, abs=1)
    assert free.cost[3, 0] == pytest.approx(2500 + 200 + 3000, abs=2)
    assert free.reachable.all(axis=0).tolist() == [True, True, False]


def test_home_off_the_streets_is_told_with_its_file_and_row(
    write_district: Write, district_tables: Tables, place_on_plane: Any, tmp_path: Path
) -> None:
    district_tables["demand"].append(["X", "Far", "Far", *place_on_plane(500, 5000), 5, 0, 0, 0.5, 0.2])
    district = read_district(write_district(tmp_path / "d", district_tables))
    with pytest.raises(NoWayError) as caught:
        pose_problem(district, open_streets(district))
    assert [(fault.code, fault.file, fault.row, fault.values["id"]) for fault in caught.value.faults] == [
        ("S202", "demand.csv", 5, "X")
    ]


def test_no_streets_no_sites_and_nobody_are_told(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    bare = read_district(write_district(tmp_path / "a", settings={"format": 1, "coordinates": "wgs84"}))
    with pytest.raises(InputError) as caught:
        open_streets(bare)
    assert [fault.code for fault in caught.value.faults] == ["D310"]
    for row in district_tables["demand"][1:]:
        row[7] = 0
    district = read_district(write_district(tmp_path / "b", district_tables))
    with pytest.raises(InputError) as caught:
        pose_problem(district, open_streets(district), count="80+")
    assert [fault.code for fault in caught.value.faults] == ["D311"]
    empty = {"demand": district_tables["demand"], "sites": district_tables["sites"][:1]}
    district = read_district(write_district(tmp_path / "c", empty))
    with pytest.raises(InputError) as caught:
        pose_problem(district, open_streets(district))
    assert [fault.code for fault in caught.value.faults] == ["D312"]
