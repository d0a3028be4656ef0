"""The short list holds the best, the second best, and different sites each."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from scenarios.sites.choice import Choice, Model, coverage
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem
from scenarios.sites.shortlist import shortlist

Make = Callable[..., SitingProblem]
RADIUS = 10


def ask_for(p: int) -> Callable[[SitingProblem, Model], Choice]:
    def ask(problem: SitingProblem, model: Model) -> Choice:
        radius = RADIUS if model is Model.COVER_MOST else None
        return choose_sites(problem, model=model, p=p, radius=radius, seconds=30)

    return ask


def value_every_set(problem: SitingProblem, p: int) -> list[float]:
    """Covered people of every set of p sites that holds the fixed ones, the most first."""
    fixed = set(np.flatnonzero(problem.fixed).tolist())
    sets = (set(chosen) for chosen in itertools.combinations(range(problem.sites), p))
    masks = (np.isin(np.arange(problem.sites), sorted(chosen)) for chosen in sets if fixed <= chosen)
    return sorted((coverage(problem, mask, RADIUS).covered for mask in masks), reverse=True)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_second_plan_is_worth_what_the_second_best_set_is(make_problem: Make, data: st.DataObject) -> None:
    demands, sites = data.draw(st.integers(2, 6)), data.draw(st.integers(3, 6))
    cost = data.draw(
        st.lists(st.lists(st.integers(1, 20), min_size=sites, max_size=sites), min_size=demands, max_size=demands)
    )
    people = data.draw(st.lists(st.integers(1, 9), min_size=demands, max_size=demands))
    existing = [data.draw(st.booleans()), *([False] * (sites - 1))]
    p = data.draw(st.integers(1 + existing[0], sites - 1))
    problem = make_problem(cost, people, existing=existing)
    ask = ask_for(p)
    listed = shortlist(problem, ask(problem, Model.COVER_MOST), ask, plans=3)
    found = [coverage(problem, one.choice, RADIUS).covered for one in listed]
    every = value_every_set(problem, p)
    # A choice may leave a useless site shut, as the value of a set of p counts it without loss.
    assert found[0] == every[0]
    if len(found) > 1 and len(every) > 1 and all(one.choice.open.sum() == p for one in listed):
        assert found[1] == every[1]
    assert len({tuple(one.choice.open.tolist()) for one in listed}) == len(listed)
    assert [one.name for one in listed] == ["A", "B", "C"][: len(listed)]


def test_forbidden_site_is_shut_and_everybody_still_served(make_problem: Make) -> None:
    # Points 1 to 3 with 5, 3, 1 people, each near one of the sites a, b, c; two may open.
    problem = make_problem([[1, 50, 50], [50, 1, 50], [50, 50, 1]], [5.0, 3.0, 1.0])
    ask = ask_for(2)
    best, second, third = shortlist(problem, ask(problem, Model.COVER_MOST), ask, plans=3)
    assert best.choice.open.tolist() == [True, True, False]
    assert (second.without, second.choice.open.tolist()) == ("b", [True, False, True])
    assert (third.without, third.choice.open.tolist()) == ("a", [False, True, True])
    assert third.choice.flows.sum() == 9
    assert third.choice.opened.tolist() == [-1, 0, 0]


def test_other_models_are_asked_by_name_and_come_before_near_best_plans(make_problem: Make) -> None:
    # Most people within 10 are at a; the shortest walks are from b.
    problem = make_problem([[10, 12], [10, 12], [90, 12]], [1.0, 1.0, 1.0])
    ask = ask_for(1)
    listed = shortlist(problem, ask(problem, Model.COVER_MOST), ask, plans=3, models=[Model.MEDIAN])
    assert [(one.model, one.choice.open.tolist()) for one in listed] == [
        (Model.COVER_MOST, [True, False]),
        (Model.MEDIAN, [False, True]),
    ]


def test_question_without_an_answer_is_passed_over_and_progress_is_told(make_problem: Make) -> None:
    problem = make_problem([[1, 50]], [1.0])

    def ask(changed: SitingProblem, model: Model) -> Choice:
        if changed.sites == 1:
            raise InputError([])
        return ask_for(1)(changed, model)

    told: list[tuple[int, int]] = []
    listed = shortlist(
        problem,
        ask(problem, Model.COVER_MOST),
        ask,
        plans=4,
        progress=lambda done, total: told.append((done, total)),
    )
    assert (len(listed), told) == (1, [(1, 1)])


def test_one_plan_asks_nothing_more(make_problem: Make) -> None:
    problem = make_problem([[1, 50]], [1.0])
    best = ask_for(1)(problem, Model.COVER_MOST)
    listed = shortlist(problem, best, lambda *_: pytest.fail("asked"), plans=1, models=[Model.MEDIAN])
    assert [one.choice for one in listed] == [best]
