"""Every engine on tiny instances: sound solutions, judged apart from the engine."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from routing.benchmarks import bench
from routing.benchmarks.as_day import make_day
from routing.benchmarks.bench import Result, Run, list_runs, run_once, sum_up
from routing.benchmarks.engines import PEERS
from routing.benchmarks.instances import Instance, Orders, read_instance
from routing.benchmarks.peers import make_pyvrp_data, solve_pyvrp, solve_vroom

needs_pyvrp = pytest.mark.skipif(importlib.util.find_spec("pyvrp") is None, reason="pyvrp is not installed")
needs_vroom = pytest.mark.skipif(importlib.util.find_spec("vroom") is None, reason="vroom is not installed")


@pytest.fixture
def square(tmp_path: Path) -> Instance:
    """Twenty-four customers in a square with windows that matter, more routes than one, of our own drawing of lots."""
    rng = np.random.default_rng(3)
    rows = ["SQUARE", "VEHICLE", "NUMBER CAPACITY", "12 60", "CUSTOMER", "0 50 50 0 0 400 0"]
    for i in range(1, 25):
        x, y, opens = (int(value) for value in rng.integers((0, 0, 80), (100, 100, 200)))
        rows.append(f"{i} {x} {y} {rng.integers(5, 20)} {opens} {opens + 60} 10")
    path = tmp_path / "square.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    return read_instance(path)


def run(instance: Instance, engine: str, *, seconds: float = 0.3, best: Mapping[str, float] | None = None) -> Result:
    return run_once(Run(instance=instance, engine=engine, seed=0), seconds=seconds, best=best or {})


@pytest.mark.parametrize(
    "engine",
    ["search", "ortools", pytest.param("pyvrp", marks=needs_pyvrp), pytest.param("vroom", marks=needs_vroom)],
)
def test_engine_finds_the_cheapest_routes_of_a_tiny_instance(tiny: dict[str, Path], engine: str) -> None:
    # One route through both costs 5.0 + 4.2 + 1.0; two cost 12.0.
    result = run(read_instance(tiny["solomon"]), engine, best={"solomon": 10.0})
    assert result.breaks == ()
    assert result.cost == pytest.approx(10.2)
    assert result.gap == pytest.approx(2.0)


@pytest.mark.parametrize(
    "engine",
    ["search", "ortools", pytest.param("pyvrp", marks=needs_pyvrp), pytest.param("vroom", marks=needs_vroom)],
)
def test_engine_keeps_windows_and_loads(square: Instance, engine: str) -> None:
    result = run(square, engine)
    assert result.breaks == ()
    assert sum(bool(order) for order in result.orders) > 4  # 24 customers of 5 to 19 units, 60 a vehicle


@needs_pyvrp
def test_pyvrp_counts_as_the_judge_does(square: Instance) -> None:
    import pyvrp

    data = make_pyvrp_data(square)
    orders = solve_pyvrp(square, 0.3, 1)
    own = pyvrp.Solution(data, [order for order in orders if order])
    assert own.is_feasible()
    assert own.distance() == round(10 * square.score(orders).cost)


@needs_pyvrp
def test_pyvrp_takes_for_too_late_what_the_judge_takes_for_too_late(square: Instance) -> None:
    import pyvrp

    data = make_pyvrp_data(square)
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(200):
        cuts = np.sort(rng.choice(np.arange(1, square.flat.tasks), 9, replace=False))
        orders = [part.tolist() for part in np.split(rng.permutation(square.flat.tasks), cuts)]
        late = bool(square.score(orders).breaks)
        seen.add(late)
        assert pyvrp.Solution(data, orders).is_feasible() is not late
    assert True in seen


@needs_vroom
def test_vroom_leaves_nobody_out(square: Instance) -> None:
    orders = solve_vroom(square, 1.0, 0)
    assert len(orders) == square.flat.vehicles
    assert sorted(task for order in orders for task in order) == [*range(square.flat.tasks)]


def test_customer_out_of_reach_is_a_broken_rule_and_has_no_cost(tiny: dict[str, Path]) -> None:
    text = tiny["solomon"].read_text("utf-8").replace("2  0  1  4  0  50 ", "2  0  90 4  0  50 ")
    tiny["solomon"].write_text(text, encoding="utf-8")
    result = run(read_instance(tiny["solomon"]), "ortools", best={"solomon": 10.0})
    assert [broken.kind for broken in result.breaks] == ["not_served"]
    assert (result.cost, result.gap) == (None, None)


@pytest.mark.parametrize("form", ["ceschia", "mankowska"])
def test_day_asks_what_the_home_care_instance_asks(tiny: dict[str, Path], form: str) -> None:
    problem, travel, weights = make_day(read_instance(tiny[form]))
    assert problem.together == (("0", "1"),)
    assert [visit.due for visit in problem.visits] == [3000, 3000, 60_000]
    assert [sorted(worker.skills) for worker in problem.workers] == [["s1"], ["s1", "s2"]]
    (matrix,) = travel.values()
    assert matrix.seconds[0].tolist() == [0, 6000, 8000]
    assert (weights.travel_second, weights.late_second, weights.late_largest_second) == (1, 1, 1)


def test_peers_that_cannot_be_run_are_told_once_and_left_out(
    tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "is_installed", lambda engine: engine != "pyvrp")
    instances = [read_instance(tiny[name]) for name in ("ceschia", "solomon", "mankowska")]
    runs, notes = list_runs(instances, engine="search", seeds=2, peers=True)
    assert [note.code for note in notes] == ["R048", "R049"]
    assert {one.engine for one in runs if one.instance.name == "solomon"} == {"search", "vroom", "ortools"}
    assert {one.engine for one in runs if one.instance.name == "ceschia"} == {"search", "ortools"}
    assert len(runs) == 2 * (2 + 3 + 2)


def test_peer_that_fails_has_no_cost_and_stops_nothing(tiny: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_instance: Instance, _seconds: float, _seed: int) -> Orders:
        raise RuntimeError("out of order")

    monkeypatch.setattr(bench, "PEERS", {"vroom": fail})
    result = run(read_instance(tiny["solomon"]), "vroom")
    assert result.cost is None
    assert result.failure is not None
    assert "vroom failed on solomon (RuntimeError: out of order)" in str(result.failure)
    assert [summary.broken for summary in sum_up([result])] == [1]


def test_no_engine_runs_twice_where_it_is_a_peer_too(tiny: dict[str, Path]) -> None:
    runs, _ = list_runs([read_instance(tiny["solomon"])], engine="ortools", seeds=1, peers=True)
    assert sorted(one.engine for one in runs) == sorted({one.engine for one in runs})
    assert {one.engine for one in runs} <= set(PEERS)


def test_summary_is_the_mean_of_the_gaps_with_the_spread_of_the_seeds() -> None:
    def result(seed: int, gap: float | None) -> Result:
        return Result(instance="x", engine="search", seed=seed, cost=1.0, seconds=2.0, best=1.0, gap=gap)

    # Seed 0: mean 2. Seed 1: mean 3. All four: 2.5.
    (summary,) = sum_up([result(0, 1.0), result(0, 3.0), result(1, 2.0), result(1, 4.0), result(1, None)])
    assert math.isclose(summary.gap or 0, 2.5)
    assert summary.by_seed == (2.0, 3.0)
    assert (summary.runs, summary.measured, summary.broken) == (5, 4, 0)
