"""How many cores a run may use, and how work is packed for them."""

from __future__ import annotations

import os
from collections.abc import Sequence


def count_cores() -> int:
    """Cores this process may run on, at least one: fewer than the machine has where it was bound to some of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pack_sizes(sizes: Sequence[int], *, boxes: int) -> list[list[int]]:
    """Numbers of the sizes in at most so many boxes of about the same sum, none empty."""
    packed: list[list[int]] = [[] for _ in range(min(boxes, len(sizes)))]
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        min(packed, key=lambda box: sum(sizes[other] for other in box)).append(number)
    return packed
