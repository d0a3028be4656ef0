"""Random draws of compiled code: one generator per chain, the same numbers on every machine.

SplitMix64 (Steele, Lea & Flood 2014); its state is an array of one uint64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.search.compiled import compiled

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)

Draws = NDArray[np.uint64]


def make_draws(seed: int, chain: int) -> Draws:
    """Start a generator; every pair of numbers gives a stream of its own."""
    return np.random.SeedSequence([seed, chain]).generate_state(1, np.uint64).astype(np.uint64)


@compiled
def draw_unit(draws: Draws) -> float:
    """Draw from [0, 1)."""
    draws[0] += _STEP
    bits = draws[0]
    bits = (bits ^ (bits >> _30)) * _MIX_1
    bits = (bits ^ (bits >> _27)) * _MIX_2
    bits ^= bits >> _31
    return np.float64(bits >> _11) * (1.0 / 9007199254740992.0)


@compiled
def draw_below(draws: Draws, count: int) -> int:
    """Draw one of 0 .. count - 1."""
    return int(draw_unit(draws) * count)
