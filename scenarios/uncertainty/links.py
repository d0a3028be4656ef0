"""Which links of a day pass lateness on: what each would save, worked out by simulating the day without its spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scenarios.uncertainty.day_net import DayNet
from scenarios.uncertainty.draws import Seconds
from scenarios.uncertainty.figures import LinkRisk
from scenarios.uncertainty.starts import Pace, Rows, change_starts
from scenarios.uncertainty.tally import Tally

Kind = Literal["leg", "together", "gap"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """The way from ``first`` to ``second``, or what ties them: ``waits`` are the places of its ties in the net.

    ``first`` is None for the way from the depot.
    """

    kind: Kind
    first: int | None
    second: int
    waits: tuple[int, ...] = ()

    @property
    def touched(self) -> tuple[int, ...]:
        """Stops whose starts hang on the link itself."""
        return (self.second,) if self.first is None or not self.waits else (self.first, self.second)


def list_links(net: DayNet) -> list[Link]:
    """List the legs of every route, without the ways back, and the ties, one for two visits."""
    legs = [
        Link(kind="leg", first=None if net.is_first(stop) else stop - 1, second=stop) for stop in range(len(net.visits))
    ]
    ties: dict[frozenset[int], list[int]] = {}
    for place, wait in enumerate(net.waits):
        ties.setdefault(frozenset((wait.stop, wait.other)), []).append(place)
    for places in ties.values():
        wait = net.waits[places[0]]
        same = {net.waits[place].lag for place in places} == {0}
        kind: Kind = "together" if same and len(places) == 2 else "gap"
        legs.append(Link(kind=kind, first=wait.other, second=wait.stop, waits=tuple(places)))
    return legs


def tally_links(
    net: DayNet, links: list[Link], pace: Pace, starts: Rows, *, planned: Pace, slack: int, tally: Tally
) -> None:
    """Add what each link would save on the days of a pace.

    Parameters
    ----------
    planned
        The pace of the plan, a single day.
    slack
        Seconds by which a link is loosened.
    """
    for link in links:
        for name, changed in _loosen(link, pace, planned, slack):
            saved = _measure_saving(net, starts, change_starts(net, changed, starts, touched=link.touched))
            if saved is not None:
                tally.add((link, name), saved)


def list_fragile(net: DayNet, links: list[Link], tally: Tally) -> tuple[LinkRisk, ...]:
    """List the links that would save anything, dearest first: by steadiness, then slack, then place in the day."""
    found = []
    for link in links:
        steady, slack = tally.estimate((link, "steady")), tally.estimate((link, "slack"))
        if steady.mean or slack.mean:
            found.append(
                LinkRisk(
                    kind=link.kind,
                    first="" if link.first is None else net.visits[link.first].id,
                    second=net.visits[link.second].id,
                    worker=net.road_of[link.second].worker,
                    steady=steady,
                    slack=slack,
                )
            )
    return tuple(sorted(found, key=lambda risk: (-risk.steady.mean, -risk.slack.mean)))


def _loosen(link: Link, pace: Pace, planned: Pace, slack: int) -> Iterator[tuple[str, Pace]]:
    if link.waits:
        lags, free = list(pace.lags), list(pace.lags)
        for place in link.waits:
            lag = pace.lags[place]
            lags[place], free[place] = None if lag is None else lag - slack, None
        yield "steady", replace(pace, lags=free)
        yield "slack", replace(pace, lags=lags)
        return
    drawn, usual = pace.passages[link.second], planned.passages[link.second]
    if (drawn != usual).any():
        yield "steady", _set_passage(pace, link.second, np.broadcast_to(usual, drawn.shape))
    if drawn.any() and slack:
        yield "slack", _set_passage(pace, link.second, np.maximum(drawn - slack, 0))


def _set_passage(pace: Pace, stop: int, passage: Seconds) -> Pace:
    passages = list(pace.passages)
    passages[stop] = passage
    return replace(pace, passages=passages)


def _measure_saving(net: DayNet, starts: Rows, moved: Mapping[int, Seconds]) -> Seconds | None:
    """Seconds of lateness saved on each day, over all stops that moved; None where none did."""
    saved: Seconds | None = None
    for stop, start in moved.items():
        end = net.windows[stop].end
        less = np.maximum(starts[stop] - end, 0) - np.maximum(start - end, 0)
        saved = less if saved is None else saved + less
    return saved
