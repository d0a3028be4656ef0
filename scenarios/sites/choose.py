"""Choose which sites to open: the one door to every siting model."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.sites.choice import Choice, Model
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase


def choose_sites(
    problem: SitingProblem,
    *,
    model: Model,
    p: int | None = None,
    budget: int | None = None,
    radius: int | None = None,
    second_radius: int | None = None,
    share: float | None = None,
    year: int | None = None,
    phases: Sequence[Phase] = (),
    seconds: float = 60.0,
    seed: int = 0,
) -> Choice:
    """Choose the sites that are best by a model, and say how sure that is.

    Sites that exist stay open unless ``closable``, and count in p and in the budget. "At most p" and "at most the
    budget" hold together where both are given; the covering models ``cover-all`` and ``cover-all-seated`` take
    neither: they ask for the fewest sites, or with ``budget=0`` for... see each.

    Parameters
    ----------
    model
        What it is to be best at; each module named after a model states its programme.
    p
        Most sites open in the end, the existing ones counted.
    budget
        Most rent a year of all open sites together.
    radius
        In the unit of the problem; every model asks for it but ``median``, ``median-seated``, ``center`` and
        ``worst-tenth``.
    second_radius
        ``two-radii`` alone: the outer radius, in the other unit where the problem holds ``second``.
    share
        ``two-radii``: how much of a person counts within the inner radius, the rest within the outer.
        ``cover-twice``: how much counts for the first site within the radius, the rest for the second.
        ``worst-tenth``: the part of the people that is looked at, a tenth where left out.
    year
        Only sites that can be had by this year; None asks about no years.
    phases
        ``phases`` alone: what may be open by each year, in the order of the years.
    seconds
        Wall seconds after which the work stops with the best choice so far and its bound. What is proven before is
        the same on every machine.
    seed
        Of the draws of the swap search.

    Raises
    ------
    InputError
        Where the question makes no sense (L010 to L019) or has no answer (L020 to L023), saying why.
    """
    raise NotImplementedError
