"""a, b and c go together; everybody walks a metre a second, and the doors are 100, 400 and 1000 m away."""

from dataclasses import replace

import pytest

from routing.constraints import together
from routing.timetable import time_plan

PLACES = {"depot": (0, 0), "a": (100, 0), "b": (400, 0), "c": (1000, 0)}


@pytest.fixture(name="found")
def found_fixture(build_day, visit, worker):
    def check(group, orders, *, apart=False):
        problem, travel = build_day([visit(name) for name in "abc"], [worker(name) for name in ("u", "v", "w")], PLACES)
        tied = replace(problem, together=(tuple(group),))
        return [*together.check(tied, travel, time_plan(problem if apart else tied, travel, orders))]

    return check


def test_visits_of_three_workers_at_one_time_keep_the_rule(found):
    assert found("abc", {"u": ["a"], "v": ["b"], "w": ["c"]}) == []


def test_group_left_out_as_a_whole_keeps_the_rule(found):
    assert found("ab", {"u": ["c"]}) == []


def test_each_visit_after_the_first_is_reported_with_its_minutes(found):
    # Without waiting they start 100, 400 and 1000 s after 8:00.
    late = found("abc", {"u": ["a"], "v": ["b"], "w": ["c"]}, apart=True)
    assert [(one.kind, one.amount, one.worker, one.visit, one.other) for one in late] == [
        ("apart", 300, "v", "b", "a"),
        ("apart", 900, "w", "c", "a"),
    ]
    assert late[0].message == "v starts b 5 minutes after a, which it goes with"


def test_visits_of_one_worker_are_reported(found):
    # a from 100 to 700 s, b 300 m on: 900 s after a's start.
    one, other = found("ab", {"u": ["a", "b"]})
    assert (one.kind, one.amount) == ("apart", 900)
    assert (other.kind, other.worker, other.visit, other.other) == ("same_worker", "u", "b", "a")


def test_every_visit_left_out_alone_is_reported(found):
    assert [(one.kind, one.visit, one.other) for one in found("abc", {"v": ["b"]})] == [
        ("left_out", "a", "b"),
        ("left_out", "c", "b"),
    ]
