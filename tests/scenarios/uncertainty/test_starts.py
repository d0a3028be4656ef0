"""When visits start on drawn days: as planned without spread, and by the rules of the timetable with it."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from routing.problem import Gap, Mode, TimeWindow
from routing.ties import Tie, drop_deadlocks, list_ties
from scenarios.uncertainty.day_net import lay_out
from scenarios.uncertainty.draws import draw_times, plan_times
from scenarios.uncertainty.risk import DAYS_AT_ONCE, measure_risk
from scenarios.uncertainty.spreads import ServiceSpread, Spreads, TravelSpread
from scenarios.uncertainty.starts import Pace, change_starts, find_returns, find_starts, make_pace

HOUR = 3600
EIGHT = 8 * HOUR
WILD = Spreads(
    service=ServiceSpread(cv=0.8, nobody_opens=0.2, extra_minutes=20),
    travel={mode: TravelSpread(cv=0.6, day_cv=0.3) for mode in Mode},
    day_shared=0.3,
)
TEN_MORE = Spreads(service=ServiceSpread(nobody_opens=1, extra_minutes=10))
seeds = given(seed=st.integers(0, 10**6))
any_day = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=60,
)


def draw(made, spreads=WILD, *, days=8, seed=0):
    net = lay_out(*made)
    times = draw_times(net, spreads, days=days, rng=np.random.default_rng(seed))
    return net, times, make_pace(net, times)


def start_of(made, spreads):
    """Start of every visit after 8:00 on the first day drawn."""
    net, _, pace = draw(made, spreads, days=1)
    return {visit.id: int(row[0]) - EIGHT for visit, row in zip(net.visits, find_starts(net, pace), strict=True)}


@any_day
@seeds
def test_without_spread_every_day_is_the_plan(random_day, seed):
    made = random_day(seed, tied=True)
    net, times, pace = draw(made, Spreads(), days=3)
    starts = find_starts(net, pace)
    planned = {stop.visit: stop.start for route in made[2].routes for stop in route.stops}
    assert {visit.id: set(row) for visit, row in zip(net.visits, starts, strict=True)} == {
        name: {start} for name, start in planned.items()
    }
    backs = find_returns(net, times, starts)
    assert [set(row) for row in backs] == [{route.arrival} for route in made[2].routes]


@any_day
@seeds
def test_drawn_day_is_what_the_timetable_makes_of_its_times(random_day, retime, seed):
    made = random_day(seed, tied=True)
    net, times, pace = draw(made, seed=seed)
    # Ties the plan could not keep, or a drawn day cannot, may be given up in more than one way.
    names = {visit.id for visit in net.visits}
    assume(len(net.waits) == len(list_ties(made[0], names)))
    starts = find_starts(net, pace)
    for day in range(2):
        sound = can_keep_all(made, net, times, day)
        if sound:
            got = {visit.id: int(row[day]) for visit, row in zip(net.visits, starts, strict=True)}
            assert got == retime(made, net, times, day)


def can_keep_all(made, net, times, day):
    """Whether all ties can be kept on a drawn day, by the planner's own search for circles."""
    ties = list_ties(made[0], {visit.id for visit in net.visits})
    passages = [
        Tie(
            visit=net.visits[stop].id,
            other=net.visits[stop - 1].id,
            lag=int(times.service[stop - 1, day] + times.way_in[stop, day]),
        )
        for stop in range(len(net.visits))
        if not net.is_first(stop)
    ]
    return len(drop_deadlocks(ties, passages)) == len(ties)


@any_day
@seeds
def test_no_start_is_before_its_window_its_arrival_or_the_plan_where_all_takes_longer(random_day, seed):
    made = random_day(seed, tied=False)
    net, times, _ = draw(made, seed=seed)
    planned = plan_times(net)
    slow = replace(
        times,
        service=np.maximum(times.service, planned.service),
        way_in=np.maximum(times.way_in, planned.way_in),
    )
    pace = make_pace(net, slow)
    starts = find_starts(net, pace)
    for stop, row in enumerate(starts):
        before = net.road_of[stop].departure if net.is_first(stop) else starts[stop - 1]
        assert (row >= before + pace.passages[stop]).all()
        assert (row >= net.windows[stop].start).all()
        assert (row >= net.planned[stop]).all()


@any_day
@seeds
def test_changing_one_passage_is_the_same_as_starting_anew(random_day, seed):
    made = random_day(seed, tied=True)
    net, _, pace = draw(made, seed=seed)
    starts = find_starts(net, pace)
    stop = seed % len(net.visits)
    passages = list(pace.passages)
    passages[stop] = np.maximum(passages[stop] - 300, 0)
    changed = Pace(passages=passages, lags=pace.lags)
    moved = change_starts(net, changed, starts, touched=(stop,))
    for place, row in enumerate(find_starts(net, changed)):
        assert np.array_equal(moved.get(place, starts[place]), row)
    assert all(not np.array_equal(row, starts[place]) for place, row in moved.items())


def test_tied_visits_wait_for_each_other_and_what_follows_waits_too(make_day):
    # v reaches a after 100, w makes b 300 to 900 and, ten minutes more, 1500; a2 is 200 m on. Then c is 100 m from a.
    made = make_day(
        {"a": 100, "a2": 100, "b": 300, "c": 200}, {"v": ["a", "c"], "w": ["b", "a2"]}, together=(("a", "a2"),)
    )
    assert start_of(made, Spreads()) == {"a": 1100, "a2": 1100, "b": 300, "c": 1800}
    assert start_of(made, TEN_MORE) == {"a": 1700, "a2": 1700, "b": 300, "c": 3000}


def test_visit_does_not_start_before_its_planned_window_though_an_earlier_one_is_open(make_day, visit):
    # Planned at b after 600 + 700 = 1300, when its first window (until 1200) is over; on a day with no visit at a's
    # door it could have started at 700.
    windows = (TimeWindow(start=EIGHT, end=EIGHT + 1200), TimeWindow(start=EIGHT + 5000, end=EIGHT + 6000))
    made = make_day({"a": 0, "b": 700}, {"w": ["a", "b"]}, visits={"b": visit("b", windows=windows)})
    assert start_of(made, Spreads())["b"] == 5000
    net = lay_out(*made)
    times = plan_times(net)
    starts = find_starts(net, make_pace(net, replace(times, service=times.service * 0)))
    assert int(starts[1][0]) == EIGHT + 5000


def test_visit_past_its_planned_window_starts_at_once_though_a_later_one_is_to_come(make_day, visit):
    # Planned at b after 1300, in time; ten minutes more make it 1900, past 1500: no wait until 5000.
    windows = (TimeWindow(start=EIGHT, end=EIGHT + 1500), TimeWindow(start=EIGHT + 5000, end=EIGHT + 6000))
    made = make_day({"a": 0, "b": 700}, {"w": ["a", "b"]}, visits={"b": visit("b", windows=windows)})
    assert start_of(made, TEN_MORE)["b"] == 1900
    risk = measure_risk(*made, spreads=TEN_MORE, samples=2)
    assert (risk.stops[1].on_time.mean, risk.stops[1].lateness.mean) == (0, 400)


def test_first_of_a_gap_waits_for_a_late_second_until_its_own_window_closes(make_day, visit):
    # b is to start at most 900 after a. w is held up at c by ten minutes and reaches b at 2300: a waits until 1400,
    # but only where its window is open so long.
    gap = Gap(first="a", second="b", least=0, greatest=900)
    orders = {"v": ["a"], "w": ["c", "b"]}
    for closes, start in ((8000, 1400), (1000, 1000)):
        visits = {"a": visit("a", closes=EIGHT + closes)}
        made = make_day({"a": 100, "c": 0, "b": 1100}, orders, visits=visits, gaps=(gap,))
        assert start_of(made, Spreads())["a"] == 800
        assert start_of(made, TEN_MORE) == {"a": start, "b": 2300, "c": 0}


def test_nobody_waits_for_a_visit_that_waits_for_him(make_day):
    # One worker makes a and, at most 900 later, b: 600 + 100 as planned, 1300 on a day ten minutes longer. To wait at
    # a would put off b as well: the gap is given up, and a starts at once.
    gap = Gap(first="a", second="b", least=0, greatest=900)
    made = make_day({"a": 0, "b": 100}, {"w": ["a", "b"]}, gaps=(gap,))
    assert start_of(made, TEN_MORE) == {"a": 0, "b": 1300}
    risk = measure_risk(*made, spreads=TEN_MORE, samples=2)
    assert [(gap.first, gap.second, gap.kept.mean) for gap in risk.gaps] == [("a", "b", 0)]
    assert measure_risk(*made, spreads=Spreads(), samples=2).gaps[0].kept.mean == 1


def test_days_drawn_first_are_the_same_however_many_follow(random_day):
    made = random_day(5, tied=True)
    one, more = (measure_risk(*made, spreads=WILD, samples=DAYS_AT_ONCE * n, seed=3) for n in (1, 2))
    for few, many in zip(one.stops, more.stops, strict=True):
        # Late days only ever come on top: the first batch is part of both.
        late = round((1 - few.on_time.mean) * DAYS_AT_ONCE)
        assert late <= round((1 - many.on_time.mean) * 2 * DAYS_AT_ONCE) <= late + DAYS_AT_ONCE
        assert many.on_time.error <= few.on_time.error


def test_same_seed_gives_the_same_figures_and_another_does_not(random_day):
    made = random_day(5, tied=True)
    one, again, other = (measure_risk(*made, spreads=WILD, samples=500, seed=seed) for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_same_seed_draws_the_same_days_under_other_spreads(random_day):
    net = lay_out(*random_day(5, tied=False))
    calm, wild = (
        draw_times(net, Spreads(service=ServiceSpread(cv=cv)), days=50, rng=np.random.default_rng(1))
        for cv in (0.1, 0.5)
    )
    for one, other in zip(calm.service, wild.service, strict=True):
        assert (np.diff(one[np.argsort(other, kind="stable")]) >= -1).all()  # same order of days, but for rounding
    assert np.array_equal(calm.way_in, wild.way_in)


def test_stop_leaves_the_gap_out_that_the_plan_itself_could_not_keep(make_day):
    # Routes a, b and c, d with a after d and c after b: nobody could ever start, so nobody waits, on any day.
    gaps = (Gap(first="d", second="a", least=0), Gap(first="b", second="c", least=0))
    made = make_day({"a": 0, "b": 100, "c": 0, "d": 100}, {"v": ["a", "b"], "w": ["c", "d"]}, gaps=gaps)
    assert lay_out(*made).waits == ()
    assert start_of(made, Spreads()) == {"a": 0, "b": 700, "c": 0, "d": 700}
