"""One change of a scenario and the place where it is written; the kinds of faults that changes share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from routing.errors import Fault, FaultKind
from scenarios.aliases import guess_among
from scenarios.cells import quote_value

UNKNOWN_SITE = FaultKind(
    "C120", "no worker starts or ends at a site {id}", "write one of: {known}; sites nobody uses are no part of a day"
)
MISSPELT_SITE = FaultKind("C121", "no worker starts or ends at a site {id}", "write “{guess}”")
CLOSED_BEFORE = FaultKind(
    "C122", "the change in line {line} has already closed the site {id}", "take one of the two changes away"
)
UNKNOWN_WORKER = FaultKind("C123", "no worker {id} is on duty", "write an id of the day's table of workers")
MISSPELT_WORKER = FaultKind("C124", "no worker {id} is on duty", "write “{guess}”")
REMOVED_BEFORE = FaultKind(
    "C125", "the change in line {line} has already taken worker {id} away", "take one of the two changes away"
)
SET_BEFORE = FaultKind(
    "C126", "the change in line {line} has already set {what}", "keep one of the two: the second would undo the first"
)

MOST_NAMED = 12
"""Known ids that a fault lists."""


class Keys(BaseModel):
    """What the keys of one kind of change hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change.

    Parameters
    ----------
    kind
        A name of ``scenarios.changes.KINDS``.
    keys
        Its values, of the model of that kind.
    file, line
        Where it begins; 0 for a change that stands in no file.
    lines
        The lines of its keys, by key.
    labels
        The keys as they were written.
    """

    kind: str
    keys: Any
    file: str = ""
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def at(self, kind: FaultKind, *, key: str = "", values: Mapping[str, object] | None = None) -> Fault:
        """Say a fault of this change, at one of its keys or at its header."""
        line = self.lines.get(key, self.line)
        return kind.at(file=self.file, row=line or None, key=self.labels.get(key, key), values=values)


def say_unknown(
    change: Change, key: str, name: str, known: Collection[str], *, plain: FaultKind, guessed: FaultKind
) -> Fault:
    """Say that an id is unknown, with the one it may be a slip of, or those there are."""
    guess = guess_among(name, known)
    values: dict[str, object] = {"id": quote_value(name)}
    if guess is not None:
        return change.at(guessed, key=key, values=values | {"guess": guess})
    return change.at(plain, key=key, values=values | {"known": list_known(known)})


def list_known(known: Collection[str]) -> str:
    """List ids for a person, not too many."""
    shown = sorted(known)
    more = f" … ({len(shown)})" if len(shown) > MOST_NAMED else ""
    return ", ".join(shown[:MOST_NAMED]) + more if shown else "–"
