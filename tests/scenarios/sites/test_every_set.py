"""Each model against every set of sites there is, on small random problems."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from routing.errors import InputError
from scenarios.sites.choice import Choice, Model
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase

Sites = tuple[int, ...]
QUICK = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
RADIUS, FURTHER = 4, 7


@st.composite
def problems(draw: st.DrawFn, *, everywhere: bool = False) -> SitingProblem:
    demands, sites = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    whole = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(whole)
    existing = rng.random(sites) < 0.3
    people = rng.integers(0, 6, demands).astype(np.float64)
    people[0] += 1
    return SitingProblem(
        demand_ids=tuple(f"d{row}" for row in range(demands)),
        site_ids=tuple(f"s{row}" for row in range(sites)),
        people=people,
        cost=rng.integers(0, 10, (demands, sites)).astype(np.int32),
        reachable=rng.random((demands, sites)) < (1.1 if everywhere else 0.85),
        existing=existing,
        closable=existing & (rng.random(sites) < 0.5),
        price=rng.integers(0, 5, sites),
        capacity=rng.integers(0, 12, sites),
        opens=rng.integers(2024, 2028, sites),
    )


def list_sets(
    problem: SitingProblem, *, p: int | None = None, budget: int | None = None, year: int | None = None
) -> Iterator[Sites]:
    for count in range(problem.sites + 1):
        for chosen in itertools.combinations(range(problem.sites), count):
            if any(fixed and site not in chosen for site, fixed in enumerate(problem.fixed.tolist())):
                continue
            late = any(year is not None and not problem.existing[j] and problem.opens[j] > year for j in chosen)
            rent = sum(int(problem.price[j]) for j in chosen)
            if not late and count <= (p or 99) and (budget is None or rent <= budget):
                yield chosen


def walk(problem: SitingProblem, point: int, chosen: Sites) -> float:
    ways = [int(problem.cost[point, site]) for site in chosen if problem.reachable[point, site]]
    return min(ways, default=math.inf)


def times_within(problem: SitingProblem, point: int, chosen: Sites, radius: int) -> int:
    return sum(bool(problem.reachable[point, j]) and int(problem.cost[point, j]) <= radius for j in chosen)


def people_covered(problem: SitingProblem, chosen: Sites, radius: int, times: int = 1) -> float:
    return sum(
        float(problem.people[i]) for i in range(problem.demands) if times_within(problem, i, chosen, radius) >= times
    )


def all_walks(problem: SitingProblem, chosen: Sites) -> list[tuple[float, float]]:
    """Walk and people of every point that some site can be reached from; the fine where none of the chosen can."""
    fine = 2 * max((int(w) for w in problem.cost[problem.reachable]), default=0) + 1
    walks = []
    for i in range(problem.demands):
        if problem.reachable[i].any():
            way = walk(problem, i, chosen)
            walks.append((fine if math.isinf(way) else way, float(problem.people[i])))
    return walks


def seat(problem: SitingProblem, chosen: Sites, radius: float, *, least_walking: bool) -> tuple[float, float]:
    """Most people seated, and the least walking with which everybody is (inf where not everybody can be)."""
    pairs = [
        (i, j)
        for i in range(problem.demands)
        for j in chosen
        if problem.reachable[i, j] and problem.cost[i, j] <= radius
    ]
    wanted = sum(float(problem.people[i]) for i in range(problem.demands) if problem.reachable[i].any())
    if not pairs:
        return 0.0, 0.0 if not wanted else math.inf
    rows, limits = [], []
    for i in range(problem.demands):
        rows.append([float(pair[0] == i) for pair in pairs])
        limits.append(float(problem.people[i]))
    for j in chosen:
        if problem.capacity[j]:
            rows.append([float(pair[1] == j) for pair in pairs])
            limits.append(float(problem.capacity[j]))
    most = -linprog([-1.0] * len(pairs), A_ub=rows, b_ub=limits).fun
    if not least_walking or most < wanted - 1e-6:
        return most, math.inf
    costs = [float(problem.cost[pair]) for pair in pairs]
    return most, linprog(costs, A_ub=rows, b_ub=limits, A_eq=[[1.0] * len(pairs)], b_eq=[wanted]).fun


def check(choice: Choice, best: float, sets: Sequence[Sites]) -> None:
    assert choice.proven
    assert choice.value == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert choice.bound == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert tuple(np.flatnonzero(choice.open).tolist()) in set(sets)


def feasible_limits(problem: SitingProblem, draw: st.DataObject) -> dict[str, Any]:
    fixed = max(1, int(problem.fixed.sum()))
    rent = int(problem.price[problem.fixed].sum())
    kind = draw.draw(st.sampled_from(["p", "budget", "both"]))
    p, budget = draw.draw(st.integers(fixed, problem.sites)), draw.draw(st.integers(rent, rent + 12))
    return {"p": {"p": p}, "budget": {"budget": budget}, "both": {"p": p, "budget": budget}}[kind]


@QUICK
@given(problem=problems(), data=st.data())
def test_most_people_are_covered(problem: SitingProblem, data: st.DataObject) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = max(people_covered(problem, chosen, RADIUS) for chosen in sets)
    check(choose_sites(problem, model=Model.COVER_MOST, radius=RADIUS, **limits), best, sets)


@QUICK
@given(problem=problems(), cheapest=st.booleans())
def test_everybody_is_covered_with_the_fewest_sites_or_the_least_rent(problem: SitingProblem, cheapest: bool) -> None:
    everybody = float(problem.people.sum())
    sets = [chosen for chosen in list_sets(problem) if people_covered(problem, chosen, RADIUS) == everybody]
    if not sets:
        with pytest.raises(InputError, match="L020"):
            choose_sites(problem, model=Model.COVER_ALL, radius=RADIUS, cheapest=cheapest)
        return
    best = min(sum(problem.price[j] for j in chosen) if cheapest else len(chosen) for chosen in sets)
    check(choose_sites(problem, model=Model.COVER_ALL, radius=RADIUS, cheapest=cheapest), float(best), sets)


@QUICK
@given(problem=problems(), data=st.data())
def test_walks_are_shortest_on_the_whole(problem: SitingProblem, data: st.DataObject) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = min(sum(way * people for way, people in all_walks(problem, chosen)) for chosen in sets)
    check(choose_sites(problem, model=Model.MEDIAN, **limits), best, sets)


@QUICK
@given(problem=problems(), data=st.data())
def test_the_longest_walk_is_shortest(problem: SitingProblem, data: st.DataObject) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    asked = [i for i in range(problem.demands) if problem.people[i] and problem.reachable[i].any()]
    best = min(max((walk(problem, i, chosen) for i in asked), default=0.0) for chosen in sets)
    if math.isinf(best):
        with pytest.raises(InputError, match="L022"):
            choose_sites(problem, model=Model.CENTER, **limits)
        return
    check(choose_sites(problem, model=Model.CENTER, **limits), best, sets)


@QUICK
@given(problem=problems(), data=st.data(), share=st.sampled_from([0.1, 0.25, 1.0]))
def test_the_worst_off_walk_least(problem: SitingProblem, data: st.DataObject, share: float) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))

    def mean_of_worst(chosen: Sites) -> float:
        # One person is taken at a time, the last one in part.
        walks = sorted(all_walks(problem, chosen), reverse=True)
        wanted = left = share * sum(people for _, people in walks)
        total = 0.0
        for way, people in walks:
            total += way * min(people, left)
            left -= min(people, left)
        return total / wanted if wanted else 0.0

    choice = choose_sites(problem, model=Model.WORST_TENTH, share=share, **limits)
    check(choice, min(map(mean_of_worst, sets)), sets)


@QUICK
@given(problem=problems(), data=st.data(), share=st.sampled_from([0.5, 0.8, 1.0]))
def test_the_second_cover_counts_after_the_first(problem: SitingProblem, data: st.DataObject, share: float) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = max(
        share * people_covered(problem, chosen, RADIUS) + (1 - share) * people_covered(problem, chosen, RADIUS, 2)
        for chosen in sets
    )
    check(choose_sites(problem, model=Model.COVER_TWICE, radius=RADIUS, share=share, **limits), best, sets)


@QUICK
@given(problem=problems(), data=st.data(), share=st.sampled_from([0.2, 0.7]))
def test_two_radii_count_each_with_its_share(problem: SitingProblem, data: st.DataObject, share: float) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = max(
        share * people_covered(problem, chosen, RADIUS) + (1 - share) * people_covered(problem, chosen, FURTHER)
        for chosen in sets
    )
    choice = choose_sites(problem, model=Model.TWO_RADII, radius=RADIUS, second_radius=FURTHER, share=share, **limits)
    check(choice, best, sets)


@QUICK
@given(problem=problems(), data=st.data())
def test_most_people_are_seated(problem: SitingProblem, data: st.DataObject) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = max(seat(problem, chosen, RADIUS, least_walking=False)[0] for chosen in sets)
    choice = choose_sites(problem, model=Model.COVER_MOST_SEATED, radius=RADIUS, **limits)
    check(choice, best, sets)
    check_seats(problem, choice, RADIUS)


@QUICK
@given(problem=problems(everywhere=True), data=st.data())
def test_everybody_is_seated_with_the_least_walking(problem: SitingProblem, data: st.DataObject) -> None:
    limits = feasible_limits(problem, data)
    sets = list(list_sets(problem, **limits))
    best = min(seat(problem, chosen, math.inf, least_walking=True)[1] for chosen in sets)
    if math.isinf(best):
        with pytest.raises(InputError, match=r"L02[13]"):
            choose_sites(problem, model=Model.MEDIAN_SEATED, **limits)
        return
    choice = choose_sites(problem, model=Model.MEDIAN_SEATED, **limits)
    check(choice, best, sets)
    check_seats(problem, choice, 10)


@QUICK
@given(problem=problems(everywhere=True))
def test_everybody_is_seated_with_the_fewest_sites(problem: SitingProblem) -> None:
    everybody = float(problem.people.sum())
    seated = {chosen: seat(problem, chosen, FURTHER, least_walking=False)[0] for chosen in list_sets(problem)}
    sets = [chosen for chosen, people in seated.items() if people > everybody - 1e-6]
    if not sets:
        with pytest.raises(InputError, match=r"L02[01]"):
            choose_sites(problem, model=Model.COVER_ALL_SEATED, radius=FURTHER)
        return
    choice = choose_sites(problem, model=Model.COVER_ALL_SEATED, radius=FURTHER)
    check(choice, float(min(map(len, sets))), sets)
    check_seats(problem, choice, FURTHER)


@QUICK
@given(problem=problems(), first=st.integers(0, 2), second=st.integers(0, 2), weight=st.sampled_from([0.5, 3.0]))
def test_phases_cover_most_over_the_years(problem: SitingProblem, first: int, second: int, weight: float) -> None:
    fixed = max(1, int(problem.fixed.sum()))
    grown = problem.people * 2 + 1
    phases = [
        Phase(year=2025, p=fixed + first),
        Phase(year=2027, p=fixed + first + second, people=grown, weight=weight),
    ]
    existing = set(np.flatnonzero(problem.existing).tolist())
    pairs = [
        (early, late)
        for early in list_sets(problem, p=phases[0].p, year=2025)
        for late in list_sets(problem, p=phases[1].p, year=2027)
        if set(early) - set(late) <= existing and not (set(late) - set(early)) & existing
    ]

    def covered(chosen: Sites, people: Sequence[float]) -> float:
        return sum(people[i] for i in range(problem.demands) if times_within(problem, i, chosen, RADIUS))

    best = max(
        covered(early, problem.people.tolist()) + weight * covered(late, grown.tolist()) for early, late in pairs
    )
    choice = choose_sites(problem, model=Model.PHASES, radius=RADIUS, phases=phases)
    check(choice, best, [late for _, late in pairs])


def check_seats(problem: SitingProblem, choice: Choice, radius: int) -> None:
    flows = choice.flows.toarray()
    assert (flows[:, ~choice.open] == 0).all()
    assert (flows[~problem.within(radius)] == 0).all()
    assert (flows.sum(axis=1) <= problem.people + 1e-6).all()
    limited = problem.capacity > 0
    assert (flows.sum(axis=0)[limited] <= problem.capacity[limited] + 1e-6).all()


def test_a_year_leaves_out_later_rooms(make_problem: Callable[..., SitingProblem]) -> None:
    # Room b is nearer, and to be had from 2028.
    problem = make_problem([[5, 1]], opens=[2026, 2028])
    early = choose_sites(problem, model=Model.MEDIAN, p=1, year=2027)
    late = choose_sites(problem, model=Model.MEDIAN, p=1, year=2028)
    assert (early.value, late.value) == (5.0, 1.0)
