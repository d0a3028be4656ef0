"""Orders of tasks by vehicle, from and to the linked lists of the search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.search.flat import FlatProblem, Ints


def read_orders(flat: FlatProblem, following: Ints) -> list[list[int]]:
    """Tasks in order, by vehicle, from the ``next`` of every stop."""
    orders = []
    for v in range(flat.vehicles):
        order: list[int] = []
        stop = int(following[flat.tasks + 2 * v])
        while stop < flat.tasks:
            order.append(stop)
            stop = int(following[stop])
        orders.append(order)
    return orders


def link_orders(flat: FlatProblem, orders: Sequence[Sequence[int]]) -> Ints:
    """Link tasks in order by vehicle: the ``next`` of every stop, -1 for tasks left out and for ends."""
    following = np.full(flat.tasks + 2 * flat.vehicles, -1, dtype=np.int32)
    for v, order in enumerate(orders):
        start = flat.tasks + 2 * v
        for stop, behind in zip([start, *order], [*order, start + 1], strict=True):
            following[stop] = behind
    return following
