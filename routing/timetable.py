"""Time an order of visits: the one convention every plan follows, made by the search or by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from routing.errors import Fault, FaultKind, InputError
from routing.plan import Plan, Route, Stop
from routing.problem import Problem, Visit, Worker
from routing.ties import Tie, drop_deadlocks, list_ties
from routing.travel import Travel

UNKNOWN_WORKER = FaultKind(
    "P101", "the plan names worker {worker!r}, who is not in the table of workers", "correct the id or add the worker"
)
UNKNOWN_VISIT = FaultKind(
    "P102",
    "the plan gives worker {worker!r} visit {visit!r}, which is not in the table of visits",
    "correct the id or add the visit",
)
VISIT_TWICE = FaultKind("P103", "the plan holds visit {visit!r} {count} times", "keep it once, with one worker")
MORE_OF_THE_SAME = FaultKind("P104", "fault {kind} is there {count} times more", "correct those that are listed first")

MOST_OF_A_KIND = 20
"""Faults of one kind listed; the rest are counted."""


def time_plan(problem: Problem, travel: Travel, orders: Mapping[str, Sequence[str]]) -> Plan:
    """Give every stop its times, whether or not the order keeps the rules.

    A visit starts as early as its windows and the visits it is tied to allow after the arrival; past its last window
    it starts at once, late. A worker leaves as late as the first start allows, and never before the shift starts.

    Visits that go together or keep a gap wait for one another, past their windows where they must; none starts late
    to be near a visit that comes after it. Visits that would wait for one another for ever do not wait.

    Parameters
    ----------
    orders
        Visit ids in order, by worker id. A worker with no visits gets no route.

    Returns
    -------
    Plan
        Routes in the order of ``problem.workers``; visits in no order are unassigned, in the order of the problem.
        The starts are the least that meet all this: no other times start any visit sooner.

    Raises
    ------
    InputError
        Where an id is unknown or a visit is given more than once; at most :data:`MOST_OF_A_KIND` faults of each kind,
        and how many more there are.
    """
    check_orders(problem, orders)
    visits = {
        worker.id: [problem.visit_by_id[name] for name in orders[worker.id]]
        for worker in problem.workers
        if orders.get(worker.id)
    }
    planned = {visit.id for route in visits.values() for visit in route}
    routes = {
        name: time_route(problem, travel, worker=problem.worker_by_id[name], visits=route)
        for name, route in visits.items()
    }
    ties = list_ties(problem, planned)
    if ties:
        _settle(problem, travel, routes, visits=visits, ties=ties)
    return Plan(
        routes=tuple(routes.values()),
        unassigned=tuple(visit.id for visit in problem.visits if visit.id not in planned),
    )


def time_route(
    problem: Problem,
    travel: Travel,
    *,
    worker: Worker,
    visits: Sequence[Visit],
    no_sooner: Mapping[str, int] = MappingProxyType({}),
) -> Route:
    """Time one worker's day by the convention of :func:`time_plan`; at least one visit.

    Parameters
    ----------
    no_sooner
        Least starts by visit id, for visits that wait for others.
    """
    matrix = travel[worker.mode]
    depot = problem.start_location(worker)
    way_out = matrix.seconds_between(depot, visits[0].location)
    begin = worker.shift.start + way_out
    departure = earliest_start(visits[0], max(begin, no_sooner.get(visits[0].id, begin))) - way_out
    stops: list[Stop] = []
    clock, place = departure, depot
    for visit in visits:
        arrival = clock + matrix.seconds_between(place, visit.location)
        start = earliest_start(visit, max(arrival, no_sooner.get(visit.id, arrival)))
        clock, place = start + visit.duration, visit.location
        stops.append(Stop(visit=visit.id, arrival=arrival, start=start, end=clock))
    arrival = clock + matrix.seconds_between(place, problem.end_location(worker))
    return Route(worker=worker.id, departure=departure, stops=tuple(stops), arrival=arrival)


def _settle(
    problem: Problem,
    travel: Travel,
    routes: dict[str, Route],
    *,
    visits: Mapping[str, Sequence[Visit]],
    ties: Sequence[Tie],
) -> None:
    """Delay tied visits until all ties are met, timing only routes whose stops have to wait."""
    route_of = {stop.visit: name for name, route in routes.items() for stop in route.stops}
    tied = {tie.visit for tie in ties} | {tie.other for tie in ties}
    concerned = [name for name, route in routes.items() if any(stop.visit in tied for stop in route.stops)]
    passages = [passage for name in concerned for passage in _passages(problem, travel, name, visits[name], tied=tied)]
    asked: dict[str, list[Tie]] = {}
    for tie in drop_deadlocks(ties, passages):
        asked.setdefault(route_of[tie.other], []).append(tie)
    starts = {stop.visit: stop.start for name in concerned for stop in routes[name].stops}
    no_sooner: dict[str, int] = {}
    moved = set(asked)
    while moved:
        late: set[str] = set()
        for name in moved:
            for tie in asked.get(name, ()):
                wanted = starts[tie.other] + tie.lag
                if tie.lag < 0:
                    wanted = min(wanted, problem.visit_by_id[tie.visit].windows[-1].end)
                if wanted > starts[tie.visit]:
                    no_sooner[tie.visit] = max(wanted, no_sooner.get(tie.visit, wanted))
                    late.add(route_of[tie.visit])
        for name in late:
            routes[name] = time_route(
                problem, travel, worker=problem.worker_by_id[name], visits=visits[name], no_sooner=no_sooner
            )
            starts.update({stop.visit: stop.start for stop in routes[name].stops})
        moved = late


def _passages(
    problem: Problem, travel: Travel, worker: str, visits: Sequence[Visit], *, tied: Collection[str]
) -> Iterator[Tie]:
    """Say how soon each tied visit of a route can follow the tied one before it."""
    matrix = travel[problem.worker_by_id[worker].mode]
    before, place, clock = "", visits[0].location, 0
    for visit in visits:
        clock += matrix.seconds_between(place, visit.location)
        if visit.id in tied:
            if before:
                yield Tie(visit=visit.id, other=before, lag=clock)
            before, clock = visit.id, 0
        clock, place = clock + visit.duration, visit.location


def route_places(problem: Problem, worker: Worker, stops: Iterable[Stop]) -> list[str]:
    """Location ids a worker passes in order: start depot, the door of every stop, end depot."""
    doors = (problem.visit_by_id[stop.visit].location for stop in stops)
    return [problem.start_location(worker), *doors, problem.end_location(worker)]


def earliest_start(visit: Visit, arrival: int) -> int:
    """When a visit starts for someone at the door at ``arrival``: at once where every window is over."""
    for window in visit.windows:
        if arrival <= window.end:
            return max(arrival, window.start)
    return arrival


def list_orders(plan: Plan) -> Mapping[str, Sequence[str]]:
    """Visit ids in order, by worker id."""
    orders: dict[str, list[str]] = {}
    for route in plan.routes:
        orders.setdefault(route.worker, []).extend(stop.visit for stop in route.stops)
    return orders


def check_orders(problem: Problem, orders: Mapping[str, Sequence[str]]) -> None:
    """Refuse orders with an unknown id or a visit given more than once: InputError as :func:`time_plan` says."""
    faults: list[Fault] = []
    counts: Counter[str] = Counter()
    for fault in _order_faults(problem, orders):
        counts[fault.code] += 1
        if counts[fault.code] <= MOST_OF_A_KIND:
            faults.append(fault)
    for kind, count in counts.items():
        if count > MOST_OF_A_KIND:
            faults.append(MORE_OF_THE_SAME.at(values={"kind": kind, "count": count - MOST_OF_A_KIND}))
    if faults:
        raise InputError(faults)


def _order_faults(problem: Problem, orders: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for worker, order in orders.items():
        if worker not in problem.worker_by_id:
            yield UNKNOWN_WORKER.at(values={"worker": worker})
        for visit in order:
            if visit not in problem.visit_by_id:
                yield UNKNOWN_VISIT.at(values={"worker": worker, "visit": visit})
    for visit, count in Counter(visit for order in orders.values() for visit in order).items():
        if count > 1:
            yield VISIT_TWICE.at(values={"visit": visit, "count": count})
