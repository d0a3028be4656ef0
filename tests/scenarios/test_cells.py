"""Ids, texts, numbers and words of single cells."""

import datetime as dt

import pytest

from scenarios import cells
from scenarios.aliases import read_word
from scenarios.cells import CellError


@pytest.mark.parametrize(
    ("written", "name"),
    [("007", "007"), (1.0, "1"), (1, "1"), (1.5, "1.5"), (" c1　", "c1"), ("王-1", "王-1"), (True, "TRUE")],
)
def test_id_is_the_text_a_person_sees(written: object, name: str) -> None:
    assert cells.read_id(written) == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (dt.date(2026, 3, 1), "D136"),
        (dt.time(3, 1), "D136"),
        (1.1010119480101e17, "D137"),
        ("1.10101E+17", "D137"),
        ("a\nb", "D138"),
        ("a\x07b", "D138"),
        ("a" * 101, "D139"),
        ("#N/A", "D135"),
        ("#ref!", "D135"),
    ],
)
def test_id_that_a_spreadsheet_has_spoilt_is_refused(written: object, code: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.read_id(written)
    assert caught.value.kind.code == code


@pytest.mark.parametrize(
    ("written", "number"), [("３０．５", 30.5), ("1e2", 100), (" 5 ", 5), (7, 7), (7.5, 7.5), ("+3", 3), (".5", 0.5)]
)
def test_number_is_read_from_text_and_from_numbers(written: object, number: float) -> None:
    assert cells.read_number(written, least=0, greatest=100) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("many", "D131"),
        ("1,5", "D131"),
        ("nan", "D131"),
        ("inf", "D131"),
        ("1_000", "D131"),
        (float("inf"), "D131"),
        (10**400, "D131"),
        (True, "D131"),
        (dt.time(1), "D131"),
        (-1, "D133"),
        ("101", "D133"),
        ("1e999", "D131"),
    ],
)
def test_number_that_is_none_or_outside_is_refused(written: object, code: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.read_number(written, least=0, greatest=100)
    assert caught.value.kind.code == code


@pytest.mark.parametrize(
    ("written", "shown"),
    [("1e9", "“1e9”"), ("-4", "“-4”"), (-4.0, "“-4”"), ("-4.50", "“-4.50”"), (1e9, "“1000000000”"), ("－４", "“－４”")],
)
def test_number_outside_is_shown_as_it_was_written(written: object, shown: str) -> None:
    for read in (cells.read_number, cells.read_whole):
        with pytest.raises(CellError) as caught:
            read(written, least=0, greatest=100)
        assert caught.value.values["value"] == shown


def test_whole_number_may_be_written_with_a_point() -> None:
    assert cells.read_whole("3.0", least=0, greatest=10) == 3


def test_broken_number_is_not_rounded() -> None:
    with pytest.raises(CellError) as caught:
        cells.read_whole(2.5, least=0, greatest=10)
    assert caught.value.kind.code == "D132"


@pytest.mark.parametrize(
    ("written", "kind", "word"),
    [
        ("护理员", "role", "caregiver"),
        ("CAREGIVER", "role", "caregiver"),
        ("电动车", "mode", "e-bike"),
        ("E Bike", "mode", "e-bike"),
        ("是", "yes_no", "yes"),
        (True, "yes_no", "yes"),
        (0.0, "yes_no", "no"),
        ("高", "priority", "1"),
        (3.0, "priority", "3"),
    ],
)
def test_words_are_known_in_both_languages(written: object, kind: str, word: str) -> None:
    assert read_word(written, kind) == word


def test_unknown_word_is_refused_with_all_that_are_known() -> None:
    with pytest.raises(CellError) as caught:
        read_word("driver", "role")
    assert caught.value.values["words"] == "caregiver/护理员, courier/送餐员"


def test_marks_that_do_not_print_are_taken_out_of_texts() -> None:
    assert cells.read_text("a\x1b[31mb\u202ec\nd") == "a [31mb c\nd"


def test_value_is_quoted_short_and_on_one_line() -> None:
    assert cells.quote_value("a\nb" + "c" * 100) == "“a b" + "c" * 36 + "…”"
