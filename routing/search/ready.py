"""Makes the search ready to run, in the background: its machine code is read from the cache, or compiled anew."""

from __future__ import annotations

import threading
from functools import cache

import numpy as np

CODE_MISSING = threading.Event()
"""Set whenever code is not to be had from the cache, before it is compiled."""


class Preparation:
    """The search being made ready on a thread of its own, which goes on when nobody waits for it."""

    def __init__(self) -> None:
        CODE_MISSING.clear()
        self._done = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def is_done(self) -> bool:
        """Whether the search is ready."""
        return self._done.is_set()

    @property
    def had_to_compile(self) -> bool:
        """Whether code was not in the cache, so that it takes, or took, many seconds."""
        return CODE_MISSING.is_set()

    @property
    def is_compiling(self) -> bool:
        """Whether code has to be compiled, so that it takes many seconds more."""
        return self.had_to_compile and not self.is_done

    def wait(self, seconds: float) -> None:
        """Wait until it is ready, but no longer than so many seconds."""
        self._done.wait(seconds)

    def _run(self) -> None:
        try:
            _search_nothing()
        finally:
            self._done.set()


@cache
def prepare_search() -> Preparation:
    """Begin to make the search ready, once in a process."""
    return Preparation()


def _search_nothing() -> None:
    """Search a problem of one task, for which everything is compiled or read from the cache."""
    # Imported here: numba takes half a second, which nobody should pay who does not search.
    from routing.search.clock import Budget  # noqa: PLC0415
    from routing.search.flat import NEVER, FlatProblem  # noqa: PLC0415
    from routing.search.run import search  # noqa: PLC0415

    zero, one = np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int32)
    flat = FlatProblem(
        place=zero,
        duration=zero,
        demand=zero,
        windows=np.zeros((1, 2), dtype=np.int32),
        window_from=np.array([0, 1], dtype=np.int32),
        due=np.full(1, NEVER, dtype=np.int32),
        price=np.ones(1, dtype=np.int64),
        may=np.ones((1, 1), dtype=np.uint8),
        shift=np.array([[0, 1]], dtype=np.int32),
        ends=np.zeros((1, 2), dtype=np.int32),
        mode=zero,
        capacity=one,
        fixed=np.zeros(1, dtype=np.int64),
        seconds=np.zeros((1, 1, 1), dtype=np.int32),
        charge=np.zeros((1, 1, 1), dtype=np.int32),
        lags=np.zeros((0, 4), dtype=np.int32),
        lag_worker=np.zeros(0, dtype=np.int32),
        lag_whole=np.zeros(0, dtype=bool),
    )
    search(flat, budget=Budget(rounds=1), threads=1)
