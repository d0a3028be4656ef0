"""Demand points that reach exactly the same sites, taken together: covering models cannot tell them apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Covering sets, g of them, each once.

    Parameters
    ----------
    covers
        Which sites cover each group, shape (g, c).
    group
        The group of each demand point, shape (d,).
    """

    covers: NDArray[np.bool_]
    group: NDArray[np.int64]

    def total(self, people: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add people up by group, shape (g,)."""
        return np.bincount(self.group, weights=people, minlength=len(self.covers)).astype(np.float64)


def group_covers(*masks: NDArray[np.bool_]) -> Groups:
    """Group demand points by the sites that cover them.

    Parameters
    ----------
    masks
        Shape (d, c) each; two or more are laid side by side, and points are together that are alike in all.
    """
    mask = np.concatenate(masks, axis=1)
    packed = np.packbits(mask, axis=1)
    rows = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1])))[:, 0]
    _, first, group = np.unique(rows, return_index=True, return_inverse=True)
    return Groups(covers=mask[first], group=group.astype(np.int64))
