"""The p-median problem in its radius form, for what the relaxation has left open.

    minimise    sum_i (D_i1 + sum_k (D_i,k+1 - D_ik) z_ik)
    subject to  z_ik + sum_{j: cost_ij = D_ik} x_j >= z_i,k-1     for every point i and rank k, with z_i0 = 1
                sum_j x_j <= p,  sum_j price_j x_j <= budget,  x_j in {0, 1},  z_ik >= 0

D_i1 < D_i2 < ... are the ways of point i, each once; z_ik says that no site lies within D_ik. Cornuejols, Nemhauser
and Wolsey (1980); Elloumi (2010), A Tighter Formulation of the p-Median Problem. Only what a choice cheaper than
the best known can use is written down: sites that reduced costs do not rule out, and for each point the ways that
are no further than its price plus the gap, since whoever walks further costs more than the gap.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array

from scenarios.sites.lagrange import Relaxation, Relaxed, rule_out
from scenarios.sites.programme import Draft, Indices
from scenarios.sites.site_variables import as_block, limit_sites, read_open
from scenarios.sites.weighted import Floats, Mask, Weighted

MOST_WAYS = 400_000
"""Ways of a programme beyond which it is not tried."""


def improve_exactly(
    relaxation: Relaxation, relaxed: Relaxed, value: float, *, least: float, seconds: float, seed: int
) -> tuple[Mask | None, float, bool]:
    """Look for a choice that is better than a value by at least so much.

    Returns
    -------
    sites
        A better choice; None where none was found.
    bound
        No choice is cheaper, or the value where nothing better exists.
    finished
        Whether it was solved to the end.
    """
    weighted = relaxation.weighted
    target = value - least
    needed, hopeless = rule_out(weighted, relaxed, target)
    kept = ~hopeless
    if (needed & hopeless).any():
        return None, value, True
    room = target - relaxed.bound
    ranks = _list_ways(relaxation, kept, needed, relaxed.prices + room)
    if len(ranks[0]) > MOST_WAYS:
        return None, relaxed.bound, False
    draft, sites, base = _write(weighted, ranks, needed, kept)
    solution = draft.solve(seconds=seconds, seed=seed)
    if solution.values is None:
        return None, value if solution.proven else relaxed.bound, solution.proven
    bound = min(value, max(relaxed.bound, solution.bound + base))
    return read_open(solution.values, sites), bound, solution.proven


def _list_ways(relaxation: Relaxation, kept: Mask, needed: Mask, longest: Floats) -> tuple[Indices, Indices, Floats]:
    """List, point by point from near to far, the sites that may serve it: point, site, way."""
    ways, order = relaxation.ways, relaxation.order
    usable = kept[order] & (ways <= longest[:, None])
    certain = np.where(needed[order], ways, np.inf).min(axis=1)
    usable &= ways <= certain[:, None]
    point, rank = np.nonzero(usable)
    return point, order[point, rank].astype(np.int64), ways[point, rank]


def _write(
    weighted: Weighted,
    ranks: tuple[Indices, Indices, Floats],
    needed: Mask,
    kept: Mask,
) -> tuple[Draft, Indices, float]:
    point, site, way = ranks
    points = weighted.cost.shape[1]
    draft = Draft(maximise=False)
    sites = draft.add_variables(len(kept), low=needed.astype(float), high=kept.astype(float), whole=True)
    limit_sites(draft, sites, weighted.price, p=weighted.most, budget=weighted.budget)
    starts = np.ones(len(point), dtype=np.bool_)
    starts[1:] = (np.diff(point) != 0) | (np.diff(way) > 0)
    level = np.cumsum(starts) - 1
    owner, distance = point[starts], way[starts]
    levels = len(owner)
    first, last = np.ones(levels, dtype=np.bool_), np.ones(levels, dtype=np.bool_)
    first[1:] = np.diff(owner) != 0
    last[:-1] = first[1:]
    longer = np.where(last, 0.0, np.append(distance[1:], 0.0) - distance)
    # The last z of a point is held at 0: by then a site must lie within.
    beyond = draft.add_variables(levels, gain=longer, high=np.where(last, 0.0, np.inf))
    rows = np.arange(levels)
    steps = coo_array(
        (
            np.concatenate([np.ones(levels), -np.ones(int((~first).sum()))]),
            (np.concatenate([rows, rows[~first]]), np.concatenate([rows, rows[~first] - 1])),
        ),
        shape=(levels, levels),
    )
    within = coo_array((np.ones(len(point)), (level, site)), shape=(levels, len(kept)))
    draft.add_rows([(beyond, steps), (sites, within)], low=first.astype(float))
    lost = points - int(first.sum())
    if lost:  # a point without any way left: nothing better exists, which an impossible row says
        draft.add_rows([(sites, as_block(np.zeros((1, len(sites)))))], low=1.0)
    return draft, sites, float(distance[first].sum())
