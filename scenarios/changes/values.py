"""How the value of a key is read: as the cells of a day file are, from what TOML gives."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from routing.errors import FaultKind
from routing.objective import LARGEST_WEIGHT
from routing.problem import Mode, Role, TimeWindow
from scenarios.aliases import fold_name, read_word, words
from scenarios.cells import CellError, quote_value, read_id, read_number, read_text, read_whole
from scenarios.clock import read_clock, read_windows
from scenarios.rows import GREATEST_AGE, LONGEST_VISIT, MOST_UNITS

BAD_VALUE = FaultKind("C106", "{value} is no value for this key", "write it as docs/scenarios.md says: {example}")
BELOW_ZERO = FaultKind(
    "C139", "the growth of {value} % a year leaves less than nothing", "give −100 or more; −100 takes all away"
)
BAD_AGES = FaultKind("C141", "{value} is no age band", "write it as 80-89, 90+ or 85")

MOST_GROWTH = 1_000
"""Per cent a year."""
MOST_YEARS = 50
YEARS = (1900, 2200)
MOST_COUNT = 10_000
"""Workers added, taken away or moved at once."""
MOST_RENT = 1_000_000_000_000
SPEEDS = (0.1, 10.0)
"""Factors of a speed: beyond them it is no longer the same mode."""
FARTHEST_CLOSED = 5_000
"""Metres around a point within which streets may be closed."""

_AGES = re.compile(r"(\d{1,3})\s*(?:[-–—~至到]\s*(\d{1,3})|(\+|及以上|以上))?\s*岁?")

T = TypeVar("T")


def _plain(read: Callable[[object], T], example: str) -> Callable[[object], T]:
    """Refuse lists, tables and truth values before a cell is read."""

    def read_plain(value: object) -> T:
        if isinstance(value, dict | list | bool):
            raise CellError(BAD_VALUE, value=quote_value(value), example=example)
        return read(value)

    return read_plain


def _listed(read: Callable[[object], T], example: str) -> Callable[[object], tuple[T, ...]]:
    """Read a list, or one value alone; an empty list is refused."""
    read_one = _plain(read, example)

    def read_list(value: object) -> tuple[T, ...]:
        pieces: Sequence[object] = value if isinstance(value, list) else [value]
        if not pieces:
            raise CellError(BAD_VALUE, value=quote_value(value), example=example)
        return tuple(dict.fromkeys(read_one(piece) for piece in pieces))

    return read_list


def _read_name(value: object) -> str:
    text = read_id(value)
    if not text:
        raise CellError(BAD_VALUE, value=quote_value(value), example='"S1"')
    return text


def _read_point(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise CellError(BAD_VALUE, value=quote_value(value), example="at = [39.99, 116.47]")
    lat = _plain(lambda one: read_number(one, least=-90, greatest=90), "39.99")(value[0])
    lon = _plain(lambda one: read_number(one, least=-180, greatest=180), "116.47")(value[1])
    return lat, lon


def _read_growth(value: object) -> float:
    text = value.strip().rstrip("%％") if isinstance(value, str) else value
    growth = read_number(text, least=-math.inf, greatest=math.inf)
    if growth < -100:
        raise CellError(BELOW_ZERO, value=f"{growth:g}")
    return read_number(text, least=-100, greatest=MOST_GROWTH)


def _read_ages(value: object) -> tuple[int, int]:
    found = _AGES.fullmatch(str(value).strip())
    if found is None:
        raise CellError(BAD_AGES, value=quote_value(value))
    least = int(found[1])
    greatest = int(found[2]) if found[2] else GREATEST_AGE if found[3] else least
    if least > greatest or greatest > GREATEST_AGE:
        raise CellError(BAD_AGES, value=quote_value(value))
    return least, greatest


def _read_skills(value: object) -> frozenset[str]:
    pieces = value if isinstance(value, list) else re.split(r"[;,、/]", _plain(read_text, '["bath"]')(value))
    names = (_plain(read_id, '["bath"]')(piece) for piece in pieces)
    return frozenset(name for name in names if fold_name(name) and words("none").find(name) is None)


def _read_yes_no(value: object) -> bool:
    if isinstance(value, dict | list):
        raise CellError(BAD_VALUE, value=quote_value(value), example="true")
    return read_word(str(value), "yes_no") == "yes"


def _read_three(value: object) -> tuple[int, int, int]:
    if not isinstance(value, list) or len(value) != 3:
        raise CellError(BAD_VALUE, value=quote_value(value), example="[36000, 18000, 7200]")
    one, two, three = (_plain(_read_weight, "36000")(piece) for piece in value)
    return one, two, three


def _read_weight(value: object) -> int:
    return read_whole(value, least=0, greatest=LARGEST_WEIGHT)


def _whole(least: int, greatest: int) -> BeforeValidator:
    return BeforeValidator(_plain(lambda value: read_whole(value, least=least, greatest=greatest), str(least)))


def _number(least: float, greatest: float) -> BeforeValidator:
    return BeforeValidator(_plain(lambda value: read_number(value, least=least, greatest=greatest), "1.5"))


Name = Annotated[str, BeforeValidator(_plain(_read_name, '"S1"'))]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed(_read_name, '["S1", "S2"]'))]
Words = Annotated[str, BeforeValidator(_plain(read_text, '"…"'))]
Point = Annotated[tuple[float, float], BeforeValidator(_read_point)]
Growth = Annotated[float, BeforeValidator(_plain(_read_growth, "6"))]
Years = Annotated[int, _whole(1, MOST_YEARS)]
Year = Annotated[int, _whole(*YEARS)]
Ages = Annotated[tuple[int, int], BeforeValidator(_plain(_read_ages, '"80-89"'))]
Count = Annotated[int, _whole(1, MOST_COUNT)]
Units = Annotated[int, _whole(0, MOST_UNITS)]
Rent = Annotated[float, _number(0, MOST_RENT)]
Factor = Annotated[float, _number(*SPEEDS)]
Metres = Annotated[float, _number(0, FARTHEST_CLOSED)]
MinuteCount = Annotated[float, _number(0, LONGEST_VISIT)]
Priority = Annotated[int, BeforeValidator(_plain(lambda value: int(read_word(value, "priority")), "2"))]
YesNo = Annotated[bool, BeforeValidator(_read_yes_no)]
RoleWord = Annotated[Role, BeforeValidator(_plain(lambda value: Role(read_word(value, "role")), '"caregiver"'))]
ModeWord = Annotated[Mode, BeforeValidator(_plain(lambda value: Mode(read_word(value, "mode")), '"e-bike"'))]
Modes = Annotated[
    tuple[Mode, ...], BeforeValidator(_listed(lambda value: Mode(read_word(value, "mode")), '["e-bike", "car"]'))
]
Skills = Annotated[frozenset[str], BeforeValidator(_read_skills)]
Clock = Annotated[int, BeforeValidator(_plain(read_clock, '"08:30"'))]
Windows = Annotated[tuple[TimeWindow, ...], BeforeValidator(_plain(read_windows, '"08:30-10:00"'))]
Weight = Annotated[int, BeforeValidator(_plain(_read_weight, "600"))]
ThreeWeights = Annotated[tuple[int, int, int], BeforeValidator(_read_three)]
