"""What makes no sense about sites is said, all of it at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from scenarios.sites.choice import Model
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase

Builder = Callable[..., SitingProblem]


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_a_broken_problem_says_everything_at_once() -> None:
    with pytest.raises(InputError) as error:
        SitingProblem(
            demand_ids=("1", "1"),
            site_ids=("a", "b"),
            people=np.array([1.0, -2.0]),
            cost=np.array([[1, 2], [3, -4]], dtype=np.int32),
            reachable=np.ones((2, 3), dtype=np.bool_),
            price=np.array([0.5, 1.0]),  # type: ignore[arg-type]
            closable=np.array([True, False]),
        )
    assert codes(error) == ["L003", "L004", "L005", "L006", "L007"]


def test_costs_that_mean_nothing_may_be_anything(make_problem: Builder) -> None:
    problem = make_problem([[1, None]])
    changed = problem.cost.copy()
    changed[0, 1] = -7
    assert SitingProblem(
        demand_ids=("1",), site_ids=("a", "b"), people=problem.people, cost=changed, reachable=problem.reachable
    ).cut_off.tolist() == [False]


def test_an_empty_problem_is_refused() -> None:
    with pytest.raises(InputError) as error:
        SitingProblem(
            demand_ids=(),
            site_ids=(),
            people=np.zeros(0),
            cost=np.zeros((0, 0), dtype=np.int32),
            reachable=np.zeros((0, 0), dtype=np.bool_),
        )
    assert codes(error) == ["L001", "L002"]


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (Model.MEDIAN, {}, ["L010"]),
        (Model.COVER_MOST, {"p": 2}, ["L010"]),
        (Model.CENTER, {"p": 2, "radius": 5}, ["L011"]),
        (Model.COVER_ALL, {"radius": 5, "p": 2}, ["L011"]),
        (Model.MEDIAN, {"p": 0}, ["L012"]),
        (Model.MEDIAN, {"budget": 10**24}, ["L012"]),
        (Model.MEDIAN, {"p": 9}, ["L013"]),
        (Model.MEDIAN, {"p": 1}, ["L014"]),
        (Model.MEDIAN, {"budget": 5}, ["L015"]),
        (Model.COVER_TWICE, {"p": 2, "radius": 5, "share": 0.3}, ["L012"]),
        (Model.COVER_MOST, {"p": 9, "budget": 5, "radius": -1, "seconds": 0}, ["L012", "L012", "L013", "L015"]),
        (Model.PHASES, {"radius": 5, "phases": [Phase(year=2027, p=3), Phase(year=2026, p=2)]}, ["L016", "L017"]),
        (Model.PHASES, {"radius": 5, "phases": [Phase(year=2027)]}, ["L010"]),
        (Model.PHASES, {"radius": 5, "phases": [Phase(year=2027, p=3, people=np.ones(2))]}, ["L018"]),
    ],
)
def test_a_question_that_makes_no_sense(
    make_problem: Builder, model: Model, given: dict[str, Any], expected: list[str]
) -> None:
    problem = make_problem([[1, 2, 3]], existing=[1, 1, 0], price=[4, 3, 2])
    with pytest.raises(InputError) as error:
        choose_sites(problem, model=model, **given)
    assert codes(error) == expected


def test_people_nobody_can_cover_are_named(make_problem: Builder) -> None:
    with pytest.raises(InputError, match=r"L020 2 demand points with 9 people .* within 5 s: 2, 3;"):
        choose_sites(make_problem([[1], [6], [None]], [1, 4, 5]), model=Model.COVER_ALL, radius=5)


def test_lacking_seats_are_counted(make_problem: Builder) -> None:
    problem = make_problem([[1, 1]], [10], capacity=[4, 3])
    with pytest.raises(InputError, match=r"L021 .* 3 too few"):
        choose_sites(problem, model=Model.COVER_ALL_SEATED, radius=5)


def test_seats_beyond_p_are_no_help(make_problem: Builder) -> None:
    problem = make_problem([[1, 1]], [10], capacity=[6, 6])
    with pytest.raises(InputError, match="L023"):
        choose_sites(problem, model=Model.MEDIAN_SEATED, p=1)


def test_a_center_that_somebody_cannot_reach_is_none(make_problem: Builder) -> None:
    problem = make_problem([[1, None], [None, 1]])
    with pytest.raises(InputError, match="L022"):
        choose_sites(problem, model=Model.CENTER, p=1)


def test_a_district_without_people_has_no_question(make_problem: Builder) -> None:
    with pytest.raises(InputError, match="L019"):
        choose_sites(make_problem([[1]], [0]), model=Model.MEDIAN, p=1)
