"""Workers who come and go, services and weights that change."""

import pytest

from routing.problem import Mode, Role, TimeWindow
from scenarios.changes.rules import widen_windows

HOUR = 3600


def ids(world):
    return [worker.id for worker in world.day.problem.workers]


def test_added_workers_are_like_their_example(world, apply):
    after = apply(world, {"kind": "add workers", "like": "d1", "count": 2})
    assert ids(after) == ["w1", "w2", "w3", "d1", "d1+1", "d1+2"]
    new = after.day.problem.worker_by_id["d1+2"]
    assert (new.role, new.mode, new.capacity, new.start, new.name) == (Role.COURIER, Mode.EBIKE, 30, "B", "")


def test_added_workers_differ_from_their_example_as_told(world, apply):
    keys = {"site": "A", "mode": "car", "skills": ["nursing"], "shift_end": "12:30", "capacity": 50}
    new = apply(world, {"kind": "add workers", "like": "d1", **keys}).day.problem.worker_by_id["d1+1"]
    assert (new.start, new.end, new.mode, new.skills, new.capacity) == ("A", "A", Mode.CAR, {"nursing"}, 50)
    assert (new.shift.start, new.shift.end) == (10 * HOUR, 12.5 * HOUR)


def test_added_worker_is_described_from_nothing(world, apply):
    keys = {"role": "护理员", "site": "A", "mode": "步行", "shift_start": "8点", "shift_end": "下午2点"}
    new = apply(world, {"kind": "add workers", **keys}).day.problem.worker_by_id["caregiver+1"]
    assert (new.role, new.mode, new.shift.end, new.skills) == (Role.CAREGIVER, Mode.WALK, 14 * HOUR, frozenset())


def test_named_workers_go(world, apply):
    assert ids(apply(world, {"kind": "remove workers", "workers": ["w1", "d1"]})) == ["w2", "w3"]


def test_last_of_a_role_go(world, apply):
    assert ids(apply(world, {"kind": "remove workers", "role": "caregiver", "count": 1})) == ["w1", "w2", "d1"]
    at_b = {"kind": "remove workers", "role": "caregiver", "count": 1, "site": "B"}
    assert ids(apply(world, at_b)) == ["w1", "w3", "d1"]


def test_adding_and_taking_away_again_gives_the_day_back(world, apply):
    added = {"kind": "add workers", "like": "w1", "count": 3}
    gone = {"kind": "remove workers", "workers": ["w1+1", "w1+2", "w1+3"]}
    assert apply(world, added, gone).day == world.day


@pytest.mark.parametrize(
    ("tables", "code", "line"),
    [
        ([{"kind": "remove workers", "workers": "w1"}] * 2, "C125", 2),
        ([{"kind": "remove workers", "workers": "w1"}, {"kind": "add workers", "like": "w1"}], "C125", 2),
        ([{"kind": "remove workers", "workers": "nobody"}], "C123", 1),
        ([{"kind": "remove workers", "role": "courier", "count": 2}], "C146", 1),
        ([{"kind": "remove workers", "count": 2}], "C145", 1),
        ([{"kind": "remove workers"}], "C145", 1),
        ([{"kind": "remove workers", "workers": "w1", "count": 1, "role": "caregiver"}], "C149", 1),
        ([{"kind": "remove workers", "workers": "w1", "site": "A"}], "C149", 1),
        ([{"kind": "add workers", "role": "courier"}], "C143", 1),
        ([{"kind": "add workers", "like": "w1", "shift_end": "07:00"}], "C144", 1),
        ([{"kind": "change service", "service": "haircut", "minutes": 5}], "C136", 1),
        ([{"kind": "change service", "service": "bath"}], "C147", 1),
        ([{"kind": "change service", "service": "bath", "windows": "9:00-10:00", "widen": 5}], "C148", 1),
        ([{"kind": "change service", "service": "bath", "minutes": 5}] * 2, "C126", 2),
        (
            [
                {"kind": "change service", "service": "bath", "widen": 5},
                {"kind": "change service", "service": "bath", "windows": "9:00-10:00"},
            ],
            "C126",
            2,
        ),
        ([{"kind": "change weights", "worker": 5}] * 2, "C126", 2),
        ([{"kind": "change weights"}], "C147", 1),
        ([{"kind": "change speed", "mode": "walk", "factor": 2}] * 2, "C126", 2),
    ],
)
def test_senseless_changes_are_refused_with_their_line(world, refuse, tables, code, line):
    assert [(fault.code, fault.row) for fault in refuse(world, *tables)] == [(code, line)]


def test_every_visit_of_a_service_takes_its_new_rules(world, apply):
    keys = {"minutes": 30, "windows": "10:00-11:00", "priority": 1, "mandatory": False}
    after = apply(world, {"kind": "change service", "service": "bath", **keys}).day.problem
    bath, meal = after.visit_by_id["v1"], after.visit_by_id["v5"]
    assert (bath.duration, bath.priority, bath.mandatory) == (1800, 1, False)
    assert bath.windows == (TimeWindow(start=10 * HOUR, end=11 * HOUR),)
    assert meal == world.day.problem.visit_by_id["v5"]


def test_wish_is_brought_into_new_windows(world, apply):
    # v3 wishes to start by 10:00; from 10:30 on that is missed by what the window asks anyway.
    changed = {"kind": "change service", "service": "bath", "windows": "10:30-11:00"}
    assert apply(world, changed).day.problem.visit_by_id["v3"].due == 10.5 * HOUR


def test_wider_windows_that_meet_become_one():
    some = (TimeWindow(start=600, end=1200), TimeWindow(start=2400, end=3000), TimeWindow(start=9000, end=9000))
    # 15 min = 900 s each way: 0 (not before midnight) to 2100 and 1500 to 3900 meet.
    assert widen_windows(some, seconds=900) == (TimeWindow(start=0, end=3900), TimeWindow(start=8100, end=9900))


def test_weights_change_one_by_one(world, apply):
    after = apply(world, {"kind": "change weights", "worker": 1200, "unassigned": [3, 2, 1]}).day.weights
    assert (after.worker, after.unassigned, after.travel_second) == (1200, (3, 2, 1), world.day.weights.travel_second)
