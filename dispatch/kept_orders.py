"""Keep an orders.csv that a person has edited, where a new one takes its place."""

from __future__ import annotations

import itertools
import json
import os
from hashlib import sha256
from pathlib import Path

from routing.errors import Fault, FaultKind

ORDERS, PLAN = "orders.csv", "plan.json"

KEPT = FaultKind("W106", "{file} was no longer as Doorstep wrote it", "nothing: it is kept as {kept}")


def keep_orders(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Give the orders.csv of a folder under a name that is free, and a note that says so.

    Nothing is given where there is none, or where it is as the plan.json beside it says it was written.
    """
    try:
        content = (folder / ORDERS).read_bytes()
    except OSError:
        return {}, []
    if sha256(content).hexdigest() == _read_mark(folder / PLAN):
        return {}, []
    names = (f"orders.{number}.csv" for number in itertools.count(1))
    kept = next(name for name in names if not os.path.lexists(folder / name))
    return {kept: content}, [KEPT.at(values={"file": folder / ORDERS, "kept": kept})]


def _read_mark(plan: Path) -> object:
    try:
        document = json.loads(plan.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return document.get("orders_sha256") if isinstance(document, dict) else None
