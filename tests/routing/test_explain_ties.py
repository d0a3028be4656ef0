"""Why tied visits are unassigned, on a line where everybody walks a metre a second from 8:00 to 18:00."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan
from routing.explain import explain_unassigned
from routing.objective import Weights
from routing.problem import Gap, Pairing, Shift
from routing.timetable import list_orders, time_plan

HOUR, MINUTE = 3600, 60
EIGHT = 8 * HOUR
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(name="explain")
def explain_fixture(build_day, visit, worker):
    """Reasons by visit and worker, remedies by visit."""

    def explain_line(metres, orders, *, together=(), gaps=(), weights=None, workers=None, **others):
        visits = [visit(name, **others.get(name, {})) for name in metres]
        points = {"depot": (0, 0)} | {name: (place, 0) for name, place in metres.items()}
        on_duty = [worker(name, **(workers or {}).get(name, {})) for name in orders]
        problem, travel = build_day(visits, on_duty, points)
        problem = replace(problem, together=together, gaps=gaps)
        found = explain_unassigned(problem, travel, time_plan(problem, travel, orders), weights=weights)
        reasons = {(one.visit, reason.worker): reason for one in found for reason in one.reasons}
        return reasons, {one.visit: one.remedy for one in found}

    return explain_line


def test_pair_of_one_worker_has_no_partner(explain):
    reasons, remedies = explain({"a": 100, "a2": 100}, {"w": []}, together=(("a", "a2"),))
    assert reasons["a", "w"].kind == "no_partner"
    assert reasons["a", "w"].message == "w could make a, but nobody can make a2 at the same time"
    assert remedies == {"a": None, "a2": None}


def test_pair_whose_workers_are_free_at_different_times_has_no_partner(explain):
    # v is at x from 8:00 to 12:00, w at y from 12:00 on; a takes 10 min and may start until 12:30.
    x = {"start": EIGHT, "end": EIGHT, "duration": 4 * HOUR}
    y = {"start": EIGHT + 4 * HOUR, "end": EIGHT + 4 * HOUR, "duration": 4 * HOUR}
    half_past = {"end": EIGHT + 4 * HOUR + 1800}
    day = {"metres": {"x": 0, "y": 0, "a": 0, "a2": 0}, "orders": {"v": ["x"], "w": ["y"]}, "x": x, "y": y}
    reasons, _ = explain(**day, together=(("a", "a2"),), a=half_past, a2=half_past)
    assert {reason.kind for reason in reasons.values()} == {"no_partner"}
    # With y starting ten minutes later both are free at 12:00.
    y = y | {"start": EIGHT + 4 * HOUR + 600, "end": EIGHT + 4 * HOUR + 600}
    reasons, remedies = explain(**day | {"y": y}, together=(("a", "a2"),), a=half_past, a2=half_past)
    assert {reason.kind for reason in reasons.values()} == {"could_take_together"}
    assert {remedy.kind for remedy in remedies.values()} == {"assign_together"}


def test_cost_of_a_group_counts_all_its_visits(explain):
    # Each costs 200 s on the way and 600 for the worker; left out, 1,000 each: all is told.
    weights = Weights(unassigned=(0, 1000, 0))
    optional = {"mandatory": False}
    reasons, remedies = explain(
        {"a": 100, "a2": 100}, {"v": [], "w": []}, together=(("a", "a2"),), weights=weights, a=optional, a2=optional
    )
    values = reasons["a", "v"].values
    assert (values["cost"], values["price"], values["others"]) == (1600, 2000, "a2")
    assert remedies["a"].message == "search longer: a, made by v, and a2 fit as the plan stands"
    cheap = Weights(unassigned=(0, 700, 0))
    _, remedies = explain(
        {"a": 100, "a2": 100}, {"v": [], "w": []}, together=(("a", "a2"),), weights=cheap, a=optional, a2=optional
    )
    assert remedies["a"] is None


def test_half_of_a_pair_can_only_join_the_other_half_by_another_worker(explain):
    # v makes a at 100 s; w is there in time for a2, which must start at 100 s as well.
    reasons, remedies = explain({"a": 100, "a2": 100}, {"v": ["a"], "w": []}, together=(("a", "a2"),))
    assert reasons["a2", "v"].kind == "two_workers"
    assert reasons["a2", "v"].message == "v makes a, and a2 needs another worker"
    assert reasons["a2", "w"].kind == "could_take"
    assert (remedies["a2"].kind, remedies["a2"].worker) == ("assign", "w")


def test_gap_asks_for_the_worker_of_the_other_visit(explain):
    gaps = (Gap(first="a", second="b", least=HOUR, worker=Pairing.SAME),)
    reasons, remedies = explain({"a": 100, "b": 200}, {"v": ["a"], "w": []}, gaps=gaps)
    assert reasons["b", "w"].message == "w does not make a, and one worker is to make both"
    assert reasons["b", "v"].kind == "could_take"
    assert remedies["b"].worker == "v"


def test_gap_that_leaves_no_time_in_the_windows_is_told(explain):
    # a starts at 8:01:40; b may start from two hours after that on but closes at 9:00.
    gaps = (Gap(first="a", second="b", least=2 * HOUR),)
    reasons, remedies = explain({"a": 100, "b": 100}, {"v": ["a"]}, gaps=gaps, b={"end": EIGHT + HOUR})
    assert reasons["b", "v"].kind == "no_time_for_both"
    assert remedies["b"] is None


def test_no_window_is_a_remedy_for_a_visit_bound_to_a_planned_one(explain):
    # b must start by 8:11:40, ten minutes after a; w, 1,000 m away, would be there at 8:16:40: 5 min late.
    gaps = (Gap(first="a", second="b", least=0, greatest=600, worker=Pairing.OTHER),)
    reasons, remedies = explain({"a": 100, "b": 1000}, {"v": ["a"], "w": []}, gaps=gaps)
    assert (reasons["b", "w"].kind, reasons["b", "w"].amount) == ("window", 300)
    assert (remedies["b"].kind, remedies["b"].amount, remedies["b"].worker) == ("shift_earlier", 300, "w")


def test_visit_is_not_put_in_where_it_would_delay_a_pair(explain):
    # v and w start a and a2 together at 100 s. Before a, x would delay both: only after it is there time, too late.
    visits = {"x": {"end": EIGHT + 500}}
    metres, orders = {"a": 100, "a2": 100, "x": 100}, {"v": ["a"], "w": ["a2"]}
    reasons, _ = explain(metres, orders, together=(("a", "a2"),), **visits)
    # After a: 100 + 600 - 500 s too late.
    assert {(reason.kind, reason.amount) for reason in reasons.values()} == {("no_time_left", 200)}
    reasons, _ = explain(metres, orders, **visits)
    assert {reason.kind for reason in reasons.values()} == {"could_take"}


def breaches(problem, travel, plan):
    """Seconds or count of every breach by what it is about."""
    return {
        (one.rule, one.kind, one.worker, one.visit, one.other): one.amount
        for one in check_plan(problem, travel, plan)
        if one.rule not in ("mandatory_visits", "capacity")
    }


@any_day
@given(seed=st.integers(0, 10**6), order=st.permutations(range(8)), cuts=st.tuples(*[st.integers(0, 8)] * 3))
def test_remedy_adds_the_visit_and_breaks_no_more(tied_day, seed, order, cuts):
    """Of any plan that keeps the ties: with the change the visit has a place where no breach is new or greater."""
    problem, travel = tied_day(seed, visits=8, workers=3)
    low, middle, high = sorted(cuts)
    names = [f"v{i}" for i in order]
    plan = time_plan(problem, travel, {"w0": names[:low], "w1": names[low:middle], "w2": names[middle:high]})
    before = breaches(problem, travel, plan)
    if any(rule in ("together", "gaps") for rule, *_ in before):
        return
    orders = {worker.id: [] for worker in problem.workers} | dict(list_orders(plan))
    for explanation in explain_unassigned(problem, travel, plan):
        remedy, name = explanation.remedy, explanation.visit
        if remedy is None or remedy.kind == "assign_together":
            continue
        changed = change(problem, problem.visit_by_id[name], remedy)
        ways = [
            breaches(changed, travel, time_plan(changed, travel, orders | {remedy.worker: [*one, name, *other]}))
            for one, other in cut(orders[remedy.worker])
        ]
        assert any(all(amount <= before.get(what, 0) for what, amount in after.items()) for after in ways)


@any_day
@given(seed=st.integers(0, 10**6), order=st.permutations(range(8)), first=st.integers(0, 8))
def test_group_said_to_fit_does_and_one_said_not_to_does_not(tied_day, seed, order, first):
    problem, travel = tied_day(2 * seed + 1, visits=8, workers=3)
    grouped = [visit for group in problem.together for visit in group]
    names = [f"v{i}" for i in order if f"v{i}" not in grouped]
    loose = replace(problem, gaps=())
    plan = time_plan(loose, travel, {"w0": names[:first], "w1": names[first:]})
    before = breaches(loose, travel, plan)
    orders = {worker.id: [] for worker in problem.workers} | dict(list_orders(plan))
    for explanation in explain_unassigned(loose, travel, plan):
        group = next((group for group in problem.together if explanation.visit in group), ())
        if len(group) != 2:
            continue
        (partner,) = set(group) - {explanation.visit}
        for reason in explanation.reasons:
            if reason.kind in ("no_partner", "could_take_together"):
                tried = try_pair(loose, travel, orders, reason.worker, visit=explanation.visit, partner=partner)
                fits = any(all(amount <= before.get(what, 0) for what, amount in after.items()) for after in tried)
                assert fits == (reason.kind == "could_take_together")


def try_pair(problem, travel, orders, worker, *, visit, partner):
    """Put the pair in everywhere, the visit with this worker and the partner with every other."""
    able = [one.id for one in problem.workers if may_make(problem, one, partner, orders[one.id]) and one.id != worker]
    for other in able:
        for (a, b), (c, d) in itertools.product(cut(orders[worker]), cut(orders[other])):
            tried = orders | {worker: [*a, visit, *b], other: [*c, partner, *d]}
            yield breaches(problem, travel, time_plan(problem, travel, tried))


def may_make(problem, worker, name, order):
    visit = problem.visit_by_id[name]
    load = sum(problem.visit_by_id[other].demand for other in order)
    fits = visit.demand == 0 or load + visit.demand <= worker.capacity
    return visit.role in (None, worker.role) and visit.skills <= worker.skills and fits


def cut(order):
    return [(order[:at], order[at:]) for at in range(len(order) + 1)]


def change(problem, visit, remedy):
    """Make the change a remedy speaks of; a wider window may touch its neighbours."""
    worker = problem.worker_by_id[remedy.worker]
    shift = worker.shift
    if remedy.kind in ("window_later", "window_earlier"):
        later = remedy.amount if remedy.kind == "window_later" else 0
        start = max(0, remedy.window.start - (remedy.amount - later))
        wide = replace(remedy.window, start=start, end=remedy.window.end + later)
        apart = [window for window in visit.windows if window.end < wide.start or window.start > wide.end]
        touched = [window for window in visit.windows if window not in apart]
        wide = replace(wide, start=min(wide.start, touched[0].start), end=max(wide.end, touched[-1].end))
        visit = replace(visit, windows=tuple(sorted([*apart, wide])))
    elif remedy.kind == "role":
        visit = replace(visit, role=None)
    elif remedy.kind == "skill":
        worker = replace(worker, skills=worker.skills | visit.skills)
    elif remedy.kind == "shift_later":
        worker = replace(worker, shift=Shift(start=shift.start, end=shift.end + remedy.amount))
    elif remedy.kind == "shift_earlier":
        worker = replace(worker, shift=Shift(start=shift.start - remedy.amount, end=shift.end))
    return replace(
        problem,
        visits=tuple(visit if one.id == visit.id else one for one in problem.visits),
        workers=tuple(worker if one.id == worker.id else one for one in problem.workers),
    )
