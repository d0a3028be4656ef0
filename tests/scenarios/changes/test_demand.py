"""Demand that grows and shrinks."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.changes.demand import list_units

GROW = {"kind": "scale demand"}


def names(world):
    return [visit.id for visit in world.day.problem.visits]


def test_visits_that_are_tied_are_one_unit(world):
    # v1 and v2 start together; v3 and v4 keep a gap.
    units = [[visit.id for visit in unit.visits] for unit in list_units(world.day.problem)]
    assert units == [["v1", "v2"], ["v3", "v4"], ["v5"]]


def test_no_growth_is_the_day_itself(world, apply):
    assert apply(world, {**GROW, "growth": 0}).day == world.day


def test_growth_of_years_multiplies(world, apply):
    # 3 units × 1.26² = 4.76, that is 5: two units come, and no unit comes twice before all have come once.
    after = apply(world, {**GROW, "growth": 26, "years": 2})
    units = list_units(after.day.problem)
    assert len(units) == 5
    assert len({unit.visits[0].service + unit.visits[0].location for unit in units[3:]}) == 2


def test_doubling_copies_every_unit_with_its_ties_for_new_people_at_the_same_doors(world, apply):
    before, after = world.day.problem, apply(world, {**GROW, "growth": 100}).day.problem
    assert after.visits[:5] == before.visits
    assert {visit.id for visit in after.visits[5:]} == {f"v{n}+1" for n in range(1, 6)}
    assert set(after.together) == {("v1", "v2"), ("v1+1", "v2+1")}
    assert {(gap.first, gap.second, gap.least) for gap in after.gaps} == {("v3", "v4", 3600), ("v3+1", "v4+1", 3600)}
    copy, first = after.visit_by_id["v3+1"], before.visit_by_id["v3"]
    assert copy == replace(first, id="v3+1", client="c2+1")
    assert after.client_by_id["c2+1"].location == "client:c2"
    assert after.locations == before.locations


def test_the_visits_of_a_pair_are_copied_for_one_new_person(world, apply):
    after = apply(world, {**GROW, "growth": 100}).day.problem
    assert after.visit_by_id["v1+1"].client == after.visit_by_id["v2+1"].client == "c1+1"


def test_tripling_numbers_the_copies(world, apply):
    after = apply(world, {**GROW, "growth": 200, "service": "meal"}).day.problem
    # Of service meal by its first visit: v5 alone (v4 belongs to v3, a bath). 1 unit becomes 3.
    assert [visit.id for visit in after.visits[5:]] == ["v5+1", "v5+2"]


def test_shrinking_takes_ties_away_with_the_visits(world, apply):
    after = apply(world, {**GROW, "growth": -100}).day.problem
    assert (after.visits, after.together, after.gaps) == ((), (), ())
    assert after.clients == world.day.problem.clients


def test_only_the_estate_named_shrinks(world, apply):
    # West by the first visit of a unit: v5. East: v1 with v2, v3 with v4.
    assert names(apply(world, {**GROW, "growth": -100, "estate": "West"})) == ["v1", "v2", "v3", "v4"]
    assert names(apply(world, {**GROW, "growth": -100, "estate": ["East"]})) == ["v5"]


def test_only_the_age_band_named_shrinks(world, apply):
    # c1 is 82, c2 91; c4's age is not known.
    assert names(apply(world, {**GROW, "growth": -100, "age": "80-89"})) == ["v3", "v4", "v5"]
    assert names(apply(world, {**GROW, "growth": -100, "age": "90+"})) == ["v1", "v2", "v5"]


def test_half_is_rounded_up(world, apply):
    # 3 units × 0.5 = 1.5, that is 2: one goes.
    assert len(list_units(apply(world, {**GROW, "growth": -50}).day.problem)) == 2


def test_more_growth_keeps_what_less_growth_brings(world, apply):
    some = names(apply(world, {**GROW, "growth": 40}))
    assert set(some) < set(names(apply(world, {**GROW, "growth": 70})))


def test_another_seed_draws_others(world, apply):
    drawn = Counter(tuple(names(apply(world, {**GROW, "growth": -34}, seed=seed))) for seed in range(30))
    # One of three units goes; which one hangs on the seed.
    assert len(drawn) == 3


def test_scaling_the_same_demand_in_one_year_twice_contradicts(world, refuse):
    first = {**GROW, "growth": 5, "years": 3, "estate": "East"}
    (fault,) = refuse(world, first, {**GROW, "growth": 2, "first_year": 2028, "estate": "East"})
    # The day is of 2026: the first change is of 2027 to 2029.
    assert (fault.code, fault.row, fault.values) == ("C140", 2, {"line": 1, "years": "2028"})


def test_growth_of_later_years_and_of_others_is_no_contradiction(world, apply):
    first = {**GROW, "growth": 100, "years": 1, "estate": "West"}
    apply(world, first, {**first, "first_year": 2028}, {**GROW, "growth": 100, "service": "bath"})


def test_years_of_a_day_without_a_date_count_from_one(world, refuse):
    undated = replace(world, day=replace(world.day, problem=replace(world.day.problem, date=None)))
    (fault,) = refuse(undated, {**GROW, "growth": 5}, {**GROW, "growth": 5})
    assert fault.values["years"] == "1"
    assert world.day.problem.date == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("keys", "code", "key"),
    [
        ({"growth": -101}, "C139", "growth"),
        ({"growth": 5, "estate": "North"}, "C135", "estate"),
        ({"growth": 5, "service": "haircut"}, "C136", "service"),
        ({"growth": 5, "estate": "West", "service": "bath"}, "C137", ""),
        ({"growth": 5, "age": "120+"}, "C137", ""),
        ({"growth": 5, "age": "old"}, "C141", "age"),
        ({"growth": 1000, "years": 50}, "C142", "growth"),
        ({}, "C104", ""),
        ({"growth": "much"}, "D131", "growth"),
        ({"growth": 5, "years": 0}, "D133", "years"),
    ],
)
def test_senseless_growth_is_refused(world, refuse, keys, code, key):
    assert [(fault.code, fault.key) for fault in refuse(world, {**GROW, **keys})] == [(code, key)]


def test_age_is_refused_where_no_age_is_known(world, refuse):
    ageless = replace(world, day=replace(world.day, ages={}))
    assert [fault.code for fault in refuse(ageless, {**GROW, "growth": 5, "age": "80+"})] == ["C138"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(growth=st.integers(-100, 300), years=st.integers(1, 3), seed=st.integers(0, 2**31 - 1))
def test_number_of_units_is_the_rounded_growth_and_the_day_stays_sound(world, apply, growth, years, seed):
    after = apply(world, {**GROW, "growth": growth, "years": years}, seed=seed).day.problem
    assert len(list_units(after)) == int(3 * (1 + growth / 100) ** years + 0.5)
    tied = [set(group) for group in after.together]
    assert all(group <= set(after.visit_by_id) for group in tied)
    assert {visit.location for visit in after.visits} <= {visit.location for visit in world.day.problem.visits}
