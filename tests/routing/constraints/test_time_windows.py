"""Rule time_windows, on one visit 100 m (100 s on foot) from the depot."""

from dataclasses import replace

import pytest

from routing.constraints import time_windows
from routing.problem import TimeWindow
from routing.timetable import time_plan

HOUR = 3600
NINE, TEN = TimeWindow(start=9 * HOUR, end=9 * HOUR + 900), TimeWindow(start=10 * HOUR, end=10 * HOUR)


@pytest.fixture(name="plan_starting")
def plan_starting_fixture(build_day, visit, worker):
    day = build_day([visit("v", windows=(NINE, TEN))], [worker("w")], {"depot": (0, 0), "v": (100, 0)})

    def plan_starting(moment):
        plan = time_plan(*day, {"w": ["v"]})
        stop = replace(plan.routes[0].stops[0], start=moment)
        return *day, replace(plan, routes=(replace(plan.routes[0], stops=(stop,)),))

    return plan_starting


@pytest.mark.parametrize("moment", [9 * HOUR, 9 * HOUR + 900, 10 * HOUR])
def test_start_within_a_window_keeps_the_rule(plan_starting, moment):
    assert not [*time_windows.check(*plan_starting(moment))]


def test_start_after_the_last_window_is_late_by_its_distance(plan_starting):
    (found,) = time_windows.check(*plan_starting(10 * HOUR + 720))
    assert (found.kind, found.amount, found.unit, found.worker, found.visit) == ("late", 720, "s", "w", "v")
    assert found.message == "w starts v 12 minutes after its last window closes"


def test_start_before_the_first_window_is_early(plan_starting):
    (found,) = time_windows.check(*plan_starting(9 * HOUR - 60))
    assert (found.kind, found.amount) == ("early", 60)
    assert "1 minute before" in found.message


def test_start_between_two_windows_is_early_for_the_later_one(plan_starting):
    (found,) = time_windows.check(*plan_starting(9 * HOUR + 901))
    assert (found.kind, found.amount) == ("early", HOUR - 901)
