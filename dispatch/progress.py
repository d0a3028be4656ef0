"""Progress of long work, on stderr: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from dispatch.words import Language, say
from routing.solve import Progress

SECONDS_BETWEEN_LINES = 2.0
"""Where stderr is a file, improvements are written at most this often."""


class ProgressLine:
    """Shows the stage of the work and, while the search runs, its best plan so far.

    Used as a context manager. ``quiet`` shows nothing.
    """

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self._language: Language = language
        self._console = Console(stderr=True, quiet=quiet)
        self._live: Status | None = None
        self._last_line = 0.0

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = self._console.status("")
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show_stage(self, stage: str, **values: object) -> None:
        """Name the stage that begins, or how far it is."""
        self._show(say(self._language, f"stage.{stage}", **values))

    def show_best(self, progress: Progress) -> None:
        """Show the best plan so far."""
        now = time.monotonic()
        if self._live is None and progress.solutions > 1 and now - self._last_line < SECONDS_BETWEEN_LINES:
            return
        self._last_line = now
        values = {
            "seconds": f"{progress.seconds:.0f}",
            "cost": f"{progress.cost:,}",
            "unassigned": progress.unassigned,
        }
        self._show(say(self._language, "stage.best", **values))

    def show_run(self, instance: str, engine: str, seed: int, *, number: int, total: int) -> None:
        """Name the run of a benchmark that begins."""
        values = {"instance": instance, "engine": engine, "seed": seed, "number": number, "total": total}
        self._show(say(self._language, "stage.run", **values))

    def _show(self, text: str) -> None:
        if self._live is not None:
            self._live.update(text)
        else:
            self._console.print(text, markup=False, highlight=False)
