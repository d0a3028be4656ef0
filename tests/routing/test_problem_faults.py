"""Ties that make no sense are refused, all at once. The day holds visits a, b and c, open from 8:00 to 18:00."""

from dataclasses import replace

import pytest

from routing.errors import InputError
from routing.problem import Gap, Pairing, TimeWindow
from routing.problem_faults import MOST_TOGETHER

HOUR = 3600


@pytest.fixture(name="refused")
def refused_fixture(build_day, visit):
    def refuse(*, together=(), gaps=()):
        problem, _ = build_day([visit(name) for name in "abc"], [], {"depot": (0, 0)} | dict.fromkeys("abc", (1, 0)))
        try:
            replace(problem, together=together, gaps=gaps)
        except InputError as refusal:
            return [(fault.code, fault.values["kind"], fault.values["field"]) for fault in refusal.faults]
        return []

    return refuse


def test_ties_that_make_sense_are_taken(refused):
    gaps = (Gap(first="a", second="c", least=-HOUR, greatest=HOUR), Gap(first="c", second="b", least=0))
    assert refused(together=(("a", "b"),), gaps=gaps) == []


def test_group_needs_two_different_visits(refused):
    assert refused(together=(("a",),)) == [("R003", "together", "group")]
    assert refused(together=(("b", "b"),)) == [("R003", "together", "group")]


def test_group_larger_than_any_team_is_refused(refused):
    together = (tuple(f"v{i}" for i in range(MOST_TOGETHER + 1)),)
    assert ("R003", "together", "group") in refused(together=together)


def test_visit_is_in_one_group_only(refused):
    assert refused(together=(("a", "b"), ("b", "c"))) == [("R003", "visit", "together")]


def test_unknown_visits_are_named(refused):
    gaps = (Gap(first="a", second="ghost", least=0),)
    assert refused(together=(("a", "nobody"),), gaps=gaps) == [("R002", "together", "visit"), ("R002", "gap", "visit")]


def test_gap_ties_two_visits_by_a_time_that_can_be(refused):
    gaps = (Gap(first="a", second="a", least=0), Gap(first="a", second="b", least=10, greatest=9))
    assert refused(gaps=gaps) == [("R003", "gap", "second"), ("R003", "gap", "greatest")]


@pytest.mark.parametrize(
    "gaps",
    [
        # b 30 to 60 s after a, and 61 s or more after it
        (Gap(first="a", second="b", least=30, greatest=60), Gap(first="a", second="b", least=61)),
        # b 30 s or more after a, and a no sooner than 29 s before b
        (Gap(first="a", second="b", least=30), Gap(first="b", second="a", least=-29)),
        # b at most 10 s after a, and a at least 11 s before b
        (Gap(first="a", second="b", least=-99, greatest=10), Gap(first="b", second="a", least=-99, greatest=-11)),
    ],
)
def test_gaps_of_two_visits_that_cannot_all_be_kept_are_refused(refused, gaps):
    assert refused(gaps=gaps) == [("R003", "gap", "time")]


def test_gaps_of_two_visits_may_meet_in_one_second(refused):
    gaps = (Gap(first="a", second="b", least=30), Gap(first="b", second="a", least=-30))
    assert refused(gaps=gaps) == []


def test_one_worker_and_two_cannot_both_be_asked_for(refused):
    gaps = (
        Gap(first="a", second="b", least=0, worker=Pairing.SAME),
        Gap(first="b", second="a", least=-60, worker=Pairing.OTHER),
    )
    assert refused(gaps=gaps) == [("R003", "gap", "worker")]


def test_gap_between_visits_that_go_together_is_refused_where_it_asks_for_more(refused):
    gap = Gap(first="a", second="b", least=60)
    assert refused(together=(("a", "b"),), gaps=(gap,)) == [("R003", "gap", "time")]
    assert refused(together=(("a", "b"),), gaps=(replace(gap, least=-60, worker=Pairing.OTHER),)) == []


def test_faults_of_ties_come_with_all_others(build_day, visit):
    problem, _ = build_day([visit("a"), visit("b")], [], {"depot": (0, 0), "a": (1, 0), "b": (2, 0)})
    with pytest.raises(InputError) as caught:
        replace(problem, visits=(replace(problem.visits[0], duration=-1),), together=(("a", "b"),))
    assert [fault.code for fault in caught.value.faults] == ["R003", "R002"]


@pytest.mark.parametrize(("due", "fine"), [(8 * HOUR, True), (18 * HOUR, True), (8 * HOUR - 1, False), (-1, False)])
def test_wished_start_lies_from_the_first_opening_to_the_last_closing(build_day, visit, due, fine):
    windows = (TimeWindow(start=8 * HOUR, end=9 * HOUR), TimeWindow(start=17 * HOUR, end=18 * HOUR))
    build = [visit("a", windows=windows, due=due)], [], {"depot": (0, 0), "a": (1, 0)}
    if fine:
        build_day(*build)
    else:
        with pytest.raises(InputError, match="due"):
            build_day(*build)
