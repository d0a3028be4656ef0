"""Shares one plan out between chains, so that all threads cool the same plan: each works on its own routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.search.chain import Chain
from routing.search.flat import FlatProblem, Ints

ROUTES_PER_CHAIN = 24
"""A plan with fewer routes in use is not shared out: too many neighbours would be out of reach.

Two chains apart find as good a plan of 40 routes, and a better one of 30 whose workers are all different.
"""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The chain each route and each stop belongs to."""

    of_route: NDArray[np.int64]
    of_stop: NDArray[np.int64]


def can_share(flat: FlatProblem, chain: Chain, chains: int) -> bool:
    """Whether a plan can be shared out: it has enough routes, and no chain would get most of them by their ties."""
    used = chain.tour.routes["size"] > 0
    if chains < 2 or used.sum() < ROUTES_PER_CHAIN * chains:
        return False
    return int(np.bincount(find_parties(flat, chain)[used]).max()) * chains <= int(used.sum())


def find_parties(flat: FlatProblem, chain: Chain) -> NDArray[np.int64]:
    """Shape (v,): routes with tasks of one group, directly or through other groups, have the same number.

    Also where the tasks of the group that tie these are absent: whoever puts them in ties the routes.
    """
    route_of = chain.tour.stops["route"][: flat.tasks]
    tied = (flat.group >= 0) & (route_of >= 0)
    nodes = flat.vehicles + int(flat.group.max(initial=-1)) + 1
    ties = (route_of[tied], flat.vehicles + flat.group[tied])
    links = coo_array((np.ones(int(tied.sum())), ties), shape=(nodes, nodes))
    numbers = connected_components(links, directed=False)[1][: flat.vehicles]
    return np.unique(numbers, return_inverse=True)[1].reshape(-1).astype(np.int64)


def share_out(flat: FlatProblem, chain: Chain, chains: int, draw: np.random.Generator) -> Shares:
    """Share out a plan by the distance of its routes from a drawn task: the nearest to one chain, and so on.

    Routes tied to one another go to one chain, and so does an absent task tied to them or to another absent one.
    """
    n = flat.tasks
    route_of = chain.tour.stops["route"].astype(np.int64)
    tasks = np.flatnonzero(route_of[:n] >= 0)
    centre = int(flat.place[draw.integers(n)])
    away = flat.seconds[0, centre, flat.place[tasks]].astype(np.float64)
    party_of = find_parties(flat, chain)
    size = np.bincount(party_of[route_of[tasks]], minlength=int(party_of.max()) + 1)
    mean = np.bincount(party_of[route_of[tasks]], weights=away, minlength=len(size)) / np.maximum(1, size)
    order = np.lexsort((mean, size == 0))
    done = np.cumsum(size[order])
    of_party = np.empty(len(size), dtype=np.int64)
    of_party[order] = np.minimum(chains - 1, (done - 1) * chains // max(1, int(size.sum())))
    empty = np.flatnonzero(size == 0)
    of_party[empty] = np.arange(len(empty)) % chains
    of_route = of_party[party_of]
    of_stop = np.arange(len(route_of)) % chains
    served = route_of >= 0
    of_group = np.arange(int(flat.group.max(initial=-1)) + 1) % chains
    of_stop[served] = of_route[route_of[served]]
    tied = flat.group >= 0
    of_group[flat.group[tied & served[:n]]] = of_stop[:n][tied & served[:n]]
    of_stop[:n][tied & ~served[:n]] = of_group[flat.group[tied & ~served[:n]]]
    return Shares(of_route=of_route, of_stop=of_stop)


def merge(shares: Shares, parts: Sequence[Ints]) -> Ints:
    """Put the chains' own routes together: the ``next`` of every stop."""
    merged = parts[0].copy()
    for k, part in enumerate(parts[1:], 1):
        own = shares.of_stop == k
        merged[own] = part[own]
    return merged


def run_shared(
    flat: FlatProblem,
    chains: Sequence[Chain],
    run_all: Callable[[], None],
    draw: np.random.Generator,
) -> tuple[Ints, int]:
    """Share out the cheapest plan, run all chains on their shares of it, and give every chain the merged plan.

    Returns
    -------
    tuple[Ints, int]
        The best plan met in all shares together, and its cost.
    """
    lead = min(chains, key=lambda chain: chain.cost)
    shares = share_out(flat, lead, len(chains), draw)
    start = lead.following
    for chain in chains:
        # Also the one that holds this plan: shares of the best plans are put together, so none may be an older plan's.
        chain.take_over(start)
    for k, chain in enumerate(chains):
        chain.restrict(shares.of_route == k, shares.of_stop == k)
    run_all()
    best = merge(shares, [chain.best for chain in chains])
    now = merge(shares, [chain.following for chain in chains])
    for chain in chains:
        chain.release()
    # The costs of the shares do not add up where the largest lateness has a price.
    chains[0].take_over(best)
    best_cost = chains[0].best_cost
    for chain in chains:
        chain.take_over(now)
    return best, best_cost
