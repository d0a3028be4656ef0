"""Why a visit is unassigned and what would help, for days that work out on paper; then for any day."""

import itertools
import string
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.explain import REASONS, REMEDIES, explain_unassigned
from routing.objective import Weights
from routing.plan import Plan, Route, Stop
from routing.problem import Role, Shift, TimeWindow
from routing.timetable import time_plan, time_route

HOUR, MINUTE = 3600, 60
DAY = 24 * HOUR
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # it keeps nothing
CATALOGUE = Path(__file__).resolve().parents[2] / "dispatch" / "locale" / "zh-CN" / "explain.toml"


@pytest.fixture
def explain(build_day):
    """Explain the one unassigned visit of a day on a line; the walkers make a metre a second."""

    def explain_line(visits, workers, metres, orders, **others):
        points = {name: (place, 0) for name, place in ({"depot": 0} | metres).items()}
        problem, travel = build_day(visits, workers, points)
        (explanation,) = explain_unassigned(problem, travel, time_plan(problem, travel, orders), **others)
        return explanation

    return explain_line


@pytest.fixture
def explain_one(explain, visit, worker):
    """Explain a visit 600 s from the depot to one worker with nothing else to do."""

    def explain_pair(asked, on_duty, **others):
        explanation = explain([visit("v", **asked)], [worker("w", **on_duty)], {"v": 600}, {}, **others)
        return explanation.reasons[0], explanation.remedy

    return explain_pair


def test_other_role_bars_and_the_role_is_the_last_remedy(explain_one):
    reason, remedy = explain_one({"role": Role.COURIER}, {})
    assert (reason.kind, reason.message) == ("role", "w does not have the role v asks for")
    assert (remedy.kind, remedy.worker) == ("role", "w")


def test_missing_skills_are_named(explain_one):
    reason, remedy = explain_one({"skills": frozenset({"nursing", "bath"})}, {"skills": frozenset({"haircut"})})
    assert (reason.kind, reason.amount, reason.message) == ("skill", 2, "w is not trained for bath, nursing")
    assert (remedy.kind, remedy.amount, remedy.unit) == ("skill", 2, "skills")
    assert remedy.values["skills"] == "bath, nursing"


def test_role_is_told_before_skill_and_two_changes_are_no_remedy(explain_one):
    reason, remedy = explain_one({"role": Role.COURIER, "skills": frozenset({"bath"})}, {})
    assert reason.kind == "role"
    assert remedy is None


def test_visit_too_large_for_the_bag_is_told_with_its_units(explain_one):
    reason, remedy = explain_one({"demand": 5}, {"capacity": 3})
    assert (reason.kind, reason.amount, reason.unit) == ("capacity", 2, "units")
    assert (remedy.kind, remedy.amount) == ("capacity", 2)


def test_full_bag_is_told_with_the_units_too_many(explain, visit, worker):
    # 4 on the route, 3 more wanted, room for 5.
    visits = [visit("a", demand=4), visit("v", demand=3)]
    explanation = explain(visits, [worker("w", capacity=5)], {"a": 100, "v": 600}, {"w": ["a"]})
    assert (explanation.reasons[0].kind, explanation.reasons[0].amount) == ("full", 2)
    assert (explanation.remedy.kind, explanation.remedy.amount) == ("capacity", 2)


def test_full_bag_does_not_bar_a_visit_with_nothing_to_carry(explain, visit, worker):
    visits = [visit("a", demand=9), visit("v")]
    explanation = explain(visits, [worker("w", capacity=5)], {"a": 100, "v": 600}, {"w": ["a"]})
    assert explanation.reasons[0].kind == "could_take"


def test_window_nobody_can_reach_is_told_with_its_lateness(explain_one):
    # The shift begins at 8:00 and the way takes until 8:10; the window closes at 8:04:30: 5.5 min late.
    reason, remedy = explain_one({"end": 8 * HOUR + 270}, {})
    assert (reason.kind, reason.amount, reason.unit) == ("window", 330, "s")
    assert reason.message == "w would reach v 6 minutes too late even with nothing else to do"
    # A later window end and an earlier shift both take 6 min: the window comes first.
    assert (remedy.kind, remedy.amount) == ("window_later", 360)
    assert remedy.window == TimeWindow(start=8 * HOUR, end=8 * HOUR + 270)


def test_visit_past_the_shift_is_told_with_its_minutes(explain_one):
    # Starts at 17:55 at the earliest, ten minutes there and ten back: 18:15, 15 min after the shift.
    reason, remedy = explain_one({"start": 17 * HOUR + 55 * MINUTE}, {})
    assert (reason.kind, reason.amount) == ("shift", 15 * MINUTE)
    assert (remedy.kind, remedy.amount) == ("window_earlier", 15 * MINUTE)
    assert remedy.message == "let v start from 17:40 on, not only 17:55: w can make it then"


def test_later_end_of_shift_helps_where_the_day_is_too_short(explain_one):
    # On duty 8:00-8:25, busy 8:00-8:30 whatever the window: only the shift can grow, at either end by 5 min.
    reason, remedy = explain_one({}, {"end": 8 * HOUR + 25 * MINUTE})
    assert (reason.kind, reason.amount) == ("shift", 5 * MINUTE)
    assert (remedy.kind, remedy.amount, remedy.worker) == ("shift_later", 5 * MINUTE, "w")
    assert remedy.message == "let w finish 5 minutes later: v fits then"


def test_earlier_start_of_shift_helps_where_the_window_is_in_the_way_of_a_later_end(explain_one):
    # Open 8:00-8:08 and a shift of 8:00-8:20. A start at 8:10 is 2 min late; one at 8:08 is back at 8:28. A later
    # shift end alone leaves it late, a later window alone leaves the return late: leaving at 7:50 gives 8:20.
    window = {"start": 8 * HOUR, "end": 8 * HOUR + 8 * MINUTE}
    reason, remedy = explain_one(window, {"end": 8 * HOUR + 20 * MINUTE})
    assert (reason.kind, reason.amount) == ("window", 2 * MINUTE)
    assert (remedy.kind, remedy.amount) == ("shift_earlier", 10 * MINUTE)


def test_longer_shift_is_no_remedy_where_a_later_visit_would_be_late(explain, visit, worker):
    # a and v, both 600 m out, must start by 8:15; w can be there at 8:10 and is wanted back at 8:35. One after the
    # other is 5 min late at the second door, however long the shift; leaving at 7:55 serves both and is back at 8:35.
    closing = {"end": 8 * HOUR + 15 * MINUTE}
    a, v = visit("a", start=8 * HOUR + 10 * MINUTE, **closing), visit("v", **closing)
    workers = [worker("w", end=8 * HOUR + 35 * MINUTE)]
    explanation = explain([a, v], workers, {"a": 600, "v": 600}, {"w": ["a"]})
    assert (explanation.reasons[0].kind, explanation.reasons[0].amount) == ("no_time_left", 5 * MINUTE)
    assert (explanation.remedy.kind, explanation.remedy.amount) == ("shift_earlier", 5 * MINUTE)


@pytest.fixture
def busy_day(visit, worker):
    """One worker who is at a, 600 m out, from 8:10 to 8:20 and must be at b, 1200 m out, at 8:35."""
    b = visit("b", start=8 * HOUR + 30 * MINUTE, end=8 * HOUR + 35 * MINUTE)
    return [visit("a", end=8 * HOUR + 10 * MINUTE), b], [worker("w", end=9 * HOUR + 30 * MINUTE)], {"a": 600, "b": 1200}


def test_lack_of_time_is_told_with_the_minutes_short_at_the_best_place(explain, visit, busy_day):
    # v is 600 m out too and closes at 8:32. Before a: a would start at 8:20, 10 min late. Between: 8:20-8:30, so w is
    # at b at 8:40, 5 min late. After b, done at 8:40 at the earliest: at v at 8:50, 18 min late.
    visits, workers, metres = busy_day
    v = visit("v", end=8 * HOUR + 32 * MINUTE)
    explanation = explain([*visits, v], workers, metres | {"v": 600}, {"w": ["a", "b"]})
    assert (explanation.reasons[0].kind, explanation.reasons[0].amount) == ("no_time_left", 5 * MINUTE)
    assert explanation.reasons[0].message == "w has no time left: 5 minutes short at the best place"
    # Leaving 5 min earlier would have w at a at 8:05, which is open from 8:00 on: v from 8:15, b at 8:35.
    assert (explanation.remedy.kind, explanation.remedy.amount) == ("shift_earlier", 5 * MINUTE)


def test_second_window_counts_too(explain, visit, worker):
    # v opens 8:00-8:05 and 8:40-8:45. w is at a, 100 s away from both, from 8:30 to 9:00; v comes too late after it
    # (9:00 + 600 s - 8:45 = 25 min) or makes a wait: v can be reached at 8:10, starts 8:40, a is open until 8:50.
    a = visit("a", start=8 * HOUR + 30 * MINUTE, end=8 * HOUR + 50 * MINUTE, duration=30 * MINUTE)
    windows = (
        TimeWindow(start=8 * HOUR, end=8 * HOUR + 5 * MINUTE),
        TimeWindow(start=8 * HOUR + 40 * MINUTE, end=8 * HOUR + 45 * MINUTE),
    )
    v = visit("v", windows=windows)
    explanation = explain([a, v], [worker("w")], {"a": 0, "v": 600}, {"w": ["a"]})
    # Before a: v 8:40-8:50 and back at a at 9:00: 10 min late. The first window 5 min longer is nearer still.
    assert (explanation.reasons[0].kind, explanation.reasons[0].amount) == ("no_time_left", 10 * MINUTE)
    assert (explanation.remedy.kind, explanation.remedy.amount) == ("window_later", 5 * MINUTE)
    assert explanation.remedy.window == windows[0]


def test_optional_visit_dearer_than_its_price_is_told_with_both(explain_one):
    # 1200 s on the way and 600 for a worker who would stay in: 1800 against 1700 for leaving it out.
    weights = Weights(unassigned=(1700, 1700, 1700))
    reason, remedy = explain_one({"mandatory": False}, {}, weights=weights)
    assert (reason.kind, reason.amount, reason.unit) == ("dearer_than_leaving_out", 100, "cost")
    assert reason.message == "w could make v, but that costs 1800 and leaving it out 1700"
    assert remedy.kind == "make_mandatory"


@pytest.mark.parametrize("asked", [{"mandatory": True}, {"mandatory": False, "priority": 1}])
def test_visit_that_fits_and_pays_is_told_honestly(explain_one, asked):
    reason, remedy = explain_one(asked, {})
    assert reason.kind == "could_take"
    assert (remedy.kind, remedy.worker) == ("assign", "w")


def test_cost_of_a_detour_leaves_out_the_way_gone_anyhow(explain, visit, worker):
    # v lies on the way to a: no metre more, and w goes out anyhow.
    visits = [visit("a"), visit("v", mandatory=False)]
    reason = explain(visits, [worker("w")], {"a": 900, "v": 600}, {"w": ["a"]}).reasons[0]
    assert (reason.kind, reason.values["cost"]) == ("could_take", 0)


def test_nearest_worker_is_named_in_the_remedy(explain, visit, worker):
    visits = [visit("a"), visit("b"), visit("v")]
    workers = [worker("far"), worker("near")]
    explanation = explain(visits, workers, {"a": -500, "b": 500, "v": 600}, {"far": ["a"], "near": ["b"]})
    assert explanation.remedy.worker == "near"


def test_few_minutes_come_before_skills_and_many_after(explain, visit, worker):
    # The trained worker starts 30 min late for v, the untrained one has the time.
    v = visit("v", end=8 * HOUR + 10 * MINUTE, skills=frozenset({"bath"}))
    workers = [worker("trained", start=8 * HOUR + 30 * MINUTE, skills=frozenset({"bath"})), worker("untrained")]
    assert explain([v], workers, {"v": 600}, {}).remedy.kind == "window_later"
    remedy = explain([v], workers, {"v": 600}, {}, soon=29 * MINUTE).remedy
    assert (remedy.kind, remedy.worker) == ("skill", "untrained")


def test_more_to_carry_comes_before_skills(explain, visit, worker):
    v = visit("v", demand=3, skills=frozenset({"drive"}))
    workers = [worker("untrained", capacity=3), worker("small", capacity=1, skills=frozenset({"drive"}))]
    remedy = explain([v], workers, {"v": 600}, {}).remedy
    assert (remedy.kind, remedy.worker, remedy.amount) == ("capacity", "small", 2)


def test_no_shift_begins_before_midnight(explain_one):
    # At the door 1 h after midnight at the earliest, for a window of 0:05: 55 min late and nobody can start at -0:55.
    window = (TimeWindow(start=0, end=5 * MINUTE),)
    remedy = explain_one({"windows": window}, {"start": 50 * MINUTE})[1]
    assert (remedy.kind, remedy.amount) == ("window_later", 55 * MINUTE)
    remedy = explain_one({"windows": window}, {"start": 5 * MINUTE, "end": 20 * MINUTE})[1]
    assert remedy is None


def test_shift_may_begin_at_midnight(explain_one):
    # Due by 0:10, ten minutes out, there and back: leaving at 0:00 is back at 0:30, when the shift ends.
    window = (TimeWindow(start=0, end=10 * MINUTE),)
    remedy = explain_one({"windows": window}, {"start": 10 * MINUTE, "end": 30 * MINUTE})[1]
    assert (remedy.kind, remedy.amount) == ("shift_earlier", 10 * MINUTE)


def test_late_hand_plan_bars_a_visit_only_where_it_would_grow_worse(explain, visit, worker):
    # a is started 5 min late, at 8:10. v after a makes nothing later; v before a would.
    visits = [visit("a", end=8 * HOUR + 5 * MINUTE), visit("v")]
    reason = explain(visits, [worker("w")], {"a": 600, "v": 700}, {"w": ["a"]}).reasons[0]
    assert reason.kind == "could_take"
    visits = [visits[0], visit("v", end=8 * HOUR + 15 * MINUTE)]
    reason = explain(visits, [worker("w")], {"a": 600, "v": 700}, {"w": ["a"]}).reasons[0]
    # After a at 8:20 + 100 s: 6 min 40 s late. Before it: a at 8:11:40 + 10 min + 100 s, 13 min 20 s later than now.
    assert (reason.kind, reason.amount) == ("no_time_left", 400)


def test_day_with_nobody_on_duty_has_no_reasons(explain, visit):
    explanation = explain([visit("v")], [], {"v": 600}, {})
    assert (explanation.visit, explanation.reasons, explanation.remedy) == ("v", (), None)


def test_full_plan_needs_no_explanation(build_day, visit, worker):
    problem, travel = build_day([visit("v")], [worker("w")], {"depot": (0, 0), "v": (1, 0)})
    assert explain_unassigned(problem, travel, time_plan(problem, travel, {"w": ["v"]})) == ()


def test_plan_with_an_unknown_visit_is_refused(build_day, visit, worker):
    problem, travel = build_day([visit("v")], [worker("w")], {"depot": (0, 0), "v": (1, 0)})
    plan = Plan(
        routes=(Route(worker="w", departure=0, stops=(Stop(visit="x", arrival=0, start=0, end=0),), arrival=0),)
    )
    with pytest.raises(InputError, match="'x'"):
        explain_unassigned(problem, travel, plan)


def test_chinese_says_every_kind_with_the_same_placeholders():
    chinese = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    for table, english in (("reasons", REASONS), ("remedies", REMEDIES)):
        assert {kind: placeholders(entry["text"]) for kind, entry in chinese[table].items()} == {
            kind: placeholders(text) for kind, text in english.items()
        }


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.fixture
def planned_day(random_day):
    """A random day with some of its visits planned in a random order, breaches and all.

    Half of the days ask for nothing but time and give little of it: windows by noon and shifts until then.
    """

    def plan_random_day(seed, orders):
        problem, travel = random_day(seed)
        if seed % 2:
            problem = replace(
                problem,
                visits=tuple(
                    replace(hurried(visit), role=None, skills=frozenset(), demand=0) for visit in problem.visits
                ),
                workers=tuple(
                    replace(worker, shift=Shift(start=worker.shift.start + HOUR, end=12 * HOUR))
                    for worker in problem.workers
                ),
            )
        dealt = {f"w{row}": [f"v{i}" for i in order] for row, order in enumerate(orders)}
        return problem, travel, time_plan(problem, travel, dealt)

    return plan_random_day


days = st.integers(0, 10**6)
deals = st.permutations(range(8)).flatmap(
    lambda order: st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)).map(
        lambda sizes: [order[: sizes[0]], order[3 : 3 + sizes[1]], order[5 : 5 + sizes[2]]]
    )
)


@any_day
@given(seed=days, orders=deals)
def test_every_worker_has_the_first_reason_that_holds(planned_day, seed, orders):
    problem, travel, plan = planned_day(seed, orders)
    idle = replace(plan, routes=())
    for explanation in explain_unassigned(problem, travel, plan):
        visit = problem.visit_by_id[explanation.visit]
        assert [reason.worker for reason in explanation.reasons] == [worker.id for worker in problem.workers]
        for reason, worker in zip(explanation.reasons, problem.workers, strict=True):
            carries = load_of(problem, plan, worker)
            holds = {
                "role": visit.role not in (None, worker.role),
                "skill": not visit.skills <= worker.skills,
                "capacity": visit.demand > worker.capacity,
                "full": visit.demand > 0 and carries + visit.demand > worker.capacity,
                "window or shift": not has_time(problem, travel, idle, visit, worker),
                "no_time_left": not has_time(problem, travel, plan, visit, worker),
                "dearer_than_leaving_out or could_take": True,
            }
            first = next(kind for kind, is_so in holds.items() if is_so)
            assert reason.kind in first.split(" or ")
            assert reason.amount > 0 or reason.unit == "cost"


@any_day
@given(seed=days, orders=deals)
def test_remedy_makes_the_visit_fit_and_nothing_smaller_does(planned_day, seed, orders):
    problem, travel, plan = planned_day(seed, orders)
    for explanation in explain_unassigned(problem, travel, plan, soon=DAY):
        visit, remedy = problem.visit_by_id[explanation.visit], explanation.remedy
        if remedy is None:
            assert not any(fits(changed, travel, plan, visit.id) for changed in all_changes(problem, visit, DAY, 99))
        elif remedy.kind in ("assign", "make_mandatory"):
            assert fits(problem, travel, plan, visit.id) >= {remedy.worker}
        elif remedy.unit == "s":
            assert remedy.amount % MINUTE == 0
            assert remedy.worker in fits(apply(problem, visit, remedy), travel, plan, visit.id)
            less = remedy.amount - MINUTE
            assert not any(fits(changed, travel, plan, visit.id) for changed in time_changes(problem, visit, less))
        elif remedy.kind == "capacity":
            assert remedy.worker in fits(apply(problem, visit, remedy), travel, plan, visit.id)
            smaller = itertools.chain(time_changes(problem, visit, DAY), capacity_changes(problem, remedy.amount - 1))
            assert not any(fits(changed, travel, plan, visit.id) for changed in smaller)
        else:
            assert remedy.worker in fits(apply(problem, visit, remedy), travel, plan, visit.id)
            smaller = itertools.chain(time_changes(problem, visit, DAY), capacity_changes(problem, 99))
            assert not any(fits(changed, travel, plan, visit.id) for changed in smaller)


def hurried(visit):
    """The visit with its windows in the morning."""
    sooner = (visit.windows[0].start - 8 * HOUR) * 2 // 3
    return replace(visit, windows=tuple(TimeWindow(start=w.start - sooner, end=w.end - sooner) for w in visit.windows))


def load_of(problem, plan, worker):
    route = plan.route_by_worker.get(worker.id)
    return sum(problem.visit_by_id[stop.visit].demand for stop in route.stops) if route else 0


def fits(problem, travel, plan, name):
    """Ids of the workers who can make the visit with nothing getting worse than it is in the plan, by trying all."""
    visit = problem.visit_by_id[name]
    return {
        worker.id
        for worker in problem.workers
        if visit.role in (None, worker.role)
        and visit.skills <= worker.skills
        and (visit.demand == 0 or load_of(problem, plan, worker) + visit.demand <= worker.capacity)
        and has_time(problem, travel, plan, visit, worker)
    }


def has_time(problem, travel, plan, visit, worker):
    now = plan.route_by_worker.get(worker.id)
    begun = {stop.visit: stop.start for stop in now.stops} if now else {}
    order = [problem.visit_by_id[name] for name in begun]
    for place in range(len(order) + 1):
        route = time_route(problem, travel, worker=worker, visits=[*order[:place], visit, *order[place:]])
        in_time = all(
            stop.start <= max(problem.visit_by_id[stop.visit].windows[-1].end, begun.get(stop.visit, 0))
            for stop in route.stops
        )
        if in_time and route.arrival <= max(worker.shift.end, now.arrival if now else 0):
            return True
    return False


def apply(problem, visit, remedy):
    """Make the change a remedy speaks of."""
    worker = problem.worker_by_id[remedy.worker]
    if remedy.kind in ("window_later", "window_earlier"):
        return with_visit(problem, widened(visit, remedy.window, remedy.kind, remedy.amount))
    if remedy.kind == "role":
        return with_visit(problem, replace(visit, role=worker.role))
    if remedy.kind == "skill":
        return with_worker(problem, replace(worker, skills=worker.skills | visit.skills))
    if remedy.kind == "capacity":
        return with_worker(problem, replace(worker, capacity=worker.capacity + remedy.amount))
    return with_worker(problem, shifted(worker, remedy.kind, remedy.amount))


def all_changes(problem, visit, seconds, units):
    yield from time_changes(problem, visit, seconds)
    yield from capacity_changes(problem, units)
    for worker in problem.workers:
        yield with_worker(problem, replace(worker, skills=worker.skills | visit.skills))
    yield with_visit(problem, replace(visit, role=None))


def time_changes(problem, visit, seconds):
    for window, kind in itertools.product(visit.windows, ("window_later", "window_earlier")):
        yield with_visit(problem, widened(visit, window, kind, seconds))
    for worker, kind in itertools.product(problem.workers, ("shift_later", "shift_earlier")):
        yield with_worker(problem, shifted(worker, kind, seconds))


def capacity_changes(problem, units):
    for worker in problem.workers:
        yield with_worker(problem, replace(worker, capacity=worker.capacity + units))


def widened(visit, window, kind, seconds):
    """Widen one window, which may swallow its neighbours."""
    if kind == "window_later":
        wide = replace(window, end=window.end + seconds)
    else:
        wide = replace(window, start=max(0, window.start - seconds))
    apart = [other for other in visit.windows if other.end < wide.start or other.start > wide.end]
    touched = [other for other in visit.windows if other not in apart]
    joined = TimeWindow(start=min(wide.start, touched[0].start), end=max(wide.end, touched[-1].end))
    return replace(visit, windows=tuple(sorted([*apart, joined])))


def shifted(worker, kind, seconds):
    if kind == "shift_later":
        return replace(worker, shift=replace(worker.shift, end=worker.shift.end + seconds))
    return replace(worker, shift=Shift(start=max(0, worker.shift.start - seconds), end=worker.shift.end))


def with_visit(problem, visit):
    return replace(problem, visits=tuple(visit if other.id == visit.id else other for other in problem.visits))


def with_worker(problem, worker):
    return replace(problem, workers=tuple(worker if other.id == worker.id else other for other in problem.workers))


def test_of_too_many_visits_those_that_matter_most_are_looked_into(build_day, visit, worker):
    # 3 visits times 2 workers are 6 reasons; 5 are enough for 2 visits: the mandatory one and the higher priority.
    asked = {"role": Role.COURIER, "mandatory": False}
    visits = [visit("low", priority=3, **asked), visit("high", priority=1, **asked), visit("must", role=Role.COURIER)]
    problem, travel = build_day(
        visits, [worker("w1"), worker("w2")], dict.fromkeys(("depot", "low", "high", "must"), (0, 0))
    )

    found = explain_unassigned(problem, travel, time_plan(problem, travel, {}), most_reasons=5)

    assert [(one.visit, one.is_open, len(one.reasons)) for one in found] == [
        ("low", True, 0),
        ("high", False, 2),
        ("must", False, 2),
    ]
