"""From the keys and values of a [[change]] table to a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from routing.errors import Fault, FaultKind, InputError
from scenarios.aliases import Vocabulary
from scenarios.cells import CellError, quote_value
from scenarios.changes import demand, ground, names, rules, sites, staff
from scenarios.changes.change import Change, Keys
from scenarios.changes.world import World

UNKNOWN_KEY = FaultKind("C102", "the key {key} is unknown here", "use one of: {keys}")
MISSPELT_KEY = FaultKind("C103", "the key {key} is unknown here", "write “{guess}”")
MISSING_KEY = FaultKind("C104", "the key {key} is missing", "add it as docs/scenarios.md says")
KEY_TWICE = FaultKind("C105", "the key {key} is given twice", "keep it once")
UNKNOWN_CHANGE = FaultKind("C109", "{value} is no kind of change", "write one of: {kinds}")

Apply = Callable[..., World]
Check = Callable[[Change], Iterable[Fault]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of change.

    Parameters
    ----------
    model
        What its keys hold.
    apply
        What it does.
    check
        Finds what is wrong with its keys together, whatever the day is.
    is_drawn
        Whether ``apply`` takes the seed.
    """

    model: type[Keys]
    apply: Apply
    check: Check = lambda _change: ()
    is_drawn: bool = False


KINDS: Mapping[str, Kind] = {
    "open_site": Kind(model=sites.OpenSite, apply=sites.open_site),
    "close_site": Kind(model=sites.CloseSite, apply=sites.close_site, check=sites.check_closed),
    "move_site": Kind(model=sites.MoveSite, apply=sites.move_site),
    "scale_demand": Kind(model=demand.ScaleDemand, apply=demand.scale_demand, is_drawn=True),
    "add_workers": Kind(model=staff.AddWorkers, apply=staff.add_workers, check=staff.check_added),
    "remove_workers": Kind(model=staff.RemoveWorkers, apply=staff.remove_workers, check=staff.check_removed),
    "change_service": Kind(model=rules.ChangeService, apply=rules.change_service, check=rules.check_service),
    "change_weights": Kind(model=rules.ChangeWeights, apply=rules.change_weights, check=rules.check_set),
    "change_speed": Kind(model=ground.ChangeSpeed, apply=ground.change_speed),
    "close_street": Kind(model=ground.CloseStreet, apply=ground.close_street, check=ground.check_closed),
}


def read_change(
    table: Mapping[str, object], *, file: str = "", line: int = 0, lines: Mapping[str, int] | None = None
) -> Change:
    """Read one table of keys and values.

    Parameters
    ----------
    table
        As TOML gives it: ``{"kind": "close site", "site": "S2"}``.
    lines
        Where each key stands, as it is written.

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    where = _Place(file=file, line=line, lines=lines or {})
    kind = _read_kind(table, where)
    sorted_keys, faults = sort_keys(table, names.change_keys(kind), where)
    sorted_keys.pop("kind", None)
    labels = {key: written for key, (written, _) in sorted_keys.items()}
    change = Change(
        kind=kind,
        keys=None,
        file=file,
        line=line,
        lines={key: where.lines.get(written, line) for key, written in labels.items()},
        labels=labels,
    )
    try:
        keys = KINDS[kind].model.model_validate({key: value for key, (_, value) in sorted_keys.items()})
    except ValidationError as error:
        raise InputError([*faults, *_say_faults(error, change)]) from None
    change = replace(change, keys=keys)
    faults += KINDS[kind].check(change)
    if faults:
        raise InputError(faults)
    return change


@dataclass(frozen=True, kw_only=True)
class _Place:
    file: str
    line: int
    lines: Mapping[str, int]

    def at(self, kind: FaultKind, key: str, values: Mapping[str, object]) -> Fault:
        return kind.at(file=self.file, row=self.lines.get(key, self.line) or None, key=key, values=values)


def sort_keys(
    table: Mapping[str, object], known: Vocabulary, where: _Place
) -> tuple[dict[str, tuple[str, object]], list[Fault]]:
    """Find which key each is: by name, as it was written and its value; and the faults of those that are none."""
    found: dict[str, tuple[str, object]] = {}
    faults: list[Fault] = []
    for written, value in table.items():
        key = known.find(written)
        if key is None:
            guess = known.guess(written)
            values: dict[str, object] = {"key": quote_value(written)}
            if guess is not None:
                faults.append(where.at(MISSPELT_KEY, written, values | {"guess": guess}))
            else:
                faults.append(where.at(UNKNOWN_KEY, written, values | {"keys": known.show()}))
        elif key in found:
            faults.append(where.at(KEY_TWICE, written, {"key": quote_value(written)}))
        else:
            found[key] = written, value
    return found, faults


def place_keys(*, file: str, line: int, lines: Mapping[str, int]) -> _Place:
    """Say where the keys of a table stand."""
    return _Place(file=file, line=line, lines=lines)


def _read_kind(table: Mapping[str, object], where: _Place) -> str:
    written = next((key for key in table if names.kind_key().find(key) is not None), None)
    if written is None:
        raise InputError(where.at(MISSING_KEY, "", {"key": "kind"}))
    value = table[written]
    kind = names.kinds().find(value) if isinstance(value, str) else None
    if kind is None:
        values = {"value": quote_value(value), "kinds": names.kinds().show()}
        raise InputError(where.at(UNKNOWN_CHANGE, written, values))
    return kind


def _say_faults(error: ValidationError, change: Change) -> Iterator[Fault]:
    seen: set[str] = set()
    for detail in error.errors(include_url=False):
        key = str(detail["loc"][0])
        if key in seen:
            continue
        seen.add(key)
        cause: Any = detail.get("ctx", {}).get("error")
        if detail["type"] == "missing":
            yield change.at(MISSING_KEY, values={"key": key})
        elif isinstance(cause, CellError):
            yield change.at(cause.kind, key=key, values=cause.values)
        else:
            raise TypeError(f"{change.kind}.{key}: {detail['type']} is no fault of a value") from error
