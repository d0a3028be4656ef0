"""What one cell of a table may hold: ids, texts, numbers, words.

Cells come as a spreadsheet or a CSV file gives them: text, numbers, truth values, dates, times. Every reader here takes
such a value and raises :class:`CellError` where it makes no sense; where it stands is added by who reads the table.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import sys
import unicodedata
from collections.abc import Mapping

from routing.errors import FaultKind

NOT_A_NUMBER = FaultKind("D131", "{value} is not a number", "write a plain number such as 30")
NOT_WHOLE = FaultKind("D132", "{value} is not a whole number", "write a whole number")
OUT_OF_BOUNDS = FaultKind(
    "D133", "{value} is outside {least} to {greatest}", "give a number from {least} to {greatest}"
)
UNKNOWN_WORD = FaultKind("D134", "{value} is none of the known words", "write one of: {words}")
EXCEL_ERROR = FaultKind("D135", "the cell holds the formula error {value}", "mend the formula or type the value")
ID_BECAME_DATE = FaultKind(
    "D136", "Excel has turned this id into the date {value}", "format the column as text and type the id again"
)
ID_BECAME_NUMBER = FaultKind(
    "D137",
    "{value} is a long number of which Excel keeps only 15 digits",
    "format the column as text and type the id again",
)
NOT_AN_ID = FaultKind("D138", "{value} holds a line break or a control character", "write the id on one line")
TEXT_TOO_LONG = FaultKind("D139", "the text has {length} characters", "shorten it to at most {greatest} characters")

FORMULA_WITHOUT_VALUE = FaultKind(
    "D149",
    "the formula has no stored value",
    "open the workbook in Excel or WPS and save it, or write the value itself",
)

LONGEST_ID = 100
LONGEST_TEXT = 2000
INVISIBLE = " \t\r\n\u00a0\u3000\u200b\u2060\ufeff"
NOT_WORKED_OUT = "#NOT-WORKED-OUT!"
"""Stands for the value of a formula that was stored without one."""
EXCEL_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_EXACT_IN_EXCEL = 10**15
_HUGE = sys.float_info.max
_SHOWN = 40


class CellError(ValueError):
    """One cell is wrong; ``values`` fill the sentences of ``kind``."""

    def __init__(self, kind: FaultKind, **values: object) -> None:
        self.kind = kind
        self.values: Mapping[str, object] = values
        super().__init__(kind.what.format_map(values))


def quote_value(value: object) -> str:
    """Show a cell's value in a sentence: quoted, on one line, shortened; 4.0 as 4, for Excel keeps no whole numbers."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_IN_EXCEL:
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    text = "".join(mark if mark.isprintable() else " " for mark in text).strip()
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def trim_cell(value: object) -> object:
    """Take the spaces off a text, full-width and invisible ones too; what is then empty becomes None."""
    if isinstance(value, str):
        return value.strip(INVISIBLE) or None
    return None if isinstance(value, float) and math.isnan(value) else value


def clean_text(text: str) -> str:
    """Replace what does not print, such as control and direction marks, by spaces; line breaks stay."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text).strip(INVISIBLE)


def fold_width(text: str) -> str:
    """Turn full-width digits, letters and punctuation into plain ones: "８：３０" into "8:30"."""
    return unicodedata.normalize("NFKC", text).strip(INVISIBLE)


def read_text(value: object) -> str:
    """Read a text; a number keeps the shape a person sees (1.0 is "1").

    Raises
    ------
    CellError
        Where it is a formula error or longer than :data:`LONGEST_TEXT`.
    """
    refuse_excel_error(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_IN_EXCEL:
        value = int(value)
    text = str(value).strip(INVISIBLE)
    if len(text) > LONGEST_TEXT:
        raise CellError(TEXT_TOO_LONG, length=len(text), greatest=LONGEST_TEXT)
    return clean_text(text)


def read_id(value: object) -> str:
    """Read an id as text: leading zeros stay, 1.0 is "1".

    Raises
    ------
    CellError
        Where Excel has changed it beyond repair, or it cannot be an id.
    """
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        raise CellError(ID_BECAME_DATE, value=quote_value(value))
    too_long = isinstance(value, int | float) and abs(value) >= _EXACT_IN_EXCEL
    if too_long or (isinstance(value, str) and _SCIENTIFIC.fullmatch(value)):
        raise CellError(ID_BECAME_NUMBER, value=quote_value(value))
    if isinstance(value, str) and not value.strip(INVISIBLE).isprintable():
        raise CellError(NOT_AN_ID, value=quote_value(value))
    text = read_text(value)
    if len(text) > LONGEST_ID:
        raise CellError(TEXT_TOO_LONG, length=len(text), greatest=LONGEST_ID)
    return text


def read_number(value: object, *, least: float, greatest: float) -> float:
    """Read a number from ``least`` to ``greatest``, given as number or text.

    Raises
    ------
    CellError
        Where it is no number or outside.
    """
    refuse_excel_error(value)
    number = value
    if isinstance(value, str) and _NUMBER.fullmatch(folded := fold_width(value)):
        number = float(folded)
    if isinstance(number, bool) or not isinstance(number, int | float) or not -_HUGE <= number <= _HUGE:
        raise CellError(NOT_A_NUMBER, value=quote_value(value))
    if not least <= number <= greatest:
        raise CellError(OUT_OF_BOUNDS, value=quote_value(value), least=least, greatest=greatest)
    return float(number)


def read_whole(value: object, *, least: int, greatest: int) -> int:
    """Read a whole number from ``least`` to ``greatest``; 3.0 is one.

    Raises
    ------
    CellError
        Where it is no whole number or outside.
    """
    number = read_number(value, least=-math.inf, greatest=math.inf)
    if not number.is_integer():
        raise CellError(NOT_WHOLE, value=quote_value(value))
    if not least <= number <= greatest:
        raise CellError(OUT_OF_BOUNDS, value=quote_value(value), least=least, greatest=greatest)
    return int(number)


def refuse_excel_error(value: object) -> None:
    """Raise CellError where the value is what a failed formula leaves, such as #N/A, or one never worked out."""
    if value == NOT_WORKED_OUT:
        raise CellError(FORMULA_WITHOUT_VALUE)
    if isinstance(value, str) and value.startswith("#") and value.upper() in EXCEL_ERRORS:
        raise CellError(EXCEL_ERROR, value=value)
