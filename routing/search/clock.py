"""What a search may take, and how much of it is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

LAP_SECONDS = 0.1
"""How long the chains run between two looks at the clock, the stop and one another."""
LAP_ROUNDS = 2000
"""The same where rounds are counted, so that the plan depends on nothing else."""
NO_END = 1 << 30


@dataclass(frozen=True, kw_only=True)
class Budget:
    """When to end: after so many seconds, or so many rounds of every thread, whichever comes first."""

    seconds: float | None = None
    rounds: int | None = None


class Clock:
    """How much of the budget is gone."""

    def __init__(self, budget: Budget, stops: Sequence[threading.Event], began: float) -> None:
        self.budget, self.stops = budget, stops
        self.began = began
        self.rounds = 0

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.began

    def spent(self) -> float:
        """Share of the budget gone, 0 to 1; 1 once a stop is asked for."""
        if self.is_out_of_time():
            return 1.0
        shares = [0.0]
        if self.budget.seconds is not None:
            shares.append(self.seconds / max(1e-9, self.budget.seconds))
        if self.budget.rounds is not None:
            shares.append(self.rounds / self.budget.rounds if self.budget.rounds else 1.0)
        return min(1.0, max(shares))

    def is_out_of_time(self) -> bool:
        """Whether a stop is asked for or the seconds are gone; rounds do not tell in the middle of a lap."""
        seconds = self.budget.seconds
        return any(stop.is_set() for stop in self.stops) or (seconds is not None and self.seconds >= seconds)

    def next_lap(self, pace: float, *, laps: int) -> int:
        """Count the rounds of the next lap, one of so many that make a whole one, for a chain of this pace."""
        rounds = NO_END
        if self.budget.rounds is not None:
            rounds = min(LAP_ROUNDS // laps, self.budget.rounds - self.rounds)
        if self.budget.seconds is not None:
            left = max(0.0, self.budget.seconds - self.seconds)
            rounds = min(rounds, int(pace * min(LAP_SECONDS / laps, left)))
        return max(1, rounds)
