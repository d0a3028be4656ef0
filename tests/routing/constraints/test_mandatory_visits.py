import pytest

from routing.constraints import mandatory_visits
from routing.objective import Weights
from routing.ortools_model.model import Model
from routing.timetable import time_plan


@pytest.fixture(name="day")
def day_fixture(build_day, visit, worker):
    visits = [visit("must"), visit("may", mandatory=False, priority=3)]
    return build_day(visits, [worker("w")], {"depot": (0, 0), "must": (100, 0), "may": (200, 0)})


def test_optional_visit_may_stay_out(day):
    assert not [*mandatory_visits.check(*day, time_plan(*day, {"w": ["must"]}))]


def test_mandatory_visit_left_out_is_reported(day):
    (found,) = mandatory_visits.check(*day, time_plan(*day, {"w": ["may"]}))
    assert (found.kind, found.amount, found.unit, found.visit) == ("unassigned", 1, "visits", "must")


def test_absence_is_priced_by_priority_and_dearer_where_mandatory(day):
    problem, travel = day
    model = Model(problem=problem, travel=travel, weights=Weights(unassigned=(9, 5, 2), mandatory=1000))
    mandatory_visits.post(model)
    assert model.prices == {"must": 1005, "may": 2}
