"""Runs engines on literature instances, judges what they find, and sums up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from routing.benchmarks.best_known import look_up
from routing.benchmarks.engines import (
    CANNOT_EXPRESS,
    ENGINES,
    EXTRAS,
    NOT_INSTALLED,
    PEERS,
    can_express,
    is_installed,
)
from routing.benchmarks.instances import Instance, Orders
from routing.errors import Fault, FaultKind
from routing.plan import Violation
from routing.search.clock import Budget
from routing.search.run import search

PEER_FAILED = FaultKind("R051", "{peer} failed on {instance} ({why})", "run without --peers, or tell its makers")


@dataclass(frozen=True, kw_only=True)
class Run:
    """An engine to be set on an instance from a seed."""

    instance: Instance
    engine: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a run came to.

    Parameters
    ----------
    cost
        As the judge counts it; None where there is no solution that keeps every rule: ``breaks`` say which rules it
        breaks, ``failure`` why a peer has none.
    seconds
        Wall time.
    best, gap
        Best known cost, and how far above it the cost is, in per cent; None where unknown.
    """

    instance: str
    engine: str
    seed: int
    cost: float | None = None
    seconds: float = 0.0
    best: float | None = None
    gap: float | None = None
    orders: Orders = ()
    breaks: tuple[Violation, ...] = ()
    failure: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All results of one engine.

    Parameters
    ----------
    runs, broken, measured
        How many there are, how many of them have no solution that keeps every rule, and how many have a gap.
    gap
        Mean of these gaps in per cent; None where there is none.
    by_seed
        Lowest and highest of the mean gaps of each seed.
    seconds
        Mean wall time.
    """

    engine: str
    runs: int
    broken: int
    measured: int
    gap: float | None
    by_seed: tuple[float, float] | None
    seconds: float


def list_runs(instances: Sequence[Instance], *, engine: str, seeds: int, peers: bool) -> tuple[list[Run], list[Fault]]:
    """List what is to be run, instance by instance, and what cannot be, each reason once."""
    engines = [engine, *(peer for peer in PEERS if peers and peer != engine)]
    notes = [NOT_INSTALLED.at(values={"peer": name}) for name in engines if not is_installed(name)]
    engines = [name for name in engines if is_installed(name)]
    mute = [name for name in engines if not all(can_express(name, instance) for instance in instances)]
    notes += [CANNOT_EXPRESS.at(values={"peer": name}) for name in mute]
    runs = [
        Run(instance=instance, engine=name, seed=seed)
        for instance in instances
        for name in engines
        if can_express(name, instance)
        for seed in range(seeds)
    ]
    return runs, notes


def get_ready(runs: Sequence[Run]) -> None:
    """Compile the search, or load what was compiled, so that no run is charged for it."""
    small = sorted((run.instance for run in runs if run.engine == "search"), key=lambda one: one.flat.tasks)
    for coupled in (False, True):
        one = next((instance for instance in small if instance.flat.coupled is coupled), None)
        if one is not None:
            search(one.flat, budget=Budget(rounds=1))


def run_once(run: Run, *, seconds: float, best: Mapping[str, float]) -> Result:
    """Run an engine once and have its solution judged."""
    solver = {**ENGINES, **PEERS}[run.engine]
    known = look_up(best, run.instance.name)
    began = time.perf_counter()
    result = Result(instance=run.instance.name, engine=run.engine, seed=run.seed, best=known)
    try:
        orders = solver(run.instance, seconds, run.seed)
    except Exception as error:
        if run.engine not in EXTRAS:
            raise
        values = {"peer": run.engine, "instance": run.instance.name, "why": f"{type(error).__name__}: {error}"}
        return replace(result, seconds=_since(began), failure=PEER_FAILED.at(values=values))
    spent = _since(began)
    score = run.instance.score(orders)
    cost = None if score.breaks else score.cost
    gap = None if cost is None or known is None else 100 * (cost / known - 1)
    return replace(result, cost=cost, seconds=spent, gap=gap, orders=orders, breaks=score.breaks)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 2)


def sum_up(results: Sequence[Result]) -> Iterator[Summary]:
    """Sum up the results of each engine, in the order they came."""
    for engine in dict.fromkeys(result.engine for result in results):
        own = [result for result in results if result.engine == engine]
        by_seed: dict[int, list[float]] = {}
        for result in own:
            if result.gap is not None:
                by_seed.setdefault(result.seed, []).append(result.gap)
        means = [fmean(gaps) for gaps in by_seed.values()]
        yield Summary(
            engine=engine,
            runs=len(own),
            broken=sum(result.cost is None for result in own),
            measured=sum(result.gap is not None for result in own),
            gap=fmean(gap for gaps in by_seed.values() for gap in gaps) if by_seed else None,
            by_seed=(min(means), max(means)) if means else None,
            seconds=fmean(result.seconds for result in own),
        )
