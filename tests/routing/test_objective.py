"""The hand-sized day: everybody walks 1 m/s on a line; the depot is at 0, a at 100 m, b at 300 m, c at 500 m."""

import pytest

from routing.errors import InputError
from routing.objective import LARGEST_WEIGHT, Weights, cost, cost_parts
from routing.timetable import time_plan


@pytest.fixture(name="line_day")
def line_day_fixture(build_day, visit, worker):
    visits = [visit("a"), visit("b", priority=1), visit("c", priority=3, mandatory=False)]
    places = {"depot": (0, 0), "a": (100, 0), "b": (300, 0), "c": (500, 0)}
    return build_day(visits, [worker("w1"), worker("w2")], places)


def test_travel_counts_every_leg_from_depot_to_depot(line_day):
    plan = time_plan(*line_day, {"w1": ["a", "b", "c"]})
    parts = cost_parts(*line_day, plan, Weights(travel_second=2))
    assert parts["travel"] == 2 * (100 + 200 + 200 + 500)


def test_worker_costs_where_sent_out_only(line_day):
    one = time_plan(*line_day, {"w1": ["a", "b", "c"], "w2": []})
    two = time_plan(*line_day, {"w1": ["a", "b"], "w2": ["c"]})
    assert cost_parts(*line_day, one, Weights(worker=7))["workers"] == 7
    assert cost_parts(*line_day, two, Weights(worker=7))["workers"] == 14


def test_visit_left_out_costs_by_priority_and_more_where_mandatory(line_day):
    plan = time_plan(*line_day, {"w1": ["a"]})  # b (priority 1, mandatory) and c (priority 3, optional) stay out
    parts = cost_parts(*line_day, plan, Weights(unassigned=(100, 20, 3), mandatory=5000))
    assert parts["unassigned"] == 100 + 3
    assert parts["mandatory"] == 5000


def test_cost_is_the_sum_of_its_parts(line_day):
    plan = time_plan(*line_day, {"w1": ["a", "b"]})
    # 600 s on the way, one worker, an optional visit of priority 3 left out
    assert cost(*line_day, plan, Weights()) == 600 + 600 + 7200


def test_service_time_and_waiting_cost_nothing(build_day, visit, worker):
    places = {"depot": (0, 0), "a": (100, 0)}
    short = build_day([visit("a")], [worker("w1")], places)
    long = build_day([visit("a", duration=7200, start=12 * 3600)], [worker("w1")], places)
    costs = [cost(*day, time_plan(*day, {"w1": ["a"]}), Weights()) for day in (short, long)]
    assert costs == [800, 800]


def test_every_senseless_weight_is_named_at_once():
    with pytest.raises(InputError) as caught:
        Weights(travel_second=-1, worker=1.5, mandatory=LARGEST_WEIGHT + 1, unassigned=(1, True, 3))
    assert [fault.code for fault in caught.value.faults] == ["R004"] * 4
    assert "priority 2" in str(caught.value)


@pytest.mark.parametrize("prices", [(1, 2), (1, 2, 3, 4), [1, 2, 3], None])
def test_prices_need_one_number_for_each_priority(prices):
    with pytest.raises(InputError, match="one price for each priority"):
        Weights(unassigned=prices)


def test_lateness_counts_from_the_wished_start_in_all_and_at_its_largest(build_day, visit, worker):
    # a is started 100 s after 8:00, wished for at 60 s: 40 s late; b at 300 + 600, wished for at 500 s: 400 s late.
    eight = 8 * 3600
    visits = [visit("a", due=eight + 60), visit("b", due=eight + 500), visit("c"), visit("d", due=eight)]
    places = {"depot": (0, 0), "a": (100, 0), "b": (300, 0), "c": (500, 0), "d": (900, 0)}
    day = build_day(visits, [worker("w1")], places)
    plan = time_plan(*day, {"w1": ["a", "b", "c"]})  # d stays out: nothing is late about it
    parts = cost_parts(*day, plan, Weights(late_second=3, late_largest_second=7))
    assert parts["lateness"] == 3 * (40 + 400) + 7 * 400


def test_start_on_the_wished_second_is_not_late(build_day, visit, worker):
    day = build_day([visit("a", due=8 * 3600 + 100)], [worker("w1")], {"depot": (0, 0), "a": (100, 0)})
    assert cost_parts(*day, time_plan(*day, {"w1": ["a"]}), Weights())["lateness"] == 0
