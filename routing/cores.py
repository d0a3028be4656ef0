"""How many cores a run may use."""

import os


def count_cores() -> int:
    """Cores this process may run on, at least one: fewer than the machine has where it was bound to some of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
