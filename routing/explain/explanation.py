"""What is said of a visit nobody makes. Translations are keyed by kind and have the same placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.clock_text import format_clock
from routing.problem import TimeWindow
from routing.violations import format_amount

COST = "cost"
"""Unit of amounts counted by :class:`routing.objective.Weights`."""

REASONS: Mapping[str, str] = {
    "role": "{worker} does not have the role {visit} asks for",
    "skill": "{worker} is not trained for {skills}",
    "capacity": "{worker} cannot carry that much: {visit} is {amount} too large",
    "full": "{worker} has no room left: with {visit} it would be {amount} too many",
    "two_workers": "{worker} makes {other}, and {visit} needs another worker",
    "one_worker": "{worker} does not make {other}, and one worker is to make both",
    "no_time_for_both": "{worker} has no time that is right for {visit}: it hangs on when {other} starts",
    "window": "{worker} would reach {visit} {amount} too late even with nothing else to do",
    "shift": "{worker} would be back from {visit} {amount} after the shift even with nothing else to do",
    "no_time_left": "{worker} has no time left: {amount} short at the best place",
    "no_partner": "{worker} could make {visit}, but nobody can make {others} at the same time",
    "could_take_together": "{worker} could make {visit} while others make {others}: that costs {cost} or more, and "
    "leaving them out {price}",
    "dearer_than_leaving_out": "{worker} could make {visit}, but that costs {cost} and leaving it out {price}",
    "could_take": "{worker} could make {visit} as the plan stands: the plan can be improved",
}
"""Why a worker does not make a visit; the first that holds, in this order, is given."""

REMEDIES: Mapping[str, str] = {
    "make_mandatory": "make {visit} mandatory: {worker} can take it as the plan stands",
    "assign": "search longer, or give {visit} to {worker}, who can take it as the plan stands",
    "assign_together": "search longer: {visit}, made by {worker}, and {others} fit as the plan stands",
    "window_later": "let {visit} start until {until}, not only {closes}: {worker} can make it then",
    "window_earlier": "let {visit} start from {since} on, not only {opens}: {worker} can make it then",
    "shift_later": "let {worker} finish {amount} later: {visit} fits then",
    "shift_earlier": "let {worker} begin {amount} earlier: {visit} fits then",
    "capacity": "let {worker} carry {amount} more: {visit} fits then",
    "skill": "train {worker} for {skills}: {visit} fits then",
    "role": "allow {visit} to {worker}, who has another role and time for it",
}
"""The single change after which a worker can make a visit."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why one worker does not make the visit.

    Parameters
    ----------
    kind
        One of :data:`REASONS`.
    amount, unit
        By how much: "s" seconds, "units" carried, "skills" missing, "visits", or :data:`COST`.
    message
        An English sentence.
    values
        What the sentence was made of; the amount is the bare number.
    """

    worker: str
    kind: str
    amount: int
    unit: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """A single change after which ``worker`` can make the visit, the rest of the plan as it is.

    Parameters
    ----------
    kind
        One of :data:`REMEDIES`.
    amount, unit
        By how much: "s" seconds in whole minutes, "units", "skills", "visits".
    window
        The window of the visit to be widened, for "window_later" and "window_earlier".
    message, values
        As of :class:`Reason`.
    """

    kind: str
    amount: int
    unit: str
    worker: str
    message: str
    window: TimeWindow | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a visit is unassigned: one reason for every worker, and the smallest single change that would help.

    ``remedy`` is None where nobody is on duty, or where only several changes at once would help. ``is_open`` says that
    nobody looked, since too many visits are unassigned.
    """

    visit: str
    reasons: tuple[Reason, ...]
    remedy: Remedy | None
    is_open: bool = False


def state_reason(kind: str, amount: int, unit: str, *, worker: str, visit: str, **others: object) -> Reason:
    """Put a reason into words."""
    values = {"worker": worker, "visit": visit, "amount": amount, **others}
    message = REASONS[kind].format_map({**values, "amount": _say(amount, unit)})
    return Reason(worker=worker, kind=kind, amount=amount, unit=unit, message=message, values=values)


def state_remedy(
    kind: str, amount: int, unit: str, *, worker: str, visit: str, window: TimeWindow | None = None, **others: object
) -> Remedy:
    """Put a remedy into words."""
    values = {"worker": worker, "visit": visit, "amount": amount, **others}
    if window:
        values |= {"opens": format_clock(window.start), "since": format_clock(window.start - amount)}
        values |= {"closes": format_clock(window.end), "until": format_clock(window.end + amount)}
    message = REMEDIES[kind].format_map({**values, "amount": _say(amount, unit)})
    return Remedy(kind=kind, amount=amount, unit=unit, worker=worker, message=message, window=window, values=values)


def _say(amount: int, unit: str) -> str:
    return str(amount) if unit == COST else format_amount(amount, unit)
