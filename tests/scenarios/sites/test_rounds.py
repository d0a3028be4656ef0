"""The rounds that a choice of sites leads to, by hand on one street and as sums on drawn weeks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from routing.errors import InputError
from scenarios.district_files.read import read_district
from scenarios.district_files.served import ServedDistrict
from scenarios.sites import rounds
from scenarios.sites.choice import Choice, Model, find_nearest
from scenarios.sites.problem import SitingProblem
from scenarios.sites.round_settings import RoundSettings, read_round_settings
from scenarios.sites.rounds import SampleWeek, plan_weeks, prepare_week, serving_sites
from scenarios.sites.walking import open_streets, pose_problem
from scenarios.sites.week import MealDay

Write = Callable[..., Path]
Tables = dict[str, list[list[Any]]]


def day(brought: list[int], coming: list[int] | None = None) -> MealDay:
    return MealDay(coming=np.array(coming or [0] * len(brought)), brought=np.array(brought))


def choose(problem: SitingProblem, *sites: str) -> Choice:
    """Open sites by hand; everybody goes to the nearest."""
    is_open = np.array([name in sites for name in problem.site_ids])
    nearest = find_nearest(problem, is_open)
    flows = csr_array((problem.people, (np.arange(problem.demands), nearest)), shape=(problem.demands, problem.sites))
    opened = np.where(is_open, 0, -1)
    return Choice(model=Model.MEDIAN, open=is_open, flows=flows, value=0, bound=0, proven=False, opened=opened)


@pytest.fixture
def district(write_district: Write, tmp_path: Path) -> ServedDistrict:
    return read_district(write_district(tmp_path / "d"))


@pytest.fixture
def problem(district: ServedDistrict) -> SitingProblem:
    return pose_problem(district, open_streets(district))


@pytest.fixture
def quick() -> RoundSettings:
    """As they ship, with less search: these days are small."""
    return replace(read_round_settings(), rounds=40)


@pytest.fixture
def prepare(district: ServedDistrict, quick: RoundSettings) -> Callable[..., SampleWeek]:
    def prepared(*days: MealDay, **changes: Any) -> SampleWeek:
        return prepare_week(district, open_streets(district), days, replace(quick, **changes))

    return prepared


def test_one_meal_is_a_ride_a_hand_over_and_a_ride_back(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    # A lives 100 m from S1: 24 s at 15 km/h. There, 2 min at the door and half a minute for the meal, and back: 198 s.
    week = prepare(day([1, 0, 0]))
    (figures,) = plan_weeks(week, problem, [choose(problem, "S1")], radius=900)
    assert figures.courier_hours * 3600 == pytest.approx(198, abs=2)
    assert figures.kilometres == pytest.approx(0.2, abs=0.003)
    assert figures.minutes_mean == pytest.approx(0.4, abs=0.03)
    assert (figures.minutes_mean, figures.minutes_p95) == (figures.minutes_max, figures.minutes_max)
    assert (figures.couriers, figures.delivered, figures.undelivered, figures.days) == (1, 1, 0, 1)


def test_couriers_start_at_the_point_that_serves_the_door(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    # C lives 2,900 m from S1 and 100 m from R2.
    week = prepare(day([0, 0, 1]))
    far, near = plan_weeks(week, problem, [choose(problem, "S1"), choose(problem, "S1", "R2")], radius=900)
    assert far.kilometres == pytest.approx(5.8, abs=0.01)
    assert near.kilometres == pytest.approx(0.2, abs=0.003)
    assert near.courier_hours < far.courier_hours


def test_what_no_courier_can_carry_at_once_several_bring(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    week = prepare(day([7, 0, 0]), capacity=3, spare=0)
    (figures,) = plan_weeks(week, problem, [choose(problem, "S1")], radius=900)
    assert (figures.delivered, figures.undelivered, figures.couriers) == (7, 0, 3)


def test_meals_that_do_not_fit_between_the_times_are_undelivered(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    # An hour and a half on foot to C and the same back do not fit into 75 minutes.
    quarter = {"start": 10 * 3600, "end": 11 * 3600 + 900, "earliest": 10 * 3600, "latest": 11 * 3600}
    week = prepare(day([1, 0, 2]), mode="walk", **quarter)
    (figures,) = plan_weeks(week, problem, [choose(problem, "S1")], radius=900)
    assert (figures.delivered, figures.undelivered) == (1, 2)


def test_who_lives_beyond_the_radius_is_left_out_or_gets_the_meal_brought(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    days = day([1, 1, 1], coming=[3, 4, 5])
    choice = choose(problem, "S1")
    (left,) = plan_weeks(prepare(days), problem, [choice], radius=900)
    assert (left.walkers, left.delivered, left.left_out) == (7, 3, 5)
    (brought,) = plan_weeks(prepare(days, out_of_reach=True), problem, [choice], radius=900)
    assert (brought.walkers, brought.delivered, brought.left_out) == (7, 8, 0)
    (all_come,) = plan_weeks(prepare(days), problem, [choice], radius=None)
    assert (all_come.walkers, all_come.left_out) == (12, 0)


def test_limit_counts_the_meals_that_are_longer_on_the_way(
    prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    # From S1 to C 2,900 m: 11.6 minutes by e-bike; to A 0.4. Each courier carries one meal.
    week = prepare(day([1, 0, 1]), limit_seconds=600, capacity=1)
    (figures,) = plan_weeks(week, problem, [choose(problem, "S1")], radius=900)
    assert (figures.limit_minutes, figures.over_limit) == (10, 1)


def test_plans_that_share_a_point_and_its_doors_share_its_rounds(
    prepare: Callable[..., SampleWeek], problem: SitingProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[int] = []
    plan_point = rounds._plan_point

    def count(week: SampleWeek, *, site: int, doors: tuple[tuple[int, int], ...]) -> rounds.PointRounds:
        planned.append(site)
        return plan_point(week, site=site, doors=doors)

    monkeypatch.setattr(rounds, "_plan_point", count)
    told: list[tuple[int, int]] = []
    week = prepare(day([1, 0, 1]))
    choices = [choose(problem, "S1", "R2"), choose(problem, "S1", "R1", "R2")]
    one, two = plan_weeks(week, problem, choices, radius=900, progress=lambda done, total: told.append((done, total)))
    # A goes to S1 and C to R2 in both: two rounds, not four.
    assert sorted(planned) == [0, 2]
    assert told == [(1, 2), (2, 2)]
    assert one == two


def test_seated_flows_decide_who_serves_and_the_nearest_site_where_they_say_nothing(problem: SitingProblem) -> None:
    choice = choose(problem, "S1", "R2")
    flows = np.zeros((3, 3))
    flows[0, 2] = 10  # A is sent to R2, where there is room
    flows[1] = [4, 0, 16]
    assert serving_sites(problem, replace(choice, flows=csr_array(flows))).tolist() == [2, 2, 2]


def test_the_same_week_gives_the_same_figures_twice(
    district: ServedDistrict, prepare: Callable[..., SampleWeek], problem: SitingProblem
) -> None:
    days = (day([3, 5, 8]), day([2, 0, 9]))
    choice = choose(problem, "S1", "R1")
    assert plan_weeks(prepare(*days), problem, [choice], radius=900) == plan_weeks(
        prepare(*days), problem, [choice], radius=900
    )


def test_week_of_too_many_doors_is_refused_before_travel_is_measured(
    prepare: Callable[..., SampleWeek], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST_PLACES", 4)
    with pytest.raises(InputError) as caught:
        prepare(day([1, 0, 1]))
    # Two doors and three sites.
    assert [(fault.code, fault.values["doors"]) for fault in caught.value.faults] == [("D319", 5)]
    assert prepare(day([1, 0, 0])).travel.seconds.shape == (4, 4)
