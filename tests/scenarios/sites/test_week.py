"""A sample week is drawn from the demand, person by person, the same for every siting plan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.district_files.read import read_district
from scenarios.sites.week import draw_week

Write = Callable[..., Path]
Tables = dict[str, list[list[Any]]]


def set_shares(tables: Tables, eat: float, deliver: float) -> Tables:
    changed = {name: [list(row) for row in rows] for name, rows in tables.items()}
    for row in changed["demand"][1:]:
        row[8:10] = eat, deliver
    return changed


def test_the_same_seed_draws_the_same_week_and_days_differ(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    one, two, other = (draw_week(district, days=5, seed=seed) for seed in (1, 1, 2))
    for day, same in zip(one, two, strict=True):
        np.testing.assert_array_equal(day.brought, same.brought)
        np.testing.assert_array_equal(day.coming, same.coming)
    assert any((day.coming != same.coming).any() for day, same in zip(one, other, strict=True))
    assert len({tuple(day.coming.tolist()) for day in one}) > 1


def test_more_days_begin_with_the_same_days(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    short, long = (draw_week(district, days=days, seed=3) for days in (2, 4))
    for day, same in zip(short, long, strict=False):
        np.testing.assert_array_equal(day.coming, same.coming)


def test_where_everybody_eats_and_nobody_can_come_all_is_brought(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    district = read_district(write_district(tmp_path / "d", set_shares(district_tables, 1.0, 1.0)))
    for day in draw_week(district, days=2, seed=0):
        assert (day.brought.tolist(), day.coming.tolist()) == ([10, 20, 30], [0, 0, 0])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shares=st.tuples(st.floats(0, 1), st.floats(0, 1)), seed=st.integers(0, 10**6))
def test_nobody_is_drawn_twice(
    write_district: Write, district_tables: Tables, tmp_path: Path, shares: tuple[float, float], seed: int
) -> None:
    district = read_district(write_district(tmp_path / "d", set_shares(district_tables, *shares)))
    for day in draw_week(district, days=2, seed=seed):
        assert ((day.brought >= 0) & (day.coming >= 0)).all()
        assert (day.brought + day.coming <= district.people.sum(axis=1)).all()


def test_half_a_person_is_there_half_of_the_days(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    tables = set_shares(district_tables, 1.0, 0.0)
    tables["demand"][1][5:8] = 0.5, 0, 0
    district = read_district(write_district(tmp_path / "d", tables))
    there = sum(int(day.coming[0]) for day in draw_week(district, days=60, seed=1))
    assert 15 <= there <= 45
