"""Times and windows as people and Excel write them."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.clock_text import format_clock
from routing.problem import TimeWindow
from scenarios import clock
from scenarios.cells import CellError

MIDNIGHT = 24 * 3600
DAY = dt.date(2026, 11, 23)


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    return hour * 3600 + minute * 60 + second


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("8:30", at(8, 30)),
        ("08:30", at(8, 30)),
        ("08:30:15", at(8, 30, 15)),
        (" ８：３０　", at(8, 30)),
        ("8点半", at(8, 30)),
        ("8点", at(8)),
        ("8点钟", at(8)),
        ("8点30分", at(8, 30)),
        ("8时05分", at(8, 5)),
        ("８点一刻", at(8, 15)),
        ("八点半", at(8, 30)),
        ("十二点", at(12)),
        ("八点零五分", at(8, 5)),
        ("两点三刻", at(2, 45)),
        ("二十点二十五分", at(20, 25)),
        ("上午8:30", at(8, 30)),
        ("下午2点", at(14)),
        ("下午 2:30", at(14, 30)),
        ("下午14:30", at(14, 30)),
        ("中午12点", at(12)),
        ("中午1点", at(13)),
        ("晚上7点半", at(19, 30)),
        ("晚上12点", at(24)),
        ("凌晨12:30", at(0, 30)),
        ("8:30 AM", at(8, 30)),
        ("12:30 am", at(0, 30)),
        ("12:30 PM", at(12, 30)),
        ("2:30 p.m.", at(14, 30)),
        ("24:00", at(24)),
        ("25:30", at(25, 30)),
        ("次日1:30", at(25, 30)),
        ("2026-11-23 08:30:00", at(8, 30)),
        ("2026年11月24日 1:30", at(25, 30)),
        ("0.354", at(8, 30)),
        ("0", 0),
        (0.354, at(8, 30)),
        (0.3541666667, at(8, 30)),
        (1.0625, at(25, 30)),
        (0, 0),
        (dt.time(8, 30, 15), at(8, 30, 15)),
        (dt.timedelta(hours=25, minutes=30), at(25, 30)),
        (dt.datetime.fromisoformat("2026-11-23T08:30"), at(8, 30)),
        (dt.datetime.fromisoformat("2026-11-24T01:30"), at(25, 30)),
        # Excel shows 24:00 and 25:30 in a cell formatted h:mm as times of its first day.
        (dt.date(1900, 1, 1), at(24)),
        (dt.datetime.fromisoformat("1900-01-01T01:30"), at(25, 30)),
        (dt.datetime.fromisoformat("1899-12-31T08:30"), at(8, 30)),
        (dt.datetime.fromisoformat("1904-01-02T01:30"), at(25, 30)),
    ],
)
def test_time_is_read_as_it_is_written(written: object, seconds: int) -> None:
    assert clock.read_clock(written, day=DAY) == seconds


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("half past eight", "D141"),
        ("8:60", "D141"),
        ("8:5", "D141"),
        ("8:30:60", "D141"),
        ("-1:00", "D141"),
        ("上午12:30", "D140"),
        ("上午14:00", "D140"),
        ("晚上3点", "D140"),
        ("25点100分", "D141"),
        ("十十点", "D141"),
        ("8十点", "D141"),
        ("十点八十分", "D141"),
        ("49:00", "D142"),
        ("次日25:00", "D142"),
        ("8", "D144"),
        (8, "D144"),
        (1.0, "D144"),
        ("8.30", "D141"),
        (8.5, "D141"),
        (-0.5, "D141"),
        (float("inf"), "D141"),
        (10**400, "D144"),
        (float("nan"), "D141"),
        (True, "D141"),
        (dt.timedelta(seconds=-1), "D141"),
        (dt.datetime.fromisoformat("2026-11-22T08:30"), "D143"),
        ("2026-11-30 08:30", "D143"),
        ("2026-13-30 08:30", "D141"),
        ("#N/A", "D135"),
        ("", "D141"),
    ],
)
def test_nonsense_is_refused_with_its_code(written: object, code: str) -> None:
    with pytest.raises(CellError) as caught:
        clock.read_clock(written, day=DAY)
    assert caught.value.kind.code == code


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("上午12:30", "write 00:30 or 12:30"),
        ("晚上3点", "write 03:00 or 15:00"),
        ("上午14:00:05", "write 02:00:05 or 14:00:05"),
    ],
)
def test_hour_that_does_not_go_with_its_word_is_told_as_the_two_times_it_may_be(written: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        clock.read_clock(written)
    assert caught.value.kind.remedy.format_map(caught.value.values) == remedy


def test_date_of_a_time_is_not_looked_at_where_the_day_has_no_date() -> None:
    assert clock.read_clock(dt.datetime.fromisoformat("2020-01-01T08:30")) == at(8, 30)


@given(st.integers(0, 48 * 3600))
def test_written_time_is_read_back(seconds: int) -> None:
    assert clock.read_clock(format_clock(seconds)) == seconds


@given(st.integers(0, 24 * 60 - 1))
def test_part_of_a_day_that_excel_rounds_is_the_minute_meant(minutes: int) -> None:
    if minutes:
        assert clock.read_clock(round(minutes / 1440, 4) or 0) == minutes * 60


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.datetimes(), st.timedeltas(), st.booleans()))
def test_anything_is_a_time_of_the_day_or_refused(written: object) -> None:
    with contextlib.suppress(CellError):
        assert 0 <= clock.read_clock(written, day=DAY) <= clock.LATEST


@pytest.mark.parametrize(
    "written",
    [
        "08:30-10:00; 14:00-15:30",
        "14:00~15:30;08:30～10:00",
        "8:30—10:00，14:00–15:30",
        "8点半至10点、下午2点到3点半",
        "8:30 到 10:00\n14:00 to 15:30",
        "８：３０－１０：００；１４：００－１５：３０；",
        "上午8:30-10:00 和 下午2:00-3:30",
    ],
)
def test_windows_are_read_with_any_usual_separator(written: str) -> None:
    expected = (TimeWindow(start=at(8, 30), end=at(10)), TimeWindow(start=at(14), end=at(15, 30)))
    assert clock.read_windows(written) == expected


def test_second_time_takes_the_word_of_the_first() -> None:
    assert clock.read_windows("下午2点到4点") == (TimeWindow(start=at(14), end=at(16)),)


def test_second_time_stands_alone_where_the_word_of_the_first_makes_no_sense_of_it() -> None:
    assert clock.read_windows("上午9:00-14:00") == (TimeWindow(start=at(9), end=at(14)),)


def test_windows_that_touch_are_joined() -> None:
    assert clock.read_windows("10:00-11:00; 8:00-10:00") == (TimeWindow(start=at(8), end=at(11)),)


def test_window_may_be_one_moment() -> None:
    assert clock.read_windows("8:30-8:30") == (TimeWindow(start=at(8, 30), end=at(8, 30)),)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("8:30", "D145"),
        ("8:30-9:00-10:00", "D145"),
        (";", "D145"),
        (dt.time(8, 30), "D145"),
        (0.354, "D145"),
        ("10:00-8:30", "D146"),
        ("22:00-01:30", "D146"),
        ("8:30-10:00; 9:59-11:00", "D147"),
        ("8:30-8:30; 8:30-8:30", "D147"),
        ("8:30-x", "D141"),
        ("#REF!", "D135"),
    ],
)
def test_windows_that_make_no_sense_are_refused(written: object, code: str) -> None:
    with pytest.raises(CellError) as caught:
        clock.read_windows(written)
    assert caught.value.kind.code == code
