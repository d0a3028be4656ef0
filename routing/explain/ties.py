"""What ties to other visits leave of a visit in no route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.problem import Pairing, Problem, TimeWindow, Visit
from routing.ties import meet_windows
from routing.violations import Start

FOREVER = 10**9


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A visit in no route, as its ties to planned visits leave it.

    Parameters
    ----------
    visit
        With the windows they leave; as it was where they leave none.
    barred
        Of each worker, in the order of the problem: the kind of reason and the other visit where a tie bars the worker.
    clash
        The planned visit that leaves no time for this one; "" where none does.
    planned, partners
        Planned visits it is tied to, and visits in no route that go together with it.
    """

    visit: Visit
    barred: tuple[tuple[str, str] | None, ...]
    clash: str
    planned: tuple[str, ...]
    partners: tuple[str, ...]

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Whom no tie bars. Shape (workers,)."""
        return np.array([bar is None and not self.clash for bar in self.barred], dtype=bool)

    @property
    def is_tied(self) -> bool:
        """Whether other visits have a say in when and by whom it is made."""
        return bool(self.planned or self.partners)


@dataclass(frozen=True, kw_only=True)
class _Link:
    """The start may be ``low`` to ``high`` seconds after that of ``other``."""

    other: str
    low: int
    high: int
    worker: Pairing


def list_live(problem: Problem, made: Mapping[str, Start]) -> set[str]:
    """List the planned visits tied to planned visits: moved, they would move others."""
    live: set[str] = set()
    for ties in (*problem.together, *((gap.first, gap.second) for gap in problem.gaps)):
        planned = [visit for visit in ties if visit in made]
        live.update(planned if len(planned) > 1 else ())
    return live


def bind_visit(problem: Problem, visit: Visit, made: Mapping[str, Start]) -> Bound:
    """Work out what the ties to planned visits leave of a visit in no route."""
    links = [*_list_links(problem, visit, made)]
    windows, clash = visit.windows, ""
    for link in links:
        start = made[link.other].start
        left = meet_windows([windows, [TimeWindow(start=start + link.low, end=start + link.high)]])
        windows, clash = left or windows, clash or ("" if left else link.other)
    partners = [
        other for group in problem.together if visit.id in group for other in group if other not in {visit.id, *made}
    ]
    return Bound(
        visit=visit if clash else replace(visit, windows=windows),
        barred=tuple(_find_bar(worker.id, links, made) for worker in problem.workers),
        clash=clash,
        planned=tuple(link.other for link in links),
        partners=tuple(partners),
    )


def _list_links(problem: Problem, visit: Visit, made: Mapping[str, Start]) -> Iterator[_Link]:
    for group in problem.together:
        if visit.id in group:
            yield from (_Link(other=other, low=0, high=0, worker=Pairing.OTHER) for other in group if other in made)
    for gap in problem.gaps:
        greatest = FOREVER if gap.greatest is None else gap.greatest
        if gap.second == visit.id and gap.first in made:
            yield _Link(other=gap.first, low=gap.least, high=greatest, worker=gap.worker)
        if gap.first == visit.id and gap.second in made:
            yield _Link(other=gap.second, low=-greatest, high=-gap.least, worker=gap.worker)


def _find_bar(worker: str, links: Sequence[_Link], made: Mapping[str, Start]) -> tuple[str, str] | None:
    for link in links:
        is_same = made[link.other].worker == worker
        if link.worker is Pairing.OTHER and is_same:
            return "two_workers", link.other
        if link.worker is Pairing.SAME and not is_same:
            return "one_worker", link.other
    return None
