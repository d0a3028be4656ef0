"""What works while the search is being compiled, and what is handed over. Where rounds are counted, nothing is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routing.limit import Limit
from routing.search import hand_over
from routing.search.ready import prepare_search
from routing.solve import solve

BEGIN = """
import json, sys, threading
sys.path.insert(0, sys.argv[1])
import conftest
from routing.search.ready import prepare_search
from routing.solve import Limit, solve

def show(plan):
    orders = {route.worker: [stop.visit for stop in route.stops] for route in plan.routes}
    print(json.dumps({"orders": orders, "is_ready": prepare_search().is_done}))

stop = threading.Event()
day = conftest.random_day(3, visits=10, workers=3)
"""


@pytest.fixture
def run_cold(tmp_path: Path) -> Callable[[str], Any]:
    """Run code in a process that has compiled nothing and finds an empty cache."""

    def run(code: str) -> Any:
        line = [sys.executable, "-c", BEGIN + code, str(Path(__file__).resolve().parents[1])]
        environment = {**os.environ, "DOORSTEP_CACHE": str(tmp_path / "cache")}
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True, timeout=300)
        return json.loads(done.stdout)

    return run


@pytest.fixture
def is_ready() -> None:
    """Wait for the search as this process has it."""
    while not prepare_search().is_done:
        prepare_search().wait(1)


@pytest.mark.usefixtures("is_ready")
def test_ready_search_makes_its_own_first_plan(random_day: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        pytest.fail("OR-Tools is not needed")

    monkeypatch.setattr(hand_over, "search_model", refuse)
    told = []

    plan = solve(*random_day(3, visits=10, workers=3), limit=Limit(seconds=0), progress=told.append)

    assert plan.routes
    assert [(one.unassigned, one.solutions) for one in told] == [(len(plan.unassigned), 1)]


def test_compiling_does_not_count_against_the_seconds(run_cold: Callable[[str], Any]) -> None:
    # Only the search has it ready: its progress comes although compiling took longer than a second.
    code = """
told = []
plan = solve(*day, limit=Limit(seconds=1), progress=lambda one: told.append((one.seconds, prepare_search().is_done)))
show(plan)
"""
    found = run_cold(code)

    assert found["is_ready"]
    assert found["orders"]


def test_stop_while_compiling_gives_the_plan_of_ortools(run_cold: Callable[[str], Any]) -> None:
    found = run_cold("show(solve(*day, limit=Limit(seconds=600), progress=lambda told: stop.set(), stop=stop))")

    assert not found["is_ready"]
    assert found["orders"]


def test_stop_while_compiling_leaves_all_unassigned_where_rounds_are_counted(run_cold: Callable[[str], Any]) -> None:
    code = "threading.Timer(0.5, stop.set).start(); show(solve(*day, limit=Limit(solutions=100), stop=stop))"

    assert run_cold(code) == {"orders": {}, "is_ready": False}


def test_rounds_give_the_same_plan_whether_or_not_the_code_was_there(
    run_cold: Callable[[str], Any], random_day: Callable
) -> None:
    cold = run_cold("show(solve(*day, limit=Limit(solutions=500), seed=4))")

    warm = solve(*random_day(3, visits=10, workers=3), limit=Limit(solutions=500), seed=4)

    assert cold["orders"] == {route.worker: [stop.visit for stop in route.stops] for route in warm.routes}


def test_plan_of_ortools_is_where_the_search_begins(run_cold: Callable[[str], Any]) -> None:
    code = """
from routing.objective import Weights, cost
costs, ready = [], []
def hear(told):
    costs.append(told.cost)
    ready.append(prepare_search().is_done)
def stop_when_ready():
    while not prepare_search().is_done:
        prepare_search().wait(1)
    threading.Timer(0.5, stop.set).start()
threading.Thread(target=stop_when_ready).start()
plan = solve(*day, limit=Limit(seconds=600), progress=hear, stop=stop)
print(json.dumps([costs, ready, cost(*day, plan, Weights())]))
"""
    costs, ready, reached = run_cold(code)

    assert not ready[0]
    assert costs == sorted(set(costs), reverse=True)
    assert reached == costs[-1]


def test_stop_set_before_the_search_leaves_every_visit_unassigned(random_day: Callable) -> None:
    problem, travel = random_day(3, visits=10, workers=3)
    stop = threading.Event()
    stop.set()

    plan = solve(problem, travel, limit=Limit(seconds=600), stop=stop)

    assert plan.unassigned == tuple(visit.id for visit in problem.visits)
