"""One model per table of a district: what a row holds and how each cell is read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from routing.errors import FaultKind
from scenarios.aliases import read_word
from scenarios.cells import NOT_A_NUMBER, CellError, fold_width, quote_value, read_number, read_whole
from scenarios.rows import Id, Latitude, Longitude, RowModel, Text, YesNo

NOT_A_SHARE = FaultKind("D302", "{value} is no share", "write a share from 0 to 1 such as 0.35, or per cent: 35%")

MOST_PEOPLE = 1_000_000
"""Of one age band at one demand point."""
MOST_SEATS = 100_000
HIGHEST_RENT = 10**12
FIRST_YEAR, LAST_YEAR = 1900, 2200


class State(StrEnum):
    """What may become of an open site: it stays, it may close, or it may close and open elsewhere."""

    FIXED = "fixed"
    CLOSABLE = "closable"
    MOVABLE = "movable"


def read_share(value: object) -> float:
    """Read a share: 0.35, "35%", "35 ％".

    Raises
    ------
    CellError
        Where it is none, or outside 0 to 1.
    """
    text = fold_width(value) if isinstance(value, str) else ""
    try:
        if text.endswith("%"):
            return read_number(text[:-1].strip(), least=0, greatest=100) / 100
        return read_number(value, least=0, greatest=1)
    except CellError as error:
        if error.kind is NOT_A_NUMBER or isinstance(value, str | int | float):
            raise CellError(NOT_A_SHARE, value=quote_value(value)) from None
        raise


def _read_year(value: object) -> int:
    return read_whole(value, least=FIRST_YEAR, greatest=LAST_YEAR)


Share = Annotated[float, BeforeValidator(read_share)]
People = Annotated[float, BeforeValidator(lambda value: read_number(value, least=0, greatest=MOST_PEOPLE))]
Seats = Annotated[int, BeforeValidator(lambda value: read_whole(value, least=0, greatest=MOST_SEATS))]
Rent = Annotated[int, BeforeValidator(lambda value: round(read_number(value, least=0, greatest=HIGHEST_RENT)))]
Year = Annotated[int, BeforeValidator(_read_year)]
KindWord = Annotated[str, BeforeValidator(lambda value: read_word(value, "demand_kind"))]
StateWord = Annotated[State, BeforeValidator(lambda value: State(read_word(value, "state")))]


class DemandRow(RowModel):
    """A building, an estate or a hexagon, with the people of 60 and over who live there."""

    demand: Id
    kind: KindWord = "building"
    name: Text = ""
    area: Text = ""
    lat: Latitude
    lon: Longitude
    people_60_69: People = 0.0
    people_70_79: People = 0.0
    people_80: People = 0.0
    eat: Share
    deliver: Share


class SiteRow(RowModel):
    """A meal point that is open now."""

    site: Id
    name: Text = ""
    address: Text = ""
    phone: Text = ""
    hours: Text = ""
    lat: Latitude
    lon: Longitude
    area: Text = ""
    state: StateWord = State.FIXED
    seats: Seats = 0
    meals: Seats = 0
    step_free: YesNo = False
    rent: Rent = 0


class CandidateRow(RowModel):
    """A room that could be had."""

    candidate: Id
    name: Text = ""
    address: Text = ""
    lat: Latitude
    lon: Longitude
    area: Text = ""
    seats: Seats = 0
    meals: Seats = 0
    step_free: YesNo = False
    rent: Rent = 0
    year: Year = 0
