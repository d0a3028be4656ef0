"""Where sites may stand and who could walk to them, on plain arrays: what every siting model is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from routing.errors import Fault, FaultKind, InputError

NO_DEMAND = FaultKind("L001", "there are no demand points", "give at least one place where people live")
NO_SITES = FaultKind("L002", "there are no sites", "give at least one existing site or candidate room")
SAME_ID = FaultKind("L003", "{what} holds {id} {count} times", "give each its own id")
WRONG_SHAPE = FaultKind("L004", "{field} has the shape {shape}", "give one of the shape {wanted}")
WRONG_TYPE = FaultKind("L005", "{field} holds {kind}", "give {wanted}")
BAD_NUMBERS = FaultKind("L006", "{field} of {ids} is negative or no number", "give 0 or more")
NOT_EXISTING = FaultKind(
    "L007", "{ids} may be closed but does not exist yet", "mark it as existing, or as not closable"
)

NAMED = 5
"""A fault of many points or sites names this many of them."""

WHOLE_FIELDS = ("price", "capacity", "opens")
MASK_FIELDS = ("existing", "closable")


@dataclass(frozen=True, kw_only=True, eq=False)
class SitingProblem:
    """Demand points (d), sites (c), and how far each point's people walk to each site.

    Parameters
    ----------
    demand_ids, site_ids
        Their ids, each once: d and c of them, at least one each.
    people
        How many people count at each demand point, shape (d,), float64, 0 or more: already the share that eats or
        the age band asked about. Capacities are in the same unit.
    cost
        What one of them walks to each site's door, whole seconds or metres (``unit``), shape (d, c), int32. Read only
        where ``reachable``: what stands elsewhere means nothing.
    reachable
        Whether there is a way at all, shape (d, c), bool. All False in a row is allowed: such people are nobody's,
        and every result names them.
    unit
        "s" or "m".
    second
        The same ways in the other unit, for a model with two radii of which one is in metres and one in minutes;
        None where nobody asks.
    existing
        Sites that are open now, shape (c,), bool. They stay open and count in p and in the budget, unless closable.
    closable
        Which of the existing ones a model may close; moving a site is closing it and opening another.
    price
        Rent of each site a year, shape (c,), whole and 0 or more, in one currency.
    capacity
        Most people a site serves in one sitting, shape (c,), whole; 0 is unbounded. Only capacitated models ask.
    opens
        First year in which a site can be had, shape (c,), whole; 0 is at once. Existing sites are open in any year.

    Notes
    -----
    ``existing`` and ``closable`` may be left out (no site exists), as may ``price``, ``capacity`` and ``opens`` (0).
    Arrays are kept as they were given, read-only.

    Raises
    ------
    InputError
        With everything that breaks these rules (L001 to L007).
    """

    demand_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    people: NDArray[np.float64]
    cost: NDArray[np.int32]
    reachable: NDArray[np.bool_]
    unit: Literal["s", "m"] = "s"
    second: NDArray[np.int32] | None = None
    existing: NDArray[np.bool_] = None  # type: ignore[assignment]  # filled in below
    closable: NDArray[np.bool_] = None  # type: ignore[assignment]
    price: NDArray[np.int64] = None  # type: ignore[assignment]
    capacity: NDArray[np.int64] = None  # type: ignore[assignment]
    opens: NDArray[np.int64] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        sites = len(self.site_ids)
        for name in MASK_FIELDS:
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.zeros(sites, dtype=np.bool_))
        for name in WHOLE_FIELDS:
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.zeros(sites, dtype=np.int64))
        faults = list(_find_faults(self))
        if faults:
            raise InputError(faults)
        for name, _, _ in _list_arrays(self):
            view = np.asarray(getattr(self, name)).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    @property
    def demands(self) -> int:
        """How many demand points there are: d."""
        return len(self.demand_ids)

    @property
    def sites(self) -> int:
        """How many sites there are, existing and candidate: c."""
        return len(self.site_ids)

    @cached_property
    def fixed(self) -> NDArray[np.bool_]:
        """Sites that every choice must hold: existing and not closable, shape (c,)."""
        return self.existing & ~self.closable

    @cached_property
    def cut_off(self) -> NDArray[np.bool_]:
        """Demand points from which no site at all can be reached, shape (d,)."""
        return np.asarray(~self.reachable.any(axis=1))

    def within(self, radius: int, *, second: bool = False) -> NDArray[np.bool_]:
        """Which sites each point's people reach within a radius, both ends included, shape (d, c).

        Parameters
        ----------
        radius
            In ``unit``; in the other unit where ``second`` is asked for and the problem holds such a matrix.
        """
        cost = self.second if second and self.second is not None else self.cost
        return self.reachable & (cost <= radius)


def name_some(ids: Sequence[str], chosen: NDArray[np.bool_] | Iterable[int]) -> str:
    """Name the first few of the chosen ids, and say how many more there are."""
    indices = np.flatnonzero(chosen).tolist() if isinstance(chosen, np.ndarray) else list(chosen)
    shown = ", ".join(ids[index] for index in indices[:NAMED])
    return f"{shown} (+{len(indices) - NAMED})" if len(indices) > NAMED else shown


def _list_arrays(problem: SitingProblem) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Every array there is, the shape it must have, and the kind of its numbers."""
    demands, sites = problem.demands, problem.sites
    yield "people", (demands,), "f"
    yield "cost", (demands, sites), "i"
    yield "reachable", (demands, sites), "b"
    if problem.second is not None:
        yield "second", (demands, sites), "i"
    yield from ((name, (sites,), "b") for name in MASK_FIELDS)
    yield from ((name, (sites,), "i") for name in WHOLE_FIELDS)


_WANTED = {"f": "float64", "i": "int32 / int64", "b": "bool"}
_KINDS = {"f": "fiu", "i": "iu", "b": "b"}


def _find_faults(problem: SitingProblem) -> Iterator[Fault]:
    if not problem.demand_ids:
        yield NO_DEMAND.at()
    if not problem.site_ids:
        yield NO_SITES.at()
    for what, ids in (("demand_ids", problem.demand_ids), ("site_ids", problem.site_ids)):
        for name, count in Counter(ids).items():
            if count > 1:
                yield SAME_ID.at(values={"id": name, "what": what, "count": count})
    sound = set()
    for field, shape, kind in _list_arrays(problem):
        array = np.asarray(getattr(problem, field))
        if array.shape != shape:
            yield WRONG_SHAPE.at(values={"field": field, "shape": array.shape, "wanted": shape})
        elif array.dtype.kind not in _KINDS[kind]:
            yield WRONG_TYPE.at(values={"field": field, "kind": str(array.dtype), "wanted": _WANTED[kind]})
        else:
            sound.add(field)
    yield from _find_wrong_numbers(problem, sound)


def _find_wrong_numbers(problem: SitingProblem, sound: set[str]) -> Iterator[Fault]:
    if "people" in sound:
        wrong = ~(np.isfinite(problem.people) & (problem.people >= 0))
        if wrong.any():
            yield BAD_NUMBERS.at(values={"field": "people", "ids": name_some(problem.demand_ids, wrong)})
    for field in WHOLE_FIELDS:
        if field in sound and (getattr(problem, field) < 0).any():
            names = name_some(problem.site_ids, getattr(problem, field) < 0)
            yield BAD_NUMBERS.at(values={"field": field, "ids": names})
    for field in ("cost", "second"):
        if field in sound and "reachable" in sound:
            wrong = (problem.reachable & (getattr(problem, field) < 0)).any(axis=1)
            if wrong.any():
                yield BAD_NUMBERS.at(values={"field": field, "ids": name_some(problem.demand_ids, wrong)})
    if {"existing", "closable"} <= sound and (problem.closable & ~problem.existing).any():
        yield NOT_EXISTING.at(values={"ids": name_some(problem.site_ids, problem.closable & ~problem.existing)})
