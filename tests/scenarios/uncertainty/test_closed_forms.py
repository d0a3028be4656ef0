"""Simulated figures against formulas worked out by hand; 20,000 days, five standard errors of room.

A lognormal factor of mean 1 and coefficient of variation c has σ² = ln(1 + c²) and P(L ≤ x) = Φ((ln x + σ²/2) / σ).
Times are whole seconds: a way of 1000 s is later than 1200 s where 1000 L > 1200.5.
"""

import math
from statistics import NormalDist

import pytest

from routing.problem import Mode, Shift
from scenarios.uncertainty.risk import measure_risk
from scenarios.uncertainty.spreads import ServiceSpread, Spreads, TravelSpread

HOUR = 3600
EIGHT = 8 * HOUR
DAYS = 20_000
PHI = NormalDist().cdf


def walk(**spread):
    return {Mode.WALK: TravelSpread(**spread)}


def below(x, cv):
    """Chance that the factor is at most x."""
    sigma = math.sqrt(math.log1p(cv * cv))
    return PHI((math.log(x) + sigma * sigma / 2) / sigma)


def simulate(made, spreads, **options):
    return measure_risk(*made, spreads=spreads, **({"samples": DAYS, "seed": 1} | options))


def near(estimate, value):
    assert estimate.error > 0
    assert abs(estimate.mean - value) < 5 * estimate.error


@pytest.fixture
def one_stop(make_day, visit):
    # Leaves at 8:00, is there at 8:16:40, the window closes at 8:20.
    return make_day({"a": 1000}, {"w": ["a"]}, visits={"a": visit("a", closes=EIGHT + 1200)})


def test_single_stop_is_late_as_often_as_its_leg_is_long(one_stop):
    (stop,) = simulate(one_stop, Spreads(travel=walk(cv=0.3))).stops
    near(stop.on_time, below(1.2005, 0.3))


def test_mean_lateness_of_a_single_stop_is_the_part_above_its_window(one_stop):
    # E max(0, T L − K) = T Φ(d) − K Φ(d − σ), d = (ln(T / K) + σ²/2) / σ: the formula of a call price.
    (stop,) = simulate(one_stop, Spreads(travel=walk(cv=0.3))).stops
    sigma = math.sqrt(math.log1p(0.09))
    d = (math.log(1000 / 1200) + sigma * sigma / 2) / sigma
    near(stop.lateness, 1000 * PHI(d) - 1200 * PHI(d - sigma))


def test_factors_keep_the_planned_time_as_their_mean_and_have_the_spread_asked_for(one_stop):
    (stop,) = simulate(one_stop, Spreads(travel=walk(cv=0.3))).stops
    near(stop.delay, 0)
    assert stop.delay.error * math.sqrt(DAYS) == pytest.approx(300, rel=0.03)


def test_service_and_leg_stray_on_their_own(make_day):
    # b is reached 600 G + 1000 L after a starts at 8:00: variances add, √(240² + 300²) = 384.2.
    made = make_day({"a": 0, "b": 1000}, {"w": ["a", "b"]})
    risk = simulate(made, Spreads(service=ServiceSpread(cv=0.4), travel=walk(cv=0.3)))
    near(risk.stops[1].delay, 0)
    assert risk.stops[1].delay.error * math.sqrt(DAYS) == pytest.approx(384.2, rel=0.03)


@pytest.mark.parametrize(("spread", "deviation"), [({"cv": 0.2}, 200 * math.sqrt(2)), ({"day_cv": 0.2}, 400)])
def test_legs_stray_on_their_own_but_a_day_strays_as_a_whole(make_day, visit, spread, deviation):
    # Two legs of 1000 s: √2 × 200 s where each is drawn, 2 × 200 s where the day is.
    visits = {name: visit(name, duration=0) for name in "ab"}
    made = make_day({"a": 1000, "b": 2000}, {"w": ["a", "b"]}, visits=visits)
    risk = simulate(made, Spreads(travel=walk(**spread)))
    assert risk.stops[1].delay.error * math.sqrt(DAYS) == pytest.approx(deviation, rel=0.03)


@pytest.fixture
def pair(make_day, visit):
    # Two workers, each 1000 s away from a visit of two, one on foot and one by e-bike; it may start until 8:20.
    visits = {name: visit(name, closes=EIGHT + 1200) for name in "ab"}
    modes = {"w": Mode.EBIKE}
    return make_day(
        {"a": 1000, "b": 1000}, {"v": ["a"], "w": ["b"]}, visits=visits, together=(("a", "b"),), modes=modes
    )


def test_pair_starts_when_the_later_of_both_is_there(pair):
    spread = TravelSpread(cv=0.3)
    risk = simulate(pair, Spreads(travel={Mode.WALK: spread, Mode.EBIKE: spread}))
    for stop in risk.stops:
        near(stop.on_time, below(1.2005, 0.3) ** 2)
    near(risk.day.all_on_time, below(1.2005, 0.3) ** 2)


@pytest.mark.parametrize(("shared", "power"), [(0.0, 2), (1.0, 1)])
def test_modes_share_as_much_of_the_day_as_asked(pair, shared, power):
    spread = TravelSpread(day_cv=0.3)
    risk = simulate(pair, Spreads(travel={Mode.WALK: spread, Mode.EBIKE: spread}, day_shared=shared))
    near(risk.stops[0].on_time, below(1.2005, 0.3) ** power)


def test_nobody_opens_as_often_as_asked_and_delays_what_comes_after(make_day, visit):
    # b is due at 8:26:40, when a went as planned; ten minutes later in three days of ten.
    made = make_day({"a": 0, "b": 1000}, {"w": ["a", "b"]}, visits={"b": visit("b", closes=EIGHT + 1600)})
    risk = simulate(made, Spreads(service=ServiceSpread(nobody_opens=0.3, extra_minutes=10)))
    assert risk.stops[0].on_time.mean == 1
    near(risk.stops[1].on_time, 0.7)
    near(risk.stops[1].lateness, 0.3 * 600)
    assert risk.stops[1].on_time.error == pytest.approx(math.sqrt(0.3 * 0.7 / DAYS), rel=0.02)


def test_visit_of_two_at_one_door_finds_nobody_in_together(make_day, visit):
    # a and b are one bath by two workers: c and d after it are late on the same days, so a day has 0 or 2 late stops.
    visits = {name: visit(name, location="a", client="client of a") for name in "ab"}
    visits |= {name: visit(name, closes=EIGHT + 700) for name in "cd"}
    metres = {"a": 0, "b": 0, "c": 100, "d": 100}
    made = make_day(metres, {"v": ["a", "c"], "w": ["b", "d"]}, visits=visits, together=(("a", "b"),))
    risk = simulate(made, Spreads(service=ServiceSpread(nobody_opens=0.3, extra_minutes=10)))
    near(risk.day.all_on_time, 0.7)
    near(risk.day.late_stops, 0.6)
    assert risk.day.late_stops.error == pytest.approx(2 * risk.day.all_on_time.error)


def test_meal_is_over_its_minutes_as_often_as_its_way_is_long(make_day, visit):
    made = make_day({"a": 1000}, {"w": ["a"]}, visits={"a": visit("a", demand=1)})
    risk = simulate(made, Spreads(travel=walk(day_cv=0.3), meal_limit=1200))
    assert risk.stops[0].meal_planned == 1000
    near(risk.stops[0].meal_over, 1 - below(1.2005, 0.3))
    assert risk.day.meal_over_share == risk.stops[0].meal_over


def test_wish_is_kept_as_often_as_the_way_is_short(make_day, visit):
    made = make_day({"a": 1000}, {"w": ["a"]}, visits={"a": visit("a", due=EIGHT + 1100)})
    risk = simulate(made, Spreads(travel=walk(cv=0.3)))
    assert risk.stops[0].on_time.mean == 1
    near(risk.stops[0].wish_kept, below(1.1005, 0.3))
    assert risk.day.wish_share == risk.stops[0].wish_kept


def test_overtime_is_a_return_after_the_shift(make_day):
    # Out and back 1000 s each by one factor of the day, 600 s at the door; the shift ends 3000 s after 8:00. Both ways
    # are rounded apart: back late where 2 round(1000 D) > 2400, 1000 D > 1200.5.
    made = make_day({"a": 1000}, {"w": ["a"]}, shift=Shift(start=EIGHT, end=EIGHT + 3000))
    risk = simulate(made, Spreads(travel=walk(day_cv=0.3)))
    near(risk.workers[0].overtime_chance, 1 - below(1.2005, 0.3))
    assert risk.day.any_overtime == risk.workers[0].overtime_chance
    assert risk.day.overtime == risk.workers[0].overtime


def test_more_spread_makes_a_stop_with_room_less_sure_until_it_is_wild(one_stop):
    # P(L ≤ x) falls with σ while σ² < 2 ln x, then rises: the mean stays, so the usual day gets shorter and shorter.
    # x = 1.2: σ² = 0.365, cv = 0.66. No promise that more spread means fewer starts on time would hold.
    chances = [below(1.2005, cv) for cv in (0.1, 0.3, 0.6, 3.0)]
    assert chances[0] > chances[1] > chances[2]
    assert chances[3] > chances[2]
    for cv, chance in zip((0.1, 0.3, 0.6, 3.0), chances, strict=True):
        near(simulate(one_stop, Spreads(travel=walk(cv=cv))).stops[0].on_time, chance)
