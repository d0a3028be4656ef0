from dataclasses import replace

import pytest

from routing.constraints import RULES
from routing.objective import Weights
from routing.ortools_model.model import Model
from routing.ortools_model.parts import split_model
from routing.problem import Gap, Role

PLACES = {"depot": (0, 0), "a": (1, 0), "b": (2, 0), "c": (3, 0)}


@pytest.fixture(name="split")
def split_fixture(build_day):
    def split(visits, workers):
        problem, travel = build_day(visits, workers, PLACES)
        model = Model(problem=problem, travel=travel, weights=Weights())
        for rule in RULES:
            rule.post(model)
        return [(part.visits, part.workers) for part in split_model(model)]

    return split


def test_care_and_meals_share_no_worker_and_come_apart(split, visit, worker):
    visits = [visit("a", role=Role.COURIER), visit("b", role=Role.CAREGIVER), visit("c", role=Role.COURIER)]
    workers = [worker("w1"), worker("w2", role=Role.COURIER), worker("w3", role=Role.COURIER)]
    assert split(visits, workers) == [(("a", "c"), ("w2", "w3")), (("b",), ("w1",))]


def test_visit_for_anybody_holds_the_day_together(split, visit, worker):
    visits = [visit("a", role=Role.COURIER), visit("b", role=Role.CAREGIVER), visit("c")]
    assert len(split(visits, [worker("w1"), worker("w2", role=Role.COURIER)])) == 1


def test_skills_join_workers_through_the_visits_they_share(split, visit, worker):
    bath, hair = frozenset({"bath"}), frozenset({"hair"})
    visits = [visit("a", skills=bath), visit("b", skills=hair)]
    apart = [worker("w1", skills=bath), worker("w2", skills=hair)]
    assert len(split(visits, apart)) == 2
    assert len(split(visits, [*apart, worker("w3", skills=bath | hair)])) == 1


def test_visit_nobody_may_make_and_idle_worker_are_in_no_part(split, visit, worker):
    visits = [visit("a"), visit("b", skills=frozenset({"bath"}))]
    workers = [worker("w1"), replace(worker("w2"), role=Role.COURIER)]
    assert split([replace(one, role=Role.CAREGIVER) for one in visits], workers) == [(("a",), ("w1",))]


@pytest.mark.parametrize("ties", [{"together": (("a", "b"),)}, {"gaps": (Gap(first="b", second="a", least=0),)}])
def test_visits_that_are_tied_are_in_one_part(build_day, visit, worker, ties):
    visits = [visit("a", role=Role.COURIER), visit("b", role=Role.CAREGIVER)]
    problem, travel = build_day(visits, [worker("w1"), worker("w2", role=Role.COURIER)], PLACES)
    model = Model(problem=replace(problem, **ties), travel=travel, weights=Weights())
    for rule in RULES:
        rule.post(model)
    assert [(part.visits, part.workers) for part in split_model(model)] == [(("a", "b"), ("w1", "w2"))]
