"""What instances of every kind must keep, and the faults of those that do not."""

from __future__ import annotations

from routing.errors import FaultKind

TOO_MANY_PLACES = FaultKind("R029", "the instance has {count} places", "give one of 2 to {most}")
CLOSED = FaultKind("R031", "{visit} has a window that closes before it opens", "correct the window")
OUT_OF_ORDER = FaultKind("R037", "{part}: number {found} stands where {wanted} belongs", "put the rows in order")

MOST_PLACES = 5000
"""More would not fit into the memory of a desk computer, matrix by matrix."""
