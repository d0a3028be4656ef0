"""Days with visits that go together, gaps and wished starts, from problem to checked plan, by both engines."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan
from routing.constraints import RULES
from routing.objective import Weights, cost, cost_parts
from routing.ortools_model.model import Model
from routing.problem import Gap, Pairing
from routing.search.day import flatten_day, number_orders
from routing.search.reference import time_orders
from routing.solve import Limit, solve
from routing.timetable import list_orders

HOUR = 3600
EIGHT = 8 * HOUR
LIMITS = {"ortools": Limit(solutions=80), "search": Limit(solutions=2000)}
ENGINES = pytest.mark.parametrize("engine", LIMITS)
some_days = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(name="plan_day")
def plan_day_fixture(build_day, visit, worker):
    """Plan a day on a line; everybody walks a metre a second from 8:00 on, and a visit takes ten minutes."""

    def plan(engine, metres, workers, *, together=(), gaps=(), weights=None, **others):
        visits = [visit(name, **others.get(name, {})) for name in metres]
        points = {"depot": (0, 0)} | {name: (place, 0) for name, place in metres.items()}
        problem, travel = build_day(visits, [worker(name) for name in workers], points)
        problem = replace(problem, together=together, gaps=gaps)
        found = solve(problem, travel, limit=LIMITS[engine], engine=engine, weights=weights or Weights())
        return {stop.visit: (route.worker, stop.start - EIGHT) for route in found.routes for stop in route.stops}

    return plan


@ENGINES
def test_pair_is_made_by_two_workers_at_one_time(plan_day, engine):
    # Both can be there at 100; the pair costs 2 * 200 s and 2 workers, leaving it out 36,000 and 2,000,000.
    made = plan_day(engine, {"a": 100, "a2": 100}, ["v", "w"], together=(("a", "a2"),))
    assert made["a"][1] == made["a2"][1] == 100
    assert made["a"][0] != made["a2"][0]


@ENGINES
def test_pair_needs_two_workers(plan_day, engine):
    made = plan_day(engine, {"a": 100, "a2": 100, "b": 200}, ["w"], together=(("a", "a2"),))
    assert made == {"b": ("w", 200)}


@ENGINES
def test_pair_waits_for_the_worker_who_is_busy(plan_day, engine):
    # x and y must be made at 100 s, 100 m to either side of the depot, so by two workers; then both go to the pair.
    # From x, 900 m away from the pair, one is there at 100 + 600 + 900.
    sharp = {"start": EIGHT + 100, "end": EIGHT + 100}
    metres = {"x": -100, "y": 100, "a": 800, "a2": 800}
    made = plan_day(engine, metres, ["v", "w"], together=(("a", "a2"),), x=sharp, y=sharp)
    assert made["a"][1] == made["a2"][1] == 1600


@ENGINES
def test_three_workers_come_together(plan_day, engine):
    group = ("a", "b", "c")
    made = plan_day(engine, {"a": 100, "b": 100, "c": 100}, ["u", "v", "w"], together=(group,))
    assert {made[name][1] for name in group} == {100}
    assert {made[name][0] for name in group} == {"u", "v", "w"}


@ENGINES
def test_second_visit_is_made_by_the_same_worker_after_the_least_time(plan_day, engine):
    # Closing at 8:05, x and a need two workers; b, an hour after a, is nearest to x but asks for a's worker.
    early = {"end": EIGHT + 300}
    gaps = (Gap(first="a", second="b", least=HOUR, worker=Pairing.SAME),)
    made = plan_day(engine, {"x": -200, "a": 200, "b": -250}, ["v", "w"], gaps=gaps, x=early, a=early)
    assert made["b"] == (made["a"][0], 200 + HOUR)


@ENGINES
def test_second_visit_is_made_by_another_worker_where_asked(plan_day, engine):
    gaps = (Gap(first="a", second="b", least=0, worker=Pairing.OTHER),)
    made = plan_day(engine, {"a": 100, "b": 100}, ["v", "w"], gaps=gaps)
    assert made["a"][0] != made["b"][0]


@ENGINES
def test_one_visit_of_a_gap_is_made_where_both_cannot_be(plan_day, engine):
    # One worker and two asked for.
    gaps = (Gap(first="a", second="b", least=0, worker=Pairing.OTHER),)
    assert len(plan_day(engine, {"a": 100, "b": 100}, ["w"], gaps=gaps)) == 1


@ENGINES
def test_gap_that_the_windows_rule_out_costs_one_visit(plan_day, engine):
    # a closes at 9:00 and b opens at 12:00, at most an hour apart: the dearer one, b with priority 1, is made.
    gaps = (Gap(first="a", second="b", least=0, greatest=HOUR),)
    hours = {"a": {"end": EIGHT + HOUR}, "b": {"start": EIGHT + 4 * HOUR, "priority": 1}}
    assert list(plan_day(engine, {"a": 100, "b": 100}, ["v", "w"], gaps=gaps, **hours)) == ["b"]


@ENGINES
def test_lateness_is_preferred_to_leaving_a_visit_out(plan_day, engine):
    # a at 100 s, b at 800 s, 700 s late: at 2 and 10 a second 8,400, against 18,000 for leaving b out.
    metres, due = {"a": 100, "b": 200}, {"due": EIGHT + 100, "mandatory": False}
    made = plan_day(engine, metres, ["w"], a=due | {"mandatory": True}, b=due)
    assert made == {"a": ("w", 100), "b": ("w", 800)}


@ENGINES
def test_dear_lateness_is_left_out(plan_day, engine):
    # At 40 a second for the total alone, 700 s late cost 28,000; leaving b out costs 18,000.
    metres, due = {"a": 100, "b": 200}, {"due": EIGHT + 100, "mandatory": False}
    weights = Weights(late_second=40, late_largest_second=0)
    assert plan_day(engine, metres, ["w"], a=due | {"mandatory": True}, b=due, weights=weights) == {"a": ("w", 100)}


@ENGINES
def test_route_that_keeps_the_wish_is_preferred(plan_day, engine):
    # Either way round costs 1,400 s (b 500 m to the other side). a first makes b 1,200 - 500 late, b first none.
    made = plan_day(engine, {"a": 200, "b": -500}, ["w"], b={"due": EIGHT + 500})
    assert made == {"b": ("w", 500), "a": ("w", 1800)}


@ENGINES
def test_second_worker_goes_out_where_lateness_is_dearer(plan_day, engine):
    # Alone one worker is 1,200 - 500 s late: 700 * (2 + 10). A second one costs 600, on ways of 1,400 s as before.
    both = {"a": {"due": EIGHT + 200}, "b": {"due": EIGHT + 500}}
    made = plan_day(engine, {"a": 200, "b": -500}, ["v", "w"], **both)
    assert sorted(start for _, start in made.values()) == [200, 500]


@ENGINES
@pytest.mark.parametrize("workers", [0, 1])
def test_day_of_one_visit_is_planned_with_and_without_a_worker(plan_day, engine, workers):
    made = plan_day(engine, {"a": 100}, ["w"][:workers], a={"due": EIGHT})
    assert made == ({"a": ("w", 100)} if workers else {})


@ENGINES
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_any_number_of_workers_gets_a_plan_that_keeps_the_rules(tied_day, engine, workers):
    for seed in range(6):
        problem, travel = tied_day(seed, visits=6, workers=workers)
        plan = solve(problem, travel, limit=LIMITS[engine], engine=engine)
        assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}


@ENGINES
@some_days
@given(seed=st.integers(0, 10_000), visits=st.integers(0, 12), workers=st.integers(0, 5))
def test_plan_of_any_day_keeps_every_rule_and_costs_what_is_told(tied_day, engine, seed, visits, workers):
    problem, travel = tied_day(seed, visits=visits, workers=workers)
    told = []
    plan = solve(problem, travel, limit=LIMITS[engine], engine=engine, progress=told.append)
    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}
    if told:
        assert told[-1].cost == cost(problem, travel, plan, Weights())
        assert told[-1].unassigned == len(plan.unassigned)


@ENGINES
@some_days
@given(seed=st.integers(0, 10_000), late=st.integers(0, 50), largest=st.integers(0, 50))
def test_search_counts_and_times_a_plan_as_everybody_else_does(tied_day, engine, seed, late, largest):
    problem, travel = tied_day(seed, visits=9, workers=4)
    weights = Weights(travel_second=3, late_second=late, late_largest_second=largest)
    plan = solve(problem, travel, limit=LIMITS[engine], engine=engine, weights=weights)
    model = Model(problem=problem, travel=travel, weights=weights)
    for rule in RULES:
        rule.post(model)

    timed = time_orders(flatten_day(model), number_orders(problem, list_orders(plan)))

    starts = {stop.visit: stop.start for route in plan.routes for stop in route.stops}
    assert timed.starts == tuple(starts.get(visit.id) for visit in problem.visits)
    parts = cost_parts(problem, travel, plan, weights)
    assert timed.cost == cost(problem, travel, plan, weights) == sum(parts.values())


@ENGINES
def test_same_seed_and_limit_give_the_same_plan(tied_day, engine):
    problem, travel = tied_day(9, visits=20, workers=6)
    one, other = (solve(problem, travel, limit=LIMITS[engine], seed=5, engine=engine) for _ in range(2))
    assert one == other


@ENGINES
@pytest.mark.parametrize("heard", [1, 2, 4])
def test_stop_at_any_plan_told_gives_that_plan(tied_day, engine, heard):
    problem, travel = tied_day(13, visits=40, workers=10)
    stop, told = threading.Event(), []

    def listen(progress):
        told.append(progress)
        if len(told) == heard:
            stop.set()

    plan = solve(problem, travel, limit=Limit(seconds=8), engine=engine, stop=stop, progress=listen)
    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}
    assert cost(problem, travel, plan, Weights()) <= told[-1].cost
