"""Say of places that cannot be reached in which row of which table they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from maps.matrix import NO_WAY
from maps.places import OFF_NETWORK
from routing.errors import Fault


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """The row of a client or depot: its id there, the file or sheet, the number a spreadsheet shows."""

    id: str
    file: str
    row: int


def name_rows(faults: Iterable[Fault], rows: Mapping[str, PlaceRow]) -> Iterator[Fault]:
    """Put the rows of a day's files for the location ids in faults of travel; other faults stay as they are.

    Parameters
    ----------
    rows
        By location id.
    """
    for fault in faults:
        values = fault.values
        if fault.code == OFF_NETWORK.code and values["id"] in rows:
            place = rows[str(values["id"])]
            yield OFF_NETWORK.at(file=place.file, row=place.row, values={**values, "id": place.id})
        elif fault.code == NO_WAY.code and values["origin"] in rows and values["destination"] in rows:
            origin, destination = rows[str(values["origin"])], rows[str(values["destination"])]
            named = {"origin": _name(origin), "destination": _name(destination)}
            yield NO_WAY.at(file=origin.file, row=origin.row, values={**values, **named})
        else:
            yield fault


def _name(place: PlaceRow) -> str:
    return f"{place.id} ({place.file})"
