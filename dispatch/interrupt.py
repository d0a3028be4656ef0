"""Ctrl-C while a plan is searched for."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from routing.solve import Progress


class Interrupt:
    """Lets Ctrl-C end the search with its best plan; before there is one, and at any other time, it raises
    ``KeyboardInterrupt``.

    Used as a context manager in the main thread. The second Ctrl-C of a search raises it too.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._can_stop = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._answer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def hear_best(self, _progress: Progress) -> None:
        """Know that there is a plan now."""
        self._can_stop = True

    def hear_stage(self, _stage: str) -> None:
        """Know that another stage begins, which has no plan of its own."""
        self._can_stop = False

    def _answer(self, number: int, frame: FrameType | None) -> None:
        is_first = not self.stop.is_set()
        self.stop.set()
        if not (self._can_stop and is_first):
            # What is raised may be lost, where it comes while Python cleans up; the event is not.
            signal.default_int_handler(number, frame)
