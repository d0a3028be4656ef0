"""When every visit starts on each of many days: routes in the planned order, tied visits waiting for each other."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.uncertainty.circles import Arc, settle
from scenarios.uncertainty.day_net import Block, DayNet
from scenarios.uncertainty.draws import Seconds, Times

Rows = Sequence[Seconds]
"""An array for each stop, of shape (days,)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pace:
    """What the starts follow from.

    Parameters
    ----------
    passages
        For each stop, seconds from the start of the stop before it, or from the departure, to the arrival.
    lags
        For each wait of the net, how long after the other stop; None: it does not wait.
    """

    passages: Rows
    lags: Sequence[int | None]


def make_pace(net: DayNet, times: Times) -> Pace:
    """Put drawn times in the form of a pace."""
    passages = [
        times.way_in[stop] if net.is_first(stop) else times.service[stop - 1] + times.way_in[stop]
        for stop in range(len(net.visits))
    ]
    return Pace(passages=passages, lags=[wait.lag for wait in net.waits])


def find_starts(net: DayNet, pace: Pace) -> list[Seconds]:
    """Work out the starts of every stop.

    Workers leave as planned and make their stops in the planned order without pause. A visit starts at the latest of
    its arrival, the opening of its planned window and the times its ties ask for; a stop that is to start near one
    after it waits for it until its own window closes, and no longer. Visits that would wait for one another for ever
    on some day do not wait on that day. The starts are the least that meet this, as in
    :func:`routing.timetable.time_plan`.
    """
    days = np.zeros(1, dtype=np.int64) if not pace.passages else pace.passages[0]
    starts: list[Seconds] = [days] * len(net.visits)
    for block in net.blocks:
        starts_of = _start_block(net, block, pace, starts)
        for stop, row in zip(block.stops, starts_of, strict=True):
            starts[stop] = row
    return starts


def change_starts(net: DayNet, pace: Pace, starts: Rows, *, touched: Sequence[int]) -> Mapping[int, Seconds]:
    """Work out the starts again where the pace has changed at some stops; only those that differ come back."""
    rows = list(starts)
    moved: dict[int, Seconds] = {}
    waiting = sorted({net.block_of[stop] for stop in touched})
    known = set(waiting)
    while waiting:
        block = net.blocks[heapq.heappop(waiting)]
        news = _start_block(net, block, pace, rows)
        differs = False
        for stop, row in zip(block.stops, news, strict=True):
            if not np.array_equal(row, rows[stop]):
                rows[stop] = moved[stop] = row
                differs = True
        for follower in block.followers if differs else ():
            if follower not in known:
                known.add(follower)
                heapq.heappush(waiting, follower)
    return moved


def find_returns(net: DayNet, times: Times, starts: Rows) -> list[Seconds]:
    """Work out when each worker is back at the end depot."""
    return [
        starts[road.end - 1] + times.service[road.end - 1] + times.way_back[place]
        for place, road in enumerate(net.roads)
    ]


def _start_block(net: DayNet, block: Block, pace: Pace, starts: Rows) -> list[Seconds]:
    place_of = {stop: place for place, stop in enumerate(block.stops)}
    news: list[Seconds] = []
    for stop in block.stops:
        passage = pace.passages[stop]
        if net.is_first(stop):
            arrival = net.road_of[stop].departure + passage
        elif stop - 1 in place_of:
            arrival = np.full(passage.shape, net.windows[stop].start, dtype=np.int64)
        else:
            arrival = starts[stop - 1] + passage
        news.append(np.maximum(arrival, net.windows[stop].start))
    inner: list[Arc] = []
    for number in block.waits:
        wait, lag = net.waits[number], pace.lags[number]
        if lag is None:
            continue
        if wait.other in place_of:
            inner.append(Arc(into=place_of[wait.stop], out_of=place_of[wait.other], lag=lag, cap=wait.cap))
        else:
            wanted = starts[wait.other] + lag
            into = place_of[wait.stop]
            news[into] = np.maximum(news[into], wanted if wait.cap is None else np.minimum(wanted, wait.cap))
    if len(block.stops) > 1:
        passages = [
            Arc(into=place_of[stop], out_of=place_of[stop - 1], lag=pace.passages[stop])
            for stop in block.stops
            if not net.is_first(stop) and stop - 1 in place_of
        ]
        settle(news, inner, passages)
    return news
