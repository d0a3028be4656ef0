"""Make a network small without changing any way between the nodes that matter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


def shrink_network(
    weights: csr_array[np.float64], keep: NDArray[np.bool_]
) -> tuple[csr_array[np.float64], NDArray[np.int64]]:
    """Take nodes out of a network one by one, putting a shortcut wherever a shortest way may run through one.

    This is node contraction (Geisberger et al., 2008, "Contraction Hierarchies") stopped early: a node goes only
    while it brings no more shortcuts than the arcs it takes along, as dead ends, bends and plain junctions do.
    Shortest distances between the nodes that stay are unchanged.

    Parameters
    ----------
    weights
        Shape (k, k), positive.
    keep
        Nodes that must stay, shape (k,).

    Returns
    -------
    weights, index
        The smaller network, and for every old node its new number, -1 where it is gone.
    """
    out, into = _as_neighbours(weights)
    gone = np.zeros(len(keep), dtype=np.bool_)
    waiting = np.flatnonzero(~keep).tolist()
    queued = set(waiting)
    while waiting:
        node = waiting.pop()
        queued.discard(node)
        shortcuts = _find_shortcuts(node, out, into)
        if shortcuts is None:
            continue
        neighbours = {*out[node], *into[node]}
        _take_out(node, out, into)
        gone[node] = True
        for origin, target, weight in shortcuts:
            out[origin][target] = into[target][origin] = weight
        for other in neighbours:
            if not keep[other] and other not in queued:
                waiting.append(other)
                queued.add(other)
    index = np.where(gone, -1, np.cumsum(~gone) - 1)
    return _as_network(out, index), index


def _find_shortcuts(
    node: int, out: list[dict[int, float]], into: list[dict[int, float]]
) -> list[tuple[int, int, float]] | None:
    """Shortcuts that make up for a node; None where they are more arcs than go with it."""
    arcs = len(out[node]) + len(into[node])
    shortcuts = []
    new = 0
    for origin, first in into[node].items():
        ways = out[origin]
        for target, second in out[node].items():
            if origin == target:
                continue
            known = ways.get(target)
            if known is None:
                new += 1
                if new > arcs:
                    return None
            elif known <= first + second:
                continue
            shortcuts.append((origin, target, first + second))
    return shortcuts


def _take_out(node: int, out: list[dict[int, float]], into: list[dict[int, float]]) -> None:
    for target in out[node]:
        del into[target][node]
    for origin in into[node]:
        del out[origin][node]
    out[node], into[node] = {}, {}


def _as_neighbours(weights: csr_array[np.float64]) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
    starts, targets, values = weights.indptr.tolist(), weights.indices.tolist(), weights.data.tolist()
    out: list[dict[int, float]] = []
    into: list[dict[int, float]] = [{} for _ in range(len(starts) - 1)]
    for node in range(len(starts) - 1):
        row = slice(starts[node], starts[node + 1])
        out.append(dict(zip(targets[row], values[row], strict=True)))
        for target, value in out[node].items():
            into[target][node] = value
    return out, into


def _as_network(out: list[dict[int, float]], index: NDArray[np.int64]) -> csr_array[np.float64]:
    rows = [ways for node, ways in enumerate(out) if index[node] >= 0]
    starts = np.concatenate([[0], np.cumsum([len(ways) for ways in rows])])
    targets = np.array([target for ways in rows for target in ways], dtype=np.int64)
    values = np.array([value for ways in rows for value in ways.values()], dtype=np.float64)
    return csr_array((values, index[targets], starts), shape=(len(rows), len(rows)))
