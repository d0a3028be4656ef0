"""Rule shifts, on a visit 100 m from the depot: 100 s out, 600 s there, 100 s back."""

import pytest

from routing.constraints import shifts
from routing.timetable import time_plan

HOUR = 3600


@pytest.fixture(name="planned")
def planned_fixture(build_day, visit, worker):
    def planned(*, shift_end, opens=8 * HOUR):
        day = build_day([visit("v", start=opens)], [worker("w", end=shift_end)], {"depot": (0, 0), "v": (100, 0)})
        return *day, time_plan(*day, {"w": ["v"]})

    return planned


def test_route_that_just_fits_the_shift_keeps_the_rule(planned):
    assert not [*shifts.check(*planned(shift_end=8 * HOUR + 800))]


def test_return_after_the_shift_is_reported_with_its_minutes(planned):
    (found,) = shifts.check(*planned(shift_end=8 * HOUR + 740))
    assert (found.kind, found.amount, found.unit, found.worker) == ("after_shift", 60, "s", "w")
    assert found.message == "w is back 1 minute after the shift ends"


def test_departure_before_the_shift_is_reported(planned, build_day, visit, worker):
    _, _, plan = planned(shift_end=12 * HOUR, opens=9 * HOUR)  # leaves at 08:58:20
    later = build_day([visit("v")], [worker("w", start=9 * HOUR + 100)], {"depot": (0, 0), "v": (100, 0)})
    (found,) = shifts.check(*later, plan)
    assert (found.kind, found.amount) == ("before_shift", 200)
