"""Ends a search from inside OR-Tools, which keeps Python's lock throughout and swallows what a callback raises."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

STEPS_BETWEEN_LOOKS = 500
"""Looking at the stop event takes longer than a step of the search; 500 steps take about a millisecond."""


@dataclass(kw_only=True)
class Watch:
    """Why a search should end: it was told to, a callback raised, or it has nothing left to try.

    Parameters
    ----------
    stop
        Set by another thread, which gets to run because :meth:`answers` is asked at every step.
    patience
        Steps without any new plan after which there is nothing left to try: guided local search goes on for ever
        on a day too small to move anything.
    error
        What a callback raised, to be raised again when OR-Tools has returned.
    """

    stop: threading.Event | None = None
    patience: int = 0
    is_settled: bool = False
    error: BaseException | None = None
    idle: int = 0

    def is_over(self) -> bool:
        """Whether to end the search now."""
        told = self.stop is not None and self.stop.is_set()
        return told or self.is_settled or self.error is not None or self.idle > self.patience

    def begin(self, *, patience: int) -> None:
        """Begin to watch a search of its own patience."""
        self.patience, self.idle, self.is_settled = patience, 0, False

    def answers(self) -> Iterator[bool]:
        """Answer step after step whether the search is over. A generator is the quickest thing Python can call."""
        while True:
            try:
                for _ in range(STEPS_BETWEEN_LOOKS):
                    yield False
                self.idle += STEPS_BETWEEN_LOOKS
                over = self.is_over()
            except KeyboardInterrupt as error:
                self.error, over = error, True
            yield over

    def guard(self, callback: Callable[[], None]) -> None:
        """Call back, and keep what it raises."""
        try:
            callback()
        except BaseException as error:  # noqa: BLE001  OR-Tools would swallow it; `raise_again` does not
            self.error = self.error or error

    def raise_again(self) -> None:
        """Raise what a callback raised during the search."""
        if self.error is not None:
            raise self.error
