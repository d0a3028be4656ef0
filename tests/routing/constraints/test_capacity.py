import pytest

from routing.constraints import capacity
from routing.objective import Weights
from routing.ortools_model.model import Model
from routing.timetable import time_plan

PLACES = {"depot": (0, 0), "a": (100, 0), "b": (200, 0)}


@pytest.fixture(name="planned")
def planned_fixture(build_day, visit, worker):
    def planned(room, demands=(2, 3)):
        visits = [visit(name, demand=demand) for name, demand in zip("ab", demands, strict=True)]
        day = build_day(visits, [worker("w", capacity=room)], PLACES)
        return *day, time_plan(*day, {"w": ["a", "b"]})

    return planned


def test_full_load_keeps_the_rule(planned):
    assert not [*capacity.check(*planned(5))]


def test_load_over_the_capacity_is_reported_with_its_units(planned):
    (found,) = capacity.check(*planned(3))  # 2 + 3 units in room for 3
    assert (found.kind, found.amount, found.unit, found.worker) == ("overloaded", 2, "units", "w")
    assert found.message == "w carries 2 units over the capacity"


def test_nothing_is_posted_where_nothing_is_carried(planned):
    problem, travel, _ = planned(0, demands=(0, 0))
    model = Model(problem=problem, travel=travel, weights=Weights())
    capacity.post(model)
    assert model.loads == {}
