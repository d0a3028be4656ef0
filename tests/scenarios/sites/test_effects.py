"""Who gains and who loses, community by community; and the ranking of plans."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.district_files.read import read_district
from scenarios.sites.choice import Choice, Model
from scenarios.sites.effects import compare_areas, share_of_areas, sort_by_change
from scenarios.sites.rank import judge_plan, rank_plans
from scenarios.sites.round_settings import RankWeights
from scenarios.sites.rounds import WeekFigures
from scenarios.sites.shortlist import Listed
from scenarios.sites.walking import open_streets, pose_problem

Write = Callable[..., Path]

WEEK = WeekFigures(
    days=5,
    courier_hours=10.0,
    kilometres=50.0,
    couriers=2,
    walkers=100,
    delivered=40,
    undelivered=3,
    left_out=7,
    minutes_mean=12.0,
    minutes_p95=20.0,
    minutes_max=25.0,
    limit_minutes=45,
    over_limit=0,
)


def test_moving_the_point_east_takes_it_from_the_west(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    problem = pose_problem(district, open_streets(district))
    west, east = np.array([True, False, False]), np.array([False, False, True])
    effects = {one.area: one for one in compare_areas(district, problem, problem, west, east, radius=900)}
    # West: A and B, 30 people, walk 90 and 810 s to S1; from R2 they are 2,700 and 1,900 m, 2,430 and 1,710 s, away.
    lost = effects["West"]
    assert (lost.people, lost.covered_before, lost.covered_after) == (30, 30, 0)
    assert (lost.gaining, lost.losing, lost.nearer, lost.farther) == (0, 30, 0, 30)
    assert lost.walk_before == pytest.approx((10 * 90 + 20 * 810) / 30, abs=2)
    assert lost.walk_after == pytest.approx((10 * 2430 + 20 * 1710) / 30, abs=2)
    won = effects["East"]
    assert (won.gaining, won.losing, won.nearer, won.farther) == (30, 0, 30, 0)
    assert [one.area for one in sort_by_change(effects.values())] == ["East", "West"]


def test_nothing_changes_where_nothing_opens(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    problem = pose_problem(district, open_streets(district))
    for one in compare_areas(district, problem, problem, problem.existing, problem.existing, radius=900):
        assert (one.gaining, one.losing, one.nearer, one.farther) == (0, 0, 0, 0)
        assert one.walk_before == one.walk_after


def test_communities_with_a_site_on_their_own_ground_are_counted(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    # Communities with people: West and East. R1 stands in Middle, where nobody lives.
    shares = [share_of_areas(district, np.array(sites)) for sites in ([1, 0, 0], [1, 1, 0], [1, 0, 1])]
    assert [(one.served, one.areas) for one in shares] == [(1, 2), (1, 2), (2, 2)]
    assert shares[0].share == 0.5


def test_cost_of_a_plan_is_each_figure_times_its_weight(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    problem = pose_problem(district, open_streets(district))
    is_open = np.array([True, True, False])
    choice = Choice(
        model=Model.COVER_MOST,
        open=is_open,
        flows=problem.cost,  # type: ignore[arg-type]  # no model with seats: not looked at
        value=0,
        bound=0,
        proven=True,
        opened=np.zeros(3, dtype=np.int64),
    )
    weights = RankWeights(
        uncovered_person=2.0,
        walk_minute=1.0,
        courier_hour=3.0,
        meal_minute=0.1,
        undelivered=5.0,
        left_out=0.5,
        rent_thousand=4.0,
    )
    listed = Listed(name="A", model=Model.COVER_MOST, without=None, choice=choice)
    plan = judge_plan(problem, problem, listed, WEEK, radius=900, weights=weights)
    # S1 and R1: C, 30 people, is 1,400 m from R1 and uncovered. Walks: 100, 600 and 1,400 m, 1.5, 9 and 21 minutes.
    walked = 10 * 1.5 + 20 * 9 + 30 * 21
    assert plan.parts == pytest.approx(
        {
            "uncovered_person": 60,
            "walk_minute": walked,
            "courier_hour": 30,
            "meal_minute": 0.1 * 12 * 40,
            "undelivered": 15,
            "left_out": 3.5,
            "rent_thousand": 4,
        },
        rel=1e-3,
    )
    assert plan.cost == pytest.approx(sum(plan.parts.values()))
    without = judge_plan(problem, problem, listed, None, radius=900, weights=weights)
    assert set(without.parts) == {"uncovered_person", "walk_minute", "rent_thousand"}
    dearer = replace(plan, parts={"uncovered_person": plan.cost + 1})
    assert rank_plans([dearer, plan]) == (plan, dearer)
