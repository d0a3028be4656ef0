"""Apply changes one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from routing.errors import Fault, InputError, NoWayError
from scenarios.cells import quote_value
from scenarios.changes.change import MISSPELT_SITE, UNKNOWN_SITE, Change
from scenarios.changes.read import KINDS
from scenarios.changes.world import World


def apply_change(world: World, change: Change, *, seed: int = 0) -> World:
    """Give the world as it is after a change; the one given stays as it is.

    Parameters
    ----------
    seed
        Where chance begins, for demand that grows or shrinks.

    Raises
    ------
    InputError
        Where the change makes no sense in this world, or contradicts an earlier one.
    NoWayError
        Where it cuts places off.
    """
    kind = KINDS[change.kind]
    return kind.apply(world, change, seed=seed) if kind.is_drawn else kind.apply(world, change)


def apply_changes(world: World, changes: Iterable[Change], *, seed: int = 0) -> World:
    """Apply changes in order; with none, the world is the one given.

    Raises
    ------
    InputError
        With the faults of every change; one that is faulty is passed over when the next ones are looked at.
    NoWayError
        The same, where places that are cut off are all that is wrong.
    """
    faults: list[Fault] = []
    cut_off: list[Fault] = []
    unopened: set[str] = set()
    for change in changes:
        try:
            world = apply_change(world, change, seed=seed)
        except NoWayError as error:
            cut_off += error.faults
        except InputError as error:
            faults += (fault for fault in error.faults if not _follows(fault, unopened))
            if change.kind == "open_site":
                unopened.add(quote_value(change.keys.site))
    if faults:
        raise InputError([*faults, *cut_off])
    if cut_off:
        raise NoWayError(cut_off)
    return world


def _follows(fault: Fault, unopened: set[str]) -> bool:
    """Tell whether a site is unknown only because the change that opens it is faulty."""
    return fault.code in (UNKNOWN_SITE.code, MISSPELT_SITE.code) and fault.values["id"] in unopened
