"""The tables of a day side by side, as the checks look at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from maps.coordinates import System
from scenarios.rows import ClientRow, DepotRow, GapRow, Rows, ServiceRow, VisitRow, WorkerRow
from scenarios.tasks import Task


@dataclass(frozen=True, kw_only=True)
class DayRows:
    """The rows of a day, table by table; None where a table is missing."""

    depots: Rows[DepotRow] | None
    clients: Rows[ClientRow] | None
    visits: Rows[VisitRow] | None
    workers: Rows[WorkerRow] | None
    services: Rows[ServiceRow] | None
    gaps: Rows[GapRow] | None
    tasks: tuple[Task, ...]
    system: System | None

    @cached_property
    def skills(self) -> frozenset[str] | None:
        """Skills some worker has; None where those of a worker cannot be read."""
        if self.workers is None:
            return None
        workers = [worker for _, worker in self.workers.with_cells("skills")]
        if len(workers) < len(self.workers.table.rows):
            return None
        return frozenset(skill for worker in workers for skill in worker.skills)
