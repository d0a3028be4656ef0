"""How the figures of a simulated day hang together."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.plan import Plan
from routing.problem import Mode
from scenarios.uncertainty.figures import Estimate
from scenarios.uncertainty.risk import DAYS_AT_ONCE, measure_risk
from scenarios.uncertainty.spreads import ServiceSpread, Spreads, TravelSpread
from scenarios.uncertainty.tally import Tally

SPREADS = Spreads(
    service=ServiceSpread(cv=0.4, nobody_opens=0.1, extra_minutes=10),
    travel={mode: TravelSpread(cv=0.3, day_cv=0.2) for mode in Mode},
    day_shared=0.5,
)
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


def test_error_is_the_standard_deviation_over_the_root_of_the_days():
    # 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 3 = 14/3, error √(14/3 / 4).
    tally = Tally()
    for values in ([1, 2], [3, 6]):
        tally.add("x", values)
        tally.count(len(values))
    assert tally.estimate("x").mean == 3
    assert tally.estimate("x").error == pytest.approx(math.sqrt(14 / 12))
    assert tally.estimate("never added") == Estimate(mean=0, error=0)


def test_single_day_has_no_error():
    tally = Tally()
    tally.add("x", [5])
    tally.count(1)
    assert tally.estimate("x") == Estimate(mean=5, error=0)


@any_day
@given(seed=st.integers(0, 10**6))
def test_figures_of_the_day_are_those_of_its_stops_and_workers(random_day, seed):
    risk = measure_risk(*random_day(seed, tied=True), spreads=SPREADS, samples=60)
    sums = {
        "late_stops": sum(1 - stop.on_time.mean for stop in risk.stops),
        "lateness": sum(stop.lateness.mean for stop in risk.stops),
        "overtime": sum(worker.overtime.mean for worker in risk.workers),
        "on_time_share": sum(stop.on_time.mean for stop in risk.stops) / len(risk.stops),
    }
    for name, value in sums.items():
        assert getattr(risk.day, name).mean == pytest.approx(value), name
    assert risk.day.all_on_time.mean <= min(stop.on_time.mean for stop in risk.stops) + 1e-12
    assert risk.day.any_overtime.mean >= max(worker.overtime_chance.mean for worker in risk.workers) - 1e-12


@any_day
@given(seed=st.integers(0, 10**6))
def test_chances_are_shares_and_impossible_without_lateness(random_day, seed):
    risk = measure_risk(*random_day(seed, tied=True), spreads=SPREADS, samples=60)
    for stop in risk.stops:
        assert 0 <= stop.on_time.mean <= 1
        assert (stop.on_time.mean == 1) == (stop.lateness.mean == 0)
        assert (stop.meal_over is None) == (stop.meal_planned is None)
        if stop.wish_kept is not None:
            assert 0 <= stop.wish_kept.mean <= 1
    for worker in risk.workers:
        assert (worker.overtime_chance.mean == 0) == (worker.overtime.mean == 0)


@any_day
@given(seed=st.integers(0, 10**6))
def test_without_spread_figures_are_those_of_the_plan(random_day, seed):
    problem, travel, plan = random_day(seed, tied=True)
    risk = measure_risk(problem, travel, plan, spreads=Spreads(), samples=3)
    stops = [stop for route in plan.routes for stop in route.stops]
    assert [(stop.planned, stop.delay.mean) for stop in risk.stops] == [(stop.start, 0) for stop in stops]
    assert [worker.planned_return for worker in risk.workers] == [route.arrival for route in plan.routes]
    assert [worker.delay.mean for worker in risk.workers] == [0] * len(plan.routes)
    last = {stop.visit: stop.start - problem.visit_by_id[stop.visit].windows[-1].end for stop in stops}
    assert [stop.lateness.mean for stop in risk.stops] == [max(0, late) for late in last.values()]
    assert all(stop.on_time.error == stop.lateness.error == 0 for stop in risk.stops)


def test_progress_hears_of_every_batch(make_day):
    heard = []
    made = make_day({"a": 0}, {"w": ["a"]})
    measure_risk(*made, spreads=SPREADS, samples=DAYS_AT_ONCE + 1, progress=heard.append)
    assert heard == [DAYS_AT_ONCE, DAYS_AT_ONCE + 1]


def test_plan_without_anybody_out_is_a_fault(make_day):
    problem, travel, _ = make_day({"a": 0}, {"w": ["a"]})
    with pytest.raises(InputError) as caught:
        measure_risk(problem, travel, Plan(routes=(), unassigned=("a",)), spreads=SPREADS)
    assert [fault.code for fault in caught.value.faults] == ["U110"]


def test_services_have_spreads_of_their_own(make_day, visit):
    # Five minutes more at every bath, none elsewhere: b is 300 s later than planned, a is not.
    visits = {"a": visit("a", service="bath"), "b": visit("b"), "c": visit("c")}
    made = make_day({"a": 0, "b": 10, "c": 20}, {"w": ["a", "b", "c"]}, visits=visits)
    bath = ServiceSpread(nobody_opens=1, extra_minutes=5)
    risk = measure_risk(*made, spreads=Spreads(by_service={"bath": bath}), samples=2)
    assert [stop.delay.mean for stop in risk.stops] == [0, 300, 300]
