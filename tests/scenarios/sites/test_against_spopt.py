"""The same optimum as spopt (PySAL): on a small random district, and on the stores of San Francisco."""

import csv
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.sites.choice import Model, coverage, list_open, measure_walk
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:spopt|pulp", "ignore:Constructing LpVariable")


@pytest.fixture(scope="module")
def locate() -> Any:
    with warnings.catch_warnings():  # its own dependencies warn on import
        warnings.simplefilter("ignore")
        return pytest.importorskip("spopt.locate")


def solve(asked: Any) -> Any:
    import pulp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asked.problem.solve(pulp.PULP_CBC_CMD(msg=False))
    assert pulp.LpStatus[asked.problem.status] == "Optimal"
    return asked


def opened(asked: Any) -> np.ndarray:
    return np.array([variable.value() > 0.5 for variable in asked.fac_vars])


@pytest.fixture
def district() -> SitingProblem:
    rng = np.random.default_rng(11)
    people = rng.uniform(0, 100, (30, 2))
    doors = rng.uniform(0, 100, (9, 2))
    cost = np.rint(np.linalg.norm(people[:, None] - doors[None], axis=2)).astype(np.int32)
    return SitingProblem(
        demand_ids=tuple(f"d{row}" for row in range(30)),
        site_ids=tuple(f"s{row}" for row in range(9)),
        people=rng.integers(1, 30, 30).astype(np.float64),
        cost=cost,
        reachable=np.ones(cost.shape, dtype=np.bool_),
        existing=np.arange(9) == 4,
        capacity=np.full(9, 130),
    )


def test_a_random_district_has_the_same_optima(locate: Any, district: SitingProblem) -> None:
    cost, people = district.cost.astype(float), district.people
    fixed = district.existing.astype(int)

    fewest = solve(locate.LSCP.from_cost_matrix(cost, 60, predefined_facilities_arr=fixed))
    assert choose_sites(district, model=Model.COVER_ALL, radius=60).value == opened(fewest).sum()

    most = solve(locate.MCLP.from_cost_matrix(cost, people, 25, p_facilities=4, predefined_facilities_arr=fixed))
    ours = choose_sites(district, model=Model.COVER_MOST, radius=25, p=4)
    assert ours.value == coverage(district, opened(most), 25).covered

    median = solve(locate.PMedian.from_cost_matrix(cost, people, p_facilities=3, predefined_facilities_arr=fixed))
    ours = choose_sites(district, model=Model.MEDIAN, p=3)
    assert ours.value == (people * measure_walk(district, opened(median))).sum()

    center = solve(locate.PCenter.from_cost_matrix(cost, p_facilities=3, predefined_facilities_arr=fixed))
    ours = choose_sites(district, model=Model.CENTER, p=3)
    assert ours.value == measure_walk(district, opened(center)).max()


def test_a_random_district_with_seats_has_the_same_optimum(locate: Any, district: SitingProblem) -> None:
    # spopt seats whole shares of a point's demand at sites, as we do; seats as published with the model.
    asked = locate.LSCP.from_cost_matrix(
        district.cost.astype(float),
        60,
        predefined_facilities_arr=district.existing.astype(int),
        demand_quantity_arr=district.people,
        facility_capacity_arr=district.capacity.astype(float),
    )
    ours = choose_sites(district, model=Model.COVER_ALL_SEATED, radius=60)
    assert ours.value == opened(solve(asked)).sum()


@pytest.fixture(scope="module")
def san_francisco(shared_file: Callable[[str], Path]) -> SitingProblem:
    """205 census tracts and 16 stores; metres of the network rounded to whole ones, as all our costs are."""
    file = shared_file("facility_location/SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    tracts = list(dict.fromkeys(row["DestinationName"] for row in rows))
    stores = list(dict.fromkeys(row["name"] for row in rows))
    cost, people = np.zeros((len(tracts), len(stores))), np.zeros(len(tracts))
    for row in rows:
        at = tracts.index(row["DestinationName"]), stores.index(row["name"])
        cost[at] = float(row["distance"])
        people[at[0]] = float(row["demand"])
    return SitingProblem(
        demand_ids=tuple(tracts),
        site_ids=tuple(stores),
        people=people,
        cost=np.rint(cost).astype(np.int32),
        reachable=np.ones(cost.shape, dtype=np.bool_),
        unit="m",
    )


def test_san_francisco_has_the_same_optima(locate: Any, san_francisco: SitingProblem) -> None:
    problem = san_francisco
    cost, people = problem.cost.astype(float), problem.people

    fewest = solve(locate.LSCP.from_cost_matrix(cost, 5000))
    assert choose_sites(problem, model=Model.COVER_ALL, radius=5000).value == opened(fewest).sum() == 8

    most = solve(locate.MCLP.from_cost_matrix(cost, people, 5000, p_facilities=4))
    ours = choose_sites(problem, model=Model.COVER_MOST, radius=5000, p=4)
    assert ours.value == coverage(problem, opened(most), 5000).covered

    median = solve(locate.PMedian.from_cost_matrix(cost, people, p_facilities=4))
    ours = choose_sites(problem, model=Model.MEDIAN, p=4)
    assert ours.value == (people * measure_walk(problem, opened(median))).sum()
    assert set(list_open(problem, ours)) == {"Store_2", "Store_11", "Store_12", "Store_15"}

    center = solve(locate.PCenter.from_cost_matrix(cost, p_facilities=4))
    ours = choose_sites(problem, model=Model.CENTER, p=4)
    assert ours.value == measure_walk(problem, opened(center)).max() == 7403


def test_san_francisco_keeps_the_published_figures(san_francisco: SitingProblem) -> None:
    # Counted by full enumeration of the data as they come: 91.638 % of 955,113 people within 5 km of stores 2, 11,
    # 12 and 15, and 2,982.13 m a person, where whole metres may differ by half of one.
    covered = choose_sites(san_francisco, model=Model.COVER_MOST, radius=5000, p=4)
    median = choose_sites(san_francisco, model=Model.MEDIAN, p=4)
    assert san_francisco.people.sum() == 955_113
    assert covered.value == 875_247
    assert median.value / 955_113 == pytest.approx(2982.127, abs=0.5)
