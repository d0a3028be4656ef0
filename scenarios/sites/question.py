"""What a siting model is asked, checked before any work is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Phase:
    """What may be open by the end of a year.

    Parameters
    ----------
    year
        Sites with a later first year cannot be open in it.
    p, budget
        Most open sites and most rent by then, as in :func:`choose_sites`; None is no limit, one of them is needed.
    people
        How many people count in that year, shape (d,); None where they are those of the problem.
    weight
        How much the people covered in that year count beside those of other years.
    """

    year: int
    p: int | None = None
    budget: int | None = None
    people: NDArray[np.float64] | None = None
    weight: float = 1.0
