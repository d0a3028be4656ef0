"""Rules that change: what a service asks for, and what is dear in a plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from routing.errors import Fault, FaultKind, InputError
from routing.problem import TimeWindow, Visit
from scenarios.cells import quote_value
from scenarios.changes.change import SET_BEFORE, Change, Keys, list_known
from scenarios.changes.demand import NO_SUCH_SERVICE
from scenarios.changes.values import MinuteCount, Name, Priority, ThreeWeights, Weight, Windows, YesNo
from scenarios.changes.world import World
from scenarios.clock import LATEST

NOTHING_SET = FaultKind("C147", "the change sets nothing", "add at least one of: {keys}")
TWO_WINDOWS = FaultKind("C148", "both new windows and wider ones are asked for", "keep one of windows and widen")


class ChangeService(Keys):
    """What every visit of a service asks for from now on, whatever its own cells said."""

    service: Name
    minutes: MinuteCount | None = None
    windows: Windows | None = None
    widen: MinuteCount | None = None
    priority: Priority | None = None
    mandatory: YesNo | None = None


class ChangeWeights(Keys):
    """What is dear and what is cheap from now on."""

    travel_second: Weight | None = None
    worker: Weight | None = None
    unassigned: ThreeWeights | None = None
    mandatory: Weight | None = None
    late_second: Weight | None = None
    late_largest_second: Weight | None = None


def check_service(change: Change) -> Iterator[Fault]:
    """Refuse a change of nothing, and two of the windows."""
    keys: ChangeService = change.keys
    if keys.windows is not None and keys.widen is not None:
        yield change.at(TWO_WINDOWS, key="widen")
    yield from check_set(change)


def check_set(change: Change) -> Iterator[Fault]:
    """Refuse a change of nothing."""
    optional = [name for name, field in type(change.keys).model_fields.items() if not field.is_required()]
    if all(getattr(change.keys, name) is None for name in optional):
        yield change.at(NOTHING_SET, values={"keys": ", ".join(optional)})


def change_service(world: World, change: Change) -> World:
    """Set what all visits of a service ask for; a wished latest start is brought into new windows."""
    keys: ChangeService = change.keys
    problem = world.day.problem
    services = {visit.service for visit in problem.visits}
    if keys.service not in services:
        values = {"id": quote_value(keys.service), "known": list_known(services)}
        raise InputError(change.at(NO_SUCH_SERVICE, key="service", values=values))
    # Wider windows and new windows set the same thing.
    names = {"windows": ("windows", "widen"), **{name: (name,) for name in ("minutes", "priority", "mandatory")}}
    set_now = {name: key for name, keys_of in names.items() for key in keys_of if getattr(keys, key) is not None}
    world = note_settings(world, change, {f"{keys.service}: {name}": key for name, key in set_now.items()})
    visits = (_change_visit(visit, keys) if visit.service == keys.service else visit for visit in problem.visits)
    return replace(world, day=replace(world.day, problem=replace(problem, visits=tuple(visits))))


def change_weights(world: World, change: Change) -> World:
    """Set weights of the day."""
    keys: ChangeWeights = change.keys
    given = {name: value for name, value in keys.model_dump().items() if value is not None}
    world = note_settings(world, change, {f"weights.{name}": name for name in given})
    return replace(world, day=replace(world.day, weights=replace(world.day.weights, **given)))


def note_settings(world: World, change: Change, things: dict[str, str]) -> World:
    """Remember what a change sets, by the key that sets it.

    Raises
    ------
    InputError
        Where it sets something an earlier change has set.
    """
    faults: list[Fault] = [
        change.at(SET_BEFORE, key=key, values={"line": world.settings[thing], "what": thing})
        for thing, key in things.items()
        if thing in world.settings
    ]
    if faults:
        raise InputError(faults)
    return replace(world, settings={**world.settings, **dict.fromkeys(things, change.line)})


def _change_visit(visit: Visit, keys: ChangeService) -> Visit:
    windows = visit.windows
    if keys.windows is not None:
        windows = keys.windows
    elif keys.widen is not None:
        windows = widen_windows(windows, seconds=round(60 * keys.widen))
    due = visit.due
    return replace(
        visit,
        duration=visit.duration if keys.minutes is None else round(60 * keys.minutes),
        windows=windows,
        due=None if due is None else max(windows[0].start, min(due, windows[-1].end)),
        priority=visit.priority if keys.priority is None else keys.priority,
        mandatory=visit.mandatory if keys.mandatory is None else keys.mandatory,
    )


def widen_windows(windows: Iterable[TimeWindow], *, seconds: int) -> tuple[TimeWindow, ...]:
    """Open windows sooner and close them later, within the two days a day file may hold; those that meet become one."""
    wide = [TimeWindow(start=max(0, one.start - seconds), end=min(LATEST, one.end + seconds)) for one in windows]
    joined = wide[:1]
    for one in itertools.islice(wide, 1, None):
        if one.start <= joined[-1].end:
            joined[-1] = TimeWindow(start=joined[-1].start, end=max(one.end, joined[-1].end))
        else:
            joined.append(one)
    return tuple(joined)
