"""Read times of day and time windows as people and Excel write them; write them back."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterator, Mapping

from routing.clock_text import format_clock
from routing.errors import FaultKind
from routing.problem import TimeWindow
from scenarios.cells import CellError, fold_width, quote_value, refuse_excel_error

NOT_A_TIME = FaultKind("D141", "{value} is not a time of day", "write it as 08:30")
HOUR_UNCLEAR = FaultKind("D140", "{value} may be {one} or {other}", "write {one} or {other}")
PAST_LATEST = FaultKind(
    "D142", "{value} is later than midnight of the next day", "write 25:30 for half past one of the next morning"
)
OTHER_DAY = FaultKind("D143", "{value} is a time of another day than {day}", "correct the date or write the time alone")
HOUR_OR_FRACTION = FaultKind(
    "D144", "{value} may be an hour or a part of a day", "write the time with a colon, such as 08:30"
)
NOT_A_WINDOW = FaultKind(
    "D145", "{value} is not a time window", "write it as 08:30-10:00, several as 08:30-10:00; 14:00-15:30"
)
WINDOW_REVERSED = FaultKind(
    "D146",
    "the window {value} ends before it starts",
    "swap the two times; for the next morning add 24 hours, as in 22:00-25:30",
)
WINDOWS_OVERLAP = FaultKind(
    "D147", "the windows {one} and {other} overlap", "join them into one window or move them apart"
)

LATEST = 48 * 3600
"""The latest time a day file may hold, in seconds from the day's midnight."""

_DAY = 24 * 3600
_MINUTE = 60
_EARLY = {hour: hour for hour in range(12)}
_NOON = {11: 11, 12: 12, 1: 13, 2: 14}
_LATE = {12: 12} | {hour: hour + 12 for hour in range(1, 12)} | {hour: hour for hour in range(13, 24)}
_EVENING = {hour: hour + 12 for hour in range(5, 13)} | {hour: hour for hour in range(17, 25)}
HOURS_OF: Mapping[str, Mapping[int, int]] = {
    "凌晨": _EARLY | {12: 0},
    "清晨": _EARLY,
    "早上": _EARLY,
    "早晨": _EARLY,
    "早": _EARLY,
    "上午": _EARLY,
    "am": _EARLY | {12: 0},
    "中午": _NOON,
    "下午": _LATE,
    "pm": _LATE,
    "傍晚": _EVENING,
    "晚上": _EVENING,
    "晚": _EVENING,
}
"""What an hour means beside a word for the part of the day; an hour not listed makes no sense beside it."""

NEXT_DAY = ("次日", "第二天", "翌日")

_MARKS = "|".join(sorted(HOURS_OF, key=len, reverse=True))
_NUMERAL = "[0-9零〇一二两三四五六七八九十]{1,3}"
_CLOCK = re.compile(
    rf"(?P<date>\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?[ T]*)?"
    rf"(?P<next>{'|'.join(NEXT_DAY)})?\s*(?P<mark>{_MARKS})?\s*"
    rf"(?:(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.0+)?)?"
    rf"|(?P<cn_hour>{_NUMERAL})[点时](?:钟|整|(?P<half>半)|(?P<quarter>[一三1-3])刻|(?P<cn_minute>{_NUMERAL})分?)?)"
    r"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?"
)
_FRACTION = re.compile(r"\d*\.\d+(e-\d{1,2})?")
_WHOLE = re.compile(r"\d+(\.0*)?")
_BETWEEN_WINDOWS = re.compile(r"[;,、\n]|以及|或|和|及")
_BETWEEN_TIMES = re.compile(r"\s*(?:[-~‐‑‒–—―−〜∼]+|至|到| to )\s*")
_NUMERALS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read_clock(value: object, *, day: dt.date | None = None) -> int:
    """Read a time of day.

    Parameters
    ----------
    value
        "8:30", "08:30:00", "８：３０", "8点半", "下午2点", "25:30", a time, a duration, a date with a time, or a
        part of a day (0.354; rounded to the minute, for Excel shows no more of it).
    day
        The day itself. A value with a date must be of this day or the next; None takes any date.

    Returns
    -------
    int
        Seconds from the day's midnight, at most :data:`LATEST`.

    Raises
    ------
    CellError
        Where it is no time.
    """
    refuse_excel_error(value)
    if isinstance(value, dt.datetime):
        seconds = _seconds_of(value.time()) + _DAY * _days_after(value.date(), day, value)
    elif isinstance(value, dt.date):
        seconds = _DAY * _days_after(value, day, value)
    elif isinstance(value, dt.time):
        seconds = _seconds_of(value)
    elif isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = _read_fraction(value, value)
    elif isinstance(value, str):
        seconds = _read_text(value, day)
    else:
        raise CellError(NOT_A_TIME, value=quote_value(value))
    if seconds < 0:
        raise CellError(NOT_A_TIME, value=quote_value(value))
    if seconds > LATEST:
        raise CellError(PAST_LATEST, value=quote_value(value))
    return seconds


def read_windows(value: object, *, day: dt.date | None = None) -> tuple[TimeWindow, ...]:
    """Read time windows, "08:30-10:00; 14:00-15:30", into order.

    Two windows that touch are one. The second time of a window takes the word of the first where it has none, as in
    下午2点到4点.

    Raises
    ------
    CellError
        Where it is no window, one ends before it starts, or two overlap.
    """
    refuse_excel_error(value)
    if not isinstance(value, str):
        raise CellError(NOT_A_WINDOW, value=quote_value(value))
    pieces = [piece.strip() for piece in _BETWEEN_WINDOWS.split(fold_width(value)) if piece.strip()]
    if not pieces:
        raise CellError(NOT_A_WINDOW, value=quote_value(value))
    return join_windows(_read_window(piece, day) for piece in pieces)


def join_windows(windows: Iterator[TimeWindow]) -> tuple[TimeWindow, ...]:
    """Put windows in order and join those that touch.

    Raises
    ------
    CellError
        Where two overlap.
    """
    ordered = sorted(windows)
    for one, other in itertools.pairwise(ordered):
        if other.start < one.end or one == other:
            raise CellError(WINDOWS_OVERLAP, one=format_window(one), other=format_window(other))
    joined: list[TimeWindow] = []
    for window in ordered:
        if joined and joined[-1].end == window.start:
            joined[-1] = TimeWindow(start=joined[-1].start, end=window.end)
        else:
            joined.append(window)
    return tuple(joined)


def check_window(start: int, end: int) -> TimeWindow:
    """Make a window of two times.

    Raises
    ------
    CellError
        Where it ends before it starts.
    """
    window = TimeWindow(start=start, end=end)
    if end < start:
        raise CellError(WINDOW_REVERSED, value=format_window(window))
    return window


def format_window(window: TimeWindow) -> str:
    """Write a window as 08:30-10:00."""
    return f"{format_clock(window.start)}-{format_clock(window.end)}"


def _read_window(piece: str, day: dt.date | None) -> TimeWindow:
    times = _BETWEEN_TIMES.split(piece)
    if len(times) != 2:
        raise CellError(NOT_A_WINDOW, value=quote_value(piece))
    start = read_clock(times[0], day=day)
    mark = next((word for word in HOURS_OF if times[0].startswith(word)), "")
    if mark and not times[1].startswith(tuple(HOURS_OF)):
        try:
            return check_window(start, read_clock(mark + times[1], day=day))
        except CellError:
            pass
    return check_window(start, read_clock(times[1], day=day))


def _read_text(text: str, day: dt.date | None) -> int:
    folded = fold_width(text).lower()
    if _FRACTION.fullmatch(folded):
        return _read_fraction(float(folded), text)
    if _WHOLE.fullmatch(folded):
        return _read_fraction(float(folded), text)
    found = _CLOCK.fullmatch(folded)
    if found is None:
        raise CellError(NOT_A_TIME, value=quote_value(text))
    hour, minute = _hour_and_minute(found, text)
    second = int(found["second"] or 0)
    mark = found["mark"] or (found["after"] or "").replace(".", "")
    if minute > 59 or second > 59:
        raise CellError(NOT_A_TIME, value=quote_value(text))
    if mark:
        if hour not in HOURS_OF[mark]:
            raise _unclear_hour(hour, minute * _MINUTE + second, text)
        hour = HOURS_OF[mark][hour]
    days = 1 if found["next"] else 0
    if found["date"]:
        days += _days_after(_read_date(found["date"], text), day, text)
    return days * _DAY + hour * 3600 + minute * _MINUTE + second


def _unclear_hour(hour: int, past: int, text: str) -> CellError:
    """Make the fault of an hour that does not go with its word, such as 上午12:30; ``past`` in seconds."""
    if hour >= 24:
        return CellError(NOT_A_TIME, value=quote_value(text))
    one, other = (format_clock(half * 3600 + past) for half in (hour % 12, hour % 12 + 12))
    return CellError(HOUR_UNCLEAR, value=quote_value(text), one=one, other=other)


def _hour_and_minute(found: re.Match[str], text: str) -> tuple[int, int]:
    if found["hour"]:
        return int(found["hour"]), int(found["minute"])
    hour = _read_numeral(found["cn_hour"], text)
    if found["half"]:
        return hour, 30
    if found["quarter"]:
        return hour, 15 * _read_numeral(found["quarter"], text)
    return hour, _read_numeral(found["cn_minute"], text) if found["cn_minute"] else 0


def _read_numeral(text: str, whole: str) -> int:
    """Read a number below 100, in digits or as 二十五."""
    if text.isdecimal():
        return int(text)
    text = text.lstrip("零〇") or "零"
    tens, ten, ones = text.partition("十")
    if ten and len(tens) <= 1 and len(ones) <= 1 and not set(tens + ones) - _NUMERALS.keys():
        return 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0)
    if text in _NUMERALS:
        return _NUMERALS[text]
    raise CellError(NOT_A_TIME, value=quote_value(whole))


def _read_fraction(number: float, value: object) -> int:
    if not 0 <= number < math.inf:
        raise CellError(NOT_A_TIME, value=quote_value(value))
    if number == number // 1 and number != 0:
        raise CellError(HOUR_OR_FRACTION, value=quote_value(value))
    if number > 2:
        raise CellError(NOT_A_TIME, value=quote_value(value))
    return round(number * _DAY / _MINUTE) * _MINUTE


def _read_date(text: str, whole: str) -> dt.date:
    year, month, day = (int(part) for part in re.findall(r"\d+", text))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError(NOT_A_TIME, value=quote_value(whole)) from None


def _days_after(date: dt.date, day: dt.date | None, value: object) -> int:
    """Count the days from the day itself; Excel's first days count from its own beginning, 1900 or 1904."""
    if date.year in (1899, 1900):
        return max((date - dt.date(1899, 12, 31)).days, 0)
    if date.year == 1904:
        return (date - dt.date(1904, 1, 1)).days
    if day is None:
        return 0
    days = (date - day).days
    if days not in (0, 1):
        raise CellError(OTHER_DAY, value=quote_value(value), day=day.isoformat())
    return days


def _seconds_of(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second + round(time.microsecond / 1e6)
