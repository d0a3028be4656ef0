"""Workers who come and go."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from routing.errors import Fault, FaultKind, InputError
from routing.problem import Shift, Worker
from scenarios.changes.change import Change, Keys
from scenarios.changes.values import Clock, Count, ModeWord, Name, Names, RoleWord, Skills, Units
from scenarios.changes.world import World, find_site, find_workers, with_workers

NO_EXAMPLE = FaultKind(
    "C143", "the new workers lack {missing}", "name a worker they are like (like = …), or say the rest of it too"
)
SHIFT_REVERSED = FaultKind("C144", "the shift ends before it begins", "swap the two; for the next morning add 24 hours")
WHO_GOES = FaultKind("C145", "it is not said who goes", "give workers = [ids], or role and count")
WHO_GOES_TWICE = FaultKind(
    "C149", "workers are named, and {keys} too: which of them go is not sure", "keep workers, or role and count"
)
TOO_FEW_TO_GO = FaultKind("C146", "{wanted} are to go, but there are {found}", "take away at most {found}")


class AddWorkers(Keys):
    """Workers who come, like one who is there or as described."""

    count: Count = 1
    like: Name | None = None
    role: RoleWord | None = None
    site: Name | None = None
    mode: ModeWord | None = None
    skills: Skills | None = None
    shift_start: Clock | None = None
    shift_end: Clock | None = None
    capacity: Units | None = None


class RemoveWorkers(Keys):
    """Workers who go: by id, or so many of a role, at one site or anywhere."""

    workers: Names = ()
    role: RoleWord | None = None
    count: Count | None = None
    site: Name | None = None


def check_added(change: Change) -> Iterator[Fault]:
    """Refuse workers who are not wholly described, and a shift that is no shift."""
    keys: AddWorkers = change.keys
    needed = ("role", "site", "mode", "shift_start", "shift_end")
    missing = [name for name in needed if getattr(keys, name) is None]
    if keys.like is None and missing:
        yield change.at(NO_EXAMPLE, values={"missing": ", ".join(missing)})
    if keys.shift_start is not None and keys.shift_end is not None and keys.shift_end <= keys.shift_start:
        yield change.at(SHIFT_REVERSED, key="shift_end")


def check_removed(change: Change) -> Iterator[Fault]:
    """Refuse where nothing says who goes, or two things do."""
    keys: RemoveWorkers = change.keys
    beside = [name for name in ("role", "count", "site") if getattr(keys, name) is not None]
    if keys.workers and beside:
        values = {"keys": ", ".join(change.labels.get(name, name) for name in beside)}
        yield change.at(WHO_GOES_TWICE, key="workers", values=values)
    elif not keys.workers and (keys.role is None or keys.count is None):
        yield change.at(WHO_GOES)


def add_workers(world: World, change: Change) -> World:
    """Add workers at the end of the day's list; ids are those of the example, or of the role, with +1, +2 and so on."""
    keys: AddWorkers = change.keys
    problem = world.day.problem
    like = find_workers(world, change, "like", [keys.like])[0] if keys.like is not None else None
    site = find_site(world, change, "site", keys.site).id if keys.site is not None else None
    example = _describe(keys, like, site)
    if example.shift.end <= example.shift.start:
        raise InputError(change.at(SHIFT_REVERSED, key="shift_end"))
    stem = like.id if like is not None else str(example.role)
    free = (name for number in itertools.count(1) if (name := f"{stem}+{number}") not in problem.worker_by_id)
    added = [replace(example, id=next(free)) for _ in range(keys.count)]
    return with_workers(world, (*problem.workers, *added))


def remove_workers(world: World, change: Change) -> World:
    """Take workers away; of a role those who stand last in the day's list."""
    keys: RemoveWorkers = change.keys
    problem = world.day.problem
    if keys.count is not None:
        site = find_site(world, change, "site", keys.site).id if keys.site is not None else None
        able = [one for one in problem.workers if one.role is keys.role and site in (None, one.start)]
        if len(able) < keys.count:
            values = {"wanted": keys.count, "found": len(able)}
            raise InputError(change.at(TOO_FEW_TO_GO, key="count", values=values))
        going = {one.id for one in able[len(able) - keys.count :]}
    else:
        going = {one.id for one in find_workers(world, change, "workers", keys.workers)}
    removed = {**world.removed_workers, **dict.fromkeys(going, change.line)}
    staying = (one for one in problem.workers if one.id not in going)
    return replace(with_workers(world, staying), removed_workers=removed)


def _describe(keys: AddWorkers, like: Worker | None, site: str | None) -> Worker:
    """Put together what one of the new workers is like."""
    if like is None:
        assert keys.role is not None
        assert keys.mode is not None
        assert keys.shift_start is not None
        assert keys.shift_end is not None
        assert site is not None
        shift = Shift(start=keys.shift_start, end=keys.shift_end)
        base = Worker(id="-", role=keys.role, shift=shift, mode=keys.mode, start=site, end=site)
    else:
        base = replace(like, name="")
    start = base.shift.start if keys.shift_start is None else keys.shift_start
    end = base.shift.end if keys.shift_end is None else keys.shift_end
    return replace(
        base,
        role=keys.role or base.role,
        mode=keys.mode or base.mode,
        shift=Shift(start=start, end=end),
        start=site or base.start,
        end=site or base.end,
        skills=base.skills if keys.skills is None else keys.skills,
        capacity=base.capacity if keys.capacity is None else keys.capacity,
    )
