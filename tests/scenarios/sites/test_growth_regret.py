"""Regret of siting plans over growth, on examples that work out on paper and against every set of sites."""

import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.problem import Location
from scenarios.district_files.served import DemandPoint, ServedDistrict
from scenarios.sites.choice import Choice, Model, coverage
from scenarios.sites.choose import choose_sites, judge_again, value_sites
from scenarios.sites.grown import grow_people
from scenarios.sites.growth_file import Grow, GrowthFile, GrowthScenario
from scenarios.sites.growth_regret import GrowthRegret, check_judged, choose_for_growths, judge_growths
from scenarios.sites.problem import SitingProblem
from scenarios.sites.shortlist import shortlist
from scenarios.uncertainty.regret import find_regret

Make = Callable[..., SitingProblem]
RADIUS = 10


def scenario(name: str, *parts: Grow, chance: float | None = None) -> GrowthScenario:
    return GrowthScenario(name=name, parts=parts or (Grow(factor=1),), chance=chance)


def file_of(*scenarios: GrowthScenario) -> GrowthFile:
    return GrowthFile(file="growth.toml", scenarios=scenarios)


@pytest.fixture
def district() -> ServedDistrict:
    """West: 10 people of 60-69 and 20 of 80+, half of whom eat; East: 40 of 70-79, a quarter of whom eat."""
    rows = [("w", "West", (10.0, 0.0, 20.0), 0.5), ("e", "East", (0.0, 40.0, 0.0), 0.25)]
    points = tuple(
        DemandPoint(
            id=name,
            kind="building",
            place=Location(id=f"demand:{name}", lat=40, lon=116, area=area),
            people=people,
            eat=eat,
            deliver=0,
        )
        for name, area, people, eat in rows
    )
    return ServedDistrict(name="d", demand=points, sites=(), coordinates="wgs84", source=Path("d"))


def test_parts_of_a_scenario_multiply_where_they_meet(district: ServedDistrict) -> None:
    both = scenario("both", Grow(factor=1.1), Grow(factor=1.5, band="80+"))
    (people,) = grow_people(district, file_of(both), "people")
    # West: 10 × 1.1 + 20 × 1.1 × 1.5; East: 40 × 1.1.
    assert people.tolist() == pytest.approx([44, 44])


def test_growth_of_a_community_leaves_the_others(district: ServedDistrict) -> None:
    west = scenario("west", Grow(factor=2, communities=("West",)))
    assert grow_people(district, file_of(west), "people")[0].tolist() == [60, 40]
    assert grow_people(district, file_of(west), "eaters")[0].tolist() == [30, 10]
    assert grow_people(district, file_of(west), "80+")[0].tolist() == [40, 0]


@pytest.mark.parametrize(
    ("parts", "count", "code"),
    [
        ([Grow(factor=2, communities=("North",))], "people", "D322"),
        ([Grow(factor=2), Grow(factor=3)], "people", "D323"),
        ([Grow(factor=0)], "people", "D324"),
        ([Grow(factor=0, band="80+")], "80+", "D324"),
        ([Grow(factor=1e9)], "people", "D330"),
        # 1e200 × 1e200 is no number any more, and nobody times that many neither.
        ([Grow(factor=1e200), Grow(factor=1e200, band="80+")], "80+", "D330"),
        ([Grow(factor=1e200), Grow(factor=1e200, communities=("West",)), Grow(factor=0, band="80+")], "80+", "D330"),
    ],
)
def test_growth_that_makes_no_sense_here_is_refused(
    district: ServedDistrict, parts: list[Grow], count: str, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        grow_people(district, file_of(scenario("s", *parts)), count)
    assert [fault.code for fault in caught.value.faults] == [code]


def judge(
    problem: SitingProblem, growths: GrowthFile, people: list[np.ndarray], *, p: int, model: Model
) -> GrowthRegret:
    """List plan A, the answer for each growth and what is near A, and judge them all."""
    radius = RADIUS if model is Model.COVER_MOST else None

    def ask(one: SitingProblem, model: Model) -> Choice:
        return choose_sites(one, model=model, p=p, radius=RADIUS if model is Model.COVER_MOST else None)

    def value(one: SitingProblem, sites: np.ndarray, *, per_person: bool = False) -> float:
        return value_sites(one, sites, model=model, radius=radius, per_person=per_person)

    best = ask(problem, model)
    chosen = choose_for_growths(
        problem,
        best,
        people,
        lambda one: ask(one, model),
        lambda choice: judge_again(problem, choice, best, value(problem, choice.open)),
    )
    listed = shortlist(problem, best, ask, plans=3, grown=list(zip(growths.names, chosen, strict=True)))
    plans = [("", problem.existing), *((one.name, one.choice.open) for one in listed)]
    return judge_growths(
        problem, growths, people, plans, chosen=chosen, value=partial(value, per_person=True), model=model
    )


def test_regret_of_covering_by_hand(make_problem: Make) -> None:
    # Points 1, 2, 3 each near one of the rooms a, b, c alone; one may open. People 5, 4, 1 now.
    problem = make_problem([[1, 50, 50], [50, 1, 50], [50, 50, 1]], [5.0, 4.0, 1.0])
    growths = file_of(scenario("as now"), scenario("second"), scenario("third"))
    people = [np.array(row) for row in ([5.0, 4.0, 1.0], [5.0, 7.0, 1.0], [5.0, 4.0, 11.0])]
    found = judge(problem, growths, people, p=1, model=Model.COVER_MOST)
    # A opens a, B is the answer for "second" (b), C that for "third" (c); nothing is open now.
    assert found.plans == ("", "A", "B", "C")
    assert found.best == ("A", "B", "C")
    assert found.values.tolist() == [[0, 0, 0], [5, 5, 5], [4, 7, 4], [1, 1, 11]]
    assert found.regret.table.tolist() == [[5, 7, 11], [0, 2, 6], [1, 0, 7], [4, 6, 0]]
    assert (found.cautious, found.unit, found.people) == ("A", "people", (10, 13, 20))
    # Expected: 8/3, 8/3 and 10/3: A and B alike, of which A has the smaller largest one.
    assert found.expected == "A"


def test_chances_make_another_plan_the_best_on_average(make_problem: Make) -> None:
    problem = make_problem([[1, 50], [50, 1]], [5.0, 4.0])
    growths = file_of(scenario("as now", chance=0.1), scenario("second", chance=0.9))
    found = judge(problem, growths, [np.array([5.0, 4.0]), np.array([5.0, 6.0])], p=1, model=Model.COVER_MOST)
    # A: 0 and 1; B: 1 and 0. At worst alike, so the expected regret decides: 0.9 against 0.1.
    assert (found.chances, found.cautious, found.expected) == ((0.1, 0.9), "B", "B")


def test_median_is_judged_by_the_mean_walk(make_problem: Make) -> None:
    # From a the walks are 0 and 100, from b 60 and 20; one opens. Now 3 and 1 people: mean 25 from a, 50 from b.
    problem = make_problem([[0, 60], [100, 20]], [3.0, 1.0])
    growths = file_of(scenario("as now"), scenario("second"))
    found = judge(problem, growths, [np.array([3.0, 1.0]), np.array([3.0, 9.0])], p=1, model=Model.MEDIAN)
    # Then 3 and 9: 75 from a, (180 + 180) / 12 = 30 from b.
    assert found.values[1:].tolist() == [[25, 75], [50, 30]]
    assert found.regret.table[1:].tolist() == [[0, 45], [25, 0]]
    assert (found.best, found.cautious, found.unit, found.more_is_better) == (("A", "B"), "B", "s", False)


def test_mean_walk_is_of_those_who_can_reach_a_site(make_problem: Make) -> None:
    # From a the walks are 10 and 30; the third point reaches no room, now or ever: it counts in no mean.
    problem = make_problem([[10], [30], [None]], [1.0, 1.0, 8.0])
    growths = file_of(scenario("as now"), scenario("more"))
    found = judge(problem, growths, [np.array([1.0, 1.0, 8.0]), np.array([1.0, 3.0, 80.0])], p=1, model=Model.MEDIAN)
    # (10 + 30) / 2 now; (10 + 90) / 4 then. Open nothing: twice the longest way, and one more.
    assert found.values.tolist() == [[61, 61], [20, 25]]


def test_longest_walk_of_people_without_an_open_site_is_the_longest_of_all(make_problem: Make) -> None:
    problem = make_problem([[10, None], [30, 20]], [1.0, 1.0])
    growths = file_of(scenario("as now"), scenario("more"))
    found = judge(problem, growths, [np.array([1.0, 1.0]), np.array([1.0, 3.0])], p=1, model=Model.CENTER)
    # Nothing open: nobody reaches a site, which is 2 × 30 + 1, never 0. b alone would leave the first point without.
    assert found.plans[0] == ""
    assert found.values[0].tolist() == [61, 61]
    assert found.values[found.plans.index(found.cautious)].tolist() == [30, 30]


def test_rounding_decides_between_no_plans() -> None:
    # 0.1 + 0.2 is not 0.3 to the last bit; who does best is the first plan all the same.
    found = find_regret([[0.3, 1.0], [0.1 + 0.2, 1.0]], more_is_better=True)
    assert found.table.tolist() == [[0, 0], [0, 0]]
    assert (found.minimax, found.least_expected) == (0, 0)


def test_answer_for_a_growth_stands_beside_the_others_as_judged_today(make_problem: Make) -> None:
    problem = make_problem([[1, 50, 50], [50, 1, 50], [50, 50, 1]], [5.0, 4.0, 1.0])

    def ask(one: SitingProblem, model: Model) -> Choice:
        return choose_sites(one, model=model, p=1, radius=RADIUS)

    best = ask(problem, Model.COVER_MOST)
    (chosen,) = choose_for_growths(
        problem,
        best,
        [np.array([0.0, 0.0, 9.0])],
        lambda one: ask(one, Model.COVER_MOST),
        lambda choice: judge_again(problem, choice, best, coverage(problem, choice.open, RADIUS).covered),
    )
    assert chosen.open.tolist() == [False, False, True]
    # Today one person is near c, while five are near a; all ten are sent to c.
    assert (chosen.value, chosen.bound, chosen.proven) == (1, 5, False)
    assert chosen.flows.sum() == 10
    listed = shortlist(problem, best, ask, plans=2, grown=[("third", chosen), ("again", chosen)])
    assert [(one.name, one.growth, one.without) for one in listed] == [
        ("A", None, None),
        ("B", "third", None),
        ("C", None, "a"),
    ]


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_best_of_every_growth_is_the_best_of_all_sets(make_problem: Make, data: st.DataObject) -> None:
    demands, sites = data.draw(st.integers(2, 5)), data.draw(st.integers(2, 5))
    row = st.lists(st.integers(1, 20), min_size=sites, max_size=sites)
    cost = data.draw(st.lists(row, min_size=demands, max_size=demands))
    counts = st.lists(st.integers(1, 9).map(float), min_size=demands, max_size=demands)
    people = [np.array(data.draw(counts)) for _ in range(3)]
    model = data.draw(st.sampled_from([Model.COVER_MOST, Model.MEDIAN]))
    p = data.draw(st.integers(1, sites))
    problem = make_problem(cost, people[0].tolist())
    found = judge(problem, file_of(*(scenario(str(n)) for n in range(3))), people, p=p, model=model)
    masks = [np.isin(np.arange(sites), chosen) for chosen in itertools.combinations(range(sites), p)]
    walks = [np.array(cost)[:, mask].min(axis=1) for mask in masks]
    for number, counted in enumerate(people):
        if model is Model.COVER_MOST:
            best = max(float(counted[walk <= RADIUS].sum()) for walk in walks)
            assert found.values[:, number].max() == best
        else:
            best = min(float((counted * walk).sum() / counted.sum()) for walk in walks)
            assert found.values[:, number].min() == pytest.approx(best)
        assert found.regret.table[found.plans.index(found.best[number]), number] == 0


@pytest.mark.parametrize("model", [Model.COVER_ALL, Model.COVER_MOST_SEATED, Model.PHASES])
def test_models_whose_count_hangs_on_more_than_open_sites_are_refused(model: Model) -> None:
    with pytest.raises(InputError, match="D329"):
        check_judged(model)
