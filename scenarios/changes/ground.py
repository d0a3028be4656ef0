"""The ground that changes: streets and bridges that close, a mode that is faster or slower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from pydantic import Field

from maps.coordinates import to_wgs84
from maps.profiles import vary_speed
from maps.vary import close_edges, find_cut_off, find_edges_across, find_edges_near, scale_speed
from routing.errors import Fault, FaultKind, InputError, NoWayError
from routing.problem import Mode
from scenarios.changes.change import Change, Keys, list_known
from scenarios.changes.rules import note_settings
from scenarios.changes.values import Factor, Metres, Modes, ModeWord, Point
from scenarios.changes.world import World

NO_STREETS_TO_CLOSE = FaultKind(
    "C150", "the day's travel is estimated along straight lines: there are no streets", "give streets = FILE"
)
WHERE_CLOSED = FaultKind(
    "C151", "it is not said where", "give at = [lat, lon] and metres, or from = [lat, lon] and to = [lat, lon]"
)
NOTHING_OPEN = FaultKind("C152", "no street that is open lies there", "correct the places, or give more metres")
CUT_OFF = FaultKind(
    "C153",
    "for {mode} nothing leads any more to {places}",
    "close fewer streets, or leave the visits of these places out",
)

ALL_CLOSED = FaultKind(
    "C154", "for {mode} no street at all is open any more", "close fewer streets, or to some modes alone (modes = …)"
)


class ChangeSpeed(Keys):
    """A mode that becomes so many times as fast."""

    mode: ModeWord
    factor: Factor


class CloseStreet(Keys):
    """Streets that close: around a point, or across a line between two."""

    at: Point | None = None
    metres: Metres | None = None
    from_: Point | None = Field(default=None, alias="from")
    to: Point | None = None
    modes: Modes = tuple(Mode)


def change_speed(world: World, change: Change) -> World:
    """Make a mode so many times as fast, on the streets and in the straight-line estimate."""
    keys: ChangeSpeed = change.keys
    world = note_settings(world, change, {f"speed.{keys.mode}": "factor"})
    streets = None if world.streets is None else scale_speed(world.streets, keys.mode, factor=keys.factor)
    return replace(world, streets=streets, profiles=vary_speed(world.profiles, keys.mode, factor=keys.factor))


def check_closed(change: Change) -> Iterator[Fault]:
    """Refuse streets of which it is not said where they are, or twice."""
    keys: CloseStreet = change.keys
    around, across = (keys.at, keys.metres), (keys.from_, keys.to)
    if (None in around) is (None in across) or around.count(None) == 1 or across.count(None) == 1:
        yield change.at(WHERE_CLOSED)


def close_street(world: World, change: Change) -> World:
    """Close every street of which any part is there, from crossing to crossing.

    Raises
    ------
    InputError
        Where there is no open street.
    NoWayError
        Where a place of the day loses every way for a mode in use, or the mode every street.
    """
    keys: CloseStreet = change.keys
    if world.streets is None:
        raise InputError(change.at(NO_STREETS_TO_CLOSE))
    if keys.at is not None and keys.metres is not None:
        edges = find_edges_near(world.streets, _bring(world, keys.at), metres=keys.metres)
    else:
        assert keys.from_ is not None
        assert keys.to is not None
        edges = find_edges_across(world.streets, _bring(world, keys.from_), _bring(world, keys.to))
    closed = close_edges(world.streets, edges, modes=keys.modes)
    if closed.digest == world.streets.digest:
        raise InputError(change.at(NOTHING_OPEN))
    problem = world.day.problem
    faults: list[Fault] = []
    shut = [mode for mode in problem.modes if mode in keys.modes and not np.isfinite(closed.seconds[mode]).any()]
    if shut:
        faults.append(change.at(ALL_CLOSED, values={"mode": ", ".join(shut)}))
    used = {*(site.location for site in problem.depots), *(visit.location for visit in problem.visits)}
    places = [place for place in problem.locations if place.id in used]
    for mode in problem.modes:
        if mode in keys.modes and mode not in shut:
            lost = [place.id.partition(":")[2] for place in find_cut_off(world.streets, closed, places, mode)]
            if lost:
                faults.append(change.at(CUT_OFF, values={"mode": mode, "places": list_known(lost)}))
    if faults:
        raise NoWayError(faults)
    return replace(world, streets=closed)


def _bring(world: World, point: Point) -> Point:
    lats, lons = to_wgs84([point[0]], [point[1]], system=world.day.coordinates)
    return float(lats[0]), float(lons[0])
