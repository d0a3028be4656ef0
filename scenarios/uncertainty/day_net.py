"""A planned day as a net of stops: which start waits for which, so that many days can be gone through at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from routing.errors import FaultKind, InputError
from routing.plan import Plan
from routing.problem import Mode, Problem, TimeWindow, Visit
from routing.ties import Tie, drop_deadlocks, list_ties
from routing.timetable import list_orders, route_places, time_plan
from routing.travel import Travel

NO_STOPS = FaultKind("U110", "nobody goes out in the plan", "give a plan with at least one visit on a route")


@dataclass(frozen=True, kw_only=True)
class Wait:
    """``stop`` starts at least ``lag`` after ``other``; with a ``cap`` it does not wait past that time for it."""

    stop: int
    other: int
    lag: int
    cap: int | None


@dataclass(frozen=True, kw_only=True)
class Block:
    """Stops that wait for one another in a circle, or one stop alone.

    Parameters
    ----------
    stops
        In the order of the net.
    waits
        Places in ``DayNet.waits`` of all that a stop of the block waits for.
    followers
        Numbers of the blocks that hear of a change in this one.
    """

    stops: tuple[int, ...]
    waits: tuple[int, ...]
    followers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Road:
    """A worker's day: stops ``begin`` to ``end - 1`` of the net, in order."""

    worker: str
    mode: Mode
    departure: int
    shift_end: int
    begin: int
    end: int
    way_back: int


@dataclass(frozen=True, kw_only=True, eq=False)
class DayNet:
    """The planned day. Stops are numbered in the order of the routes; seconds from midnight.

    Parameters
    ----------
    visits
        The visit of each stop.
    windows
        The planned window of each stop: the one the plan starts it in, else the last of the visit.
    planned, way_in
        Planned start of each stop, and seconds from the place before to it. Shape (stops,).
    door_of
        Which stops share what happens at the door: visits of one group at one place have one number.
    waits
        What ties ask, without those that the plan itself could not keep.
    blocks
        Every stop once, each block after all it waits for.
    """

    visits: tuple[Visit, ...]
    windows: tuple[TimeWindow, ...]
    planned: NDArray[np.int64]
    way_in: NDArray[np.int64]
    door_of: tuple[int, ...]
    roads: tuple[Road, ...]
    waits: tuple[Wait, ...]
    blocks: tuple[Block, ...]

    @cached_property
    def road_of(self) -> Sequence[Road]:
        """The road of each stop."""
        return [road for road in self.roads for _ in range(road.begin, road.end)]

    @cached_property
    def block_of(self) -> Mapping[int, int]:
        """The number of each stop's block."""
        return {stop: number for number, block in enumerate(self.blocks) for stop in block.stops}

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The stop of each visit."""
        return {visit.id: stop for stop, visit in enumerate(self.visits)}

    def is_first(self, stop: int) -> bool:
        """Whether the stop is the first of its road."""
        return self.road_of[stop].begin == stop


def lay_out(problem: Problem, travel: Travel, plan: Plan) -> DayNet:
    """Lay a plan out as a net. Its orders count; times are those of :func:`routing.timetable.time_plan`.

    Raises
    ------
    InputError
        Where the plan names what the day does not have, a visit twice, or no visit at all.
    """
    timed = time_plan(problem, travel, list_orders(plan))
    if not timed.routes:
        raise InputError(NO_STOPS.at())
    visits: list[Visit] = []
    planned: list[int] = []
    ways: list[int] = []
    roads: list[Road] = []
    for route in timed.routes:
        worker = problem.worker_by_id[route.worker]
        legs = [
            travel[worker.mode].seconds_between(*leg) for leg in pairwise(route_places(problem, worker, route.stops))
        ]
        begin = len(visits)
        visits += [problem.visit_by_id[stop.visit] for stop in route.stops]
        planned += [stop.start for stop in route.stops]
        ways += legs[:-1]
        roads.append(
            Road(
                worker=worker.id,
                mode=worker.mode,
                departure=route.departure,
                shift_end=worker.shift.end,
                begin=begin,
                end=len(visits),
                way_back=legs[-1],
            )
        )
    windows = tuple(_find_window(visit, start) for visit, start in zip(visits, planned, strict=True))
    waits = _list_waits(problem, visits, windows, ways, roads)
    return DayNet(
        visits=tuple(visits),
        windows=windows,
        planned=np.array(planned, dtype=np.int64),
        way_in=np.array(ways, dtype=np.int64),
        door_of=_number_doors(problem, visits),
        roads=tuple(roads),
        waits=waits,
        blocks=_order_blocks(len(visits), roads, waits),
    )


def _find_window(visit: Visit, start: int) -> TimeWindow:
    return next((window for window in visit.windows if window.start <= start <= window.end), visit.windows[-1])


def _list_waits(
    problem: Problem, visits: Sequence[Visit], windows: Sequence[TimeWindow], ways: Sequence[int], roads: Sequence[Road]
) -> tuple[Wait, ...]:
    place = {visit.id: stop for stop, visit in enumerate(visits)}
    ties = list_ties(problem, place.keys())
    tied = {place[name] for tie in ties for name in (tie.visit, tie.other)}
    passages = [passage for road in roads for passage in _find_passages(road, visits, ways, tied)]
    return tuple(
        Wait(
            stop=place[tie.visit],
            other=place[tie.other],
            lag=tie.lag,
            cap=windows[place[tie.visit]].end if tie.lag < 0 else None,
        )
        for tie in drop_deadlocks(ties, passages)
    )


def _find_passages(road: Road, visits: Sequence[Visit], ways: Sequence[int], tied: set[int]) -> list[Tie]:
    """Say how soon each tied stop of a road can follow the tied one before it, as planned."""
    found: list[Tie] = []
    before, clock = None, 0
    for stop in range(road.begin, road.end):
        clock += ways[stop]
        if stop in tied:
            if before is not None:
                found.append(Tie(visit=visits[stop].id, other=visits[before].id, lag=clock))
            before, clock = stop, 0
        clock += visits[stop].duration
    return found


def _number_doors(problem: Problem, visits: Sequence[Visit]) -> tuple[int, ...]:
    group_of = {visit: number for number, group in enumerate(problem.together) for visit in group}
    doors: dict[tuple[object, ...], int] = {}
    return tuple(
        doors.setdefault(
            (group_of[visit.id], visit.location) if visit.id in group_of else (visit.id, visit.location, "alone"),
            len(doors),
        )
        for visit in visits
    )


def _order_blocks(stops: int, roads: Sequence[Road], waits: Sequence[Wait]) -> tuple[Block, ...]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(stops))
    for road in roads:
        graph.add_edges_from(pairwise(range(road.begin, road.end)))
    graph.add_edges_from((wait.other, wait.stop) for wait in waits)
    whole = nx.condensation(graph)
    order = list(nx.topological_sort(whole))
    number = {component: place for place, component in enumerate(order)}
    of_stop: dict[int, list[int]] = {}
    for place, wait in enumerate(waits):
        of_stop.setdefault(wait.stop, []).append(place)
    blocks = []
    for component in order:
        members = tuple(sorted(whole.nodes[component]["members"]))
        blocks.append(
            Block(
                stops=members,
                waits=tuple(place for stop in members for place in of_stop.get(stop, ())),
                followers=tuple(sorted(number[after] for after in whole.successors(component))),
            )
        )
    return tuple(blocks)
