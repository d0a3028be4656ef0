"""a and b are 100 and 400 m away; whoever goes straight there starts 100 and 400 s after 8:00: 300 s apart."""

from dataclasses import replace

import pytest

from routing.constraints import gaps
from routing.problem import Gap, Pairing
from routing.timetable import time_plan

PLACES = {"depot": (0, 0), "a": (100, 0), "b": (400, 0)}
TWO = {"v": ["a"], "w": ["b"]}


@pytest.fixture(name="found")
def found_fixture(build_day, visit, worker):
    def check(orders, **gap):
        problem, travel = build_day([visit("a"), visit("b")], [worker("v"), worker("w")], PLACES)
        tied = replace(problem, gaps=(Gap(first="a", second="b", **gap),))
        return [*gaps.check(tied, travel, time_plan(problem, travel, orders))]

    return check


def test_time_from_the_least_to_the_greatest_keeps_the_rule(found):
    assert found(TWO, least=300) == []
    assert found(TWO, least=-600, greatest=300) == []


def test_too_little_time_is_reported_with_what_lacks(found):
    (one,) = found(TWO, least=420)
    assert (one.kind, one.amount, one.worker, one.visit, one.other) == ("too_close", 120, "w", "b", "a")
    assert one.message == "w starts b 2 minutes too soon after a"


def test_too_much_time_is_reported_with_what_is_over(found):
    (one,) = found(TWO, least=0, greatest=240)
    assert (one.kind, one.amount, one.message) == ("too_far", 60, "w starts b 1 minute too late after a")


def test_second_visit_before_the_first_is_too_soon_by_both_times(found):
    # b from 400 s on; then a, 300 m back, 900 s after b's start.
    (one,) = found({"v": ["b", "a"]}, least=600)
    assert (one.kind, one.amount) == ("too_close", 1500)


def test_gap_with_a_visit_left_out_is_not_asked(found):
    assert found({"v": ["a"]}, least=9999, worker=Pairing.SAME) == []
    assert found({}, least=9999) == []


def test_other_worker_where_one_is_asked_for_is_reported(found):
    (one,) = found(TWO, least=0, worker=Pairing.SAME)
    assert (one.kind, one.worker, one.message) == ("other_worker", "w", "w makes b, but not a, as asked")
    assert found({"v": ["a", "b"]}, least=0, worker=Pairing.SAME) == []


def test_one_worker_where_two_are_asked_for_is_reported(found):
    (one,) = found({"v": ["a", "b"]}, least=0, worker=Pairing.OTHER)
    assert (one.kind, one.message) == ("same_worker", "v makes both a and b, which need different workers")
    assert found(TWO, least=0, worker=Pairing.OTHER) == []
