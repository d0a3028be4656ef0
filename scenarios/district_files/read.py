"""Read a district: a folder, an .xlsx workbook or a GeoPackage; docs/district-format.md describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from maps.coordinates import System, to_wgs84
from routing.errors import Fault, FaultKind, InputError
from routing.problem import Location
from scenarios.cells import quote_value, read_id
from scenarios.district_files.rows import CandidateRow, DemandRow, SiteRow
from scenarios.district_files.served import DemandPoint, ServedDistrict, Site
from scenarios.place_rows import PlaceRow
from scenarios.places import Place, check_places
from scenarios.rows import RowModel, Rows, cap_faults, read_degrees, read_rows, required_columns
from scenarios.sources import Family, Source, read_source
from scenarios.tables import NO_ROWS
from scenarios.validate import DUPLICATE_ID

NO_DISTRICT = FaultKind(
    "D303",
    "there is no district here",
    "give a folder with a district.toml in it, an .xlsx workbook, or a GeoPackage with the layers demand and sites",
)
NOT_A_DISTRICT = FaultKind(
    "D304", "this is no district folder: it has no district.toml", "add district.toml, or give an .xlsx workbook"
)
NOT_A_DISTRICT_FILE = FaultKind(
    "D305", "a district is a folder, an .xlsx workbook or a .gpkg, not this kind of file", "save it as one of them"
)
NO_DISTRICT_SHEET = FaultKind(
    "D306",
    "the workbook has no sheet “district” or “区域”",
    "add it: 坐标系 in the first column and wgs84, gcj02 or bd09 beside",
)
ID_OF_A_SITE = FaultKind(
    "D307", "the id {id} is already that of a meal point, in row {first} of {table}", "give the room an id of its own"
)
NOBODY_LIVES_HERE = FaultKind(
    "D308", "no row has people", "fill in people_60_69, people_70_79 or people_80: 60-69岁, 70-79岁 or 80岁以上"
)
NO_STREETS_OF_DISTRICT = FaultKind(
    "D309",
    "the street file {value} is not there",
    "correct the path, which counts from the district's folder, or give --streets FILE",
)

MODELS: Mapping[str, type[RowModel]] = {"demand": DemandRow, "sites": SiteRow, "candidates": CandidateRow}
"""The tables of a district and what a row of each holds; the first column of each is its id."""

OPTIONAL_TABLES = ("candidates",)
MAY_BE_EMPTY = ("sites", "candidates")
"""A district may have no meal point yet, and no room left."""

DISTRICT = Family(
    kind="district",
    settings_file="district.toml",
    features=True,
    nothing=NO_DISTRICT,
    not_a_folder=NOT_A_DISTRICT,
    wrong_file=NOT_A_DISTRICT_FILE,
    no_sheet=NO_DISTRICT_SHEET,
)

M = TypeVar("M", bound=RowModel)


@dataclass(frozen=True, kw_only=True)
class _Tables:
    demand: Rows[DemandRow] | None
    sites: Rows[SiteRow] | None
    candidates: Rows[CandidateRow] | None

    def each(self) -> Iterator[Rows[DemandRow] | Rows[SiteRow] | Rows[CandidateRow]]:
        return (rows for rows in (self.demand, self.sites, self.candidates) if rows is not None)


def read_district(path: Path) -> ServedDistrict:
    """Read a district folder, an .xlsx workbook or a GeoPackage.

    Raises
    ------
    InputError
        With every fault found, each with its file, sheet or layer, row and column.
    """
    required = {name: required_columns(model) for name, model in MODELS.items()}
    source = read_source(path, wanted=required, optional=OPTIONAL_TABLES, family=DISTRICT)
    settings = source.settings
    tables = _Tables(
        demand=_read_table(DemandRow, "demand", source),
        sites=_read_table(SiteRow, "sites", source),
        candidates=_read_table(CandidateRow, "candidates", source),
    )
    faults = [*settings.faults, *source.faults, *_shape_faults(source)]
    faults += [fault for rows in tables.each() for fault in rows.faults]
    faults += [*_find_repeated_ids(tables), *_find_wrong_places(tables, settings.coordinates), *_find_nobody(tables)]
    missing = _miss_streets(settings.missing_streets)
    if faults or settings.coordinates is None or tables.demand is None or tables.sites is None:
        raise InputError(cap_faults([*([] if missing is None else [missing]), *faults]))
    notes = [*source.notes, *(note for table in source.tables.values() for note in table.notes)]
    rooms = [row for _, row in tables.candidates.sound] if tables.candidates else []
    people, sites = [row for _, row in tables.demand.sound], [row for _, row in tables.sites.sound]
    places = _locate([*people, *sites, *rooms], settings.coordinates)
    return ServedDistrict(
        name=settings.name or path.stem,
        demand=tuple(_make_demand(row, next(places)) for row in people),
        sites=(*(_make_site(row, next(places)) for row in sites), *(_make_room(row, next(places)) for row in rooms)),
        coordinates=settings.coordinates,
        source=path,
        streets=settings.streets,
        missing_streets=missing,
        rows=dict(_find_rows(tables)),
        notes=tuple(cap_faults(notes)),
    )


def _read_table(model: type[M], name: str, source: Source) -> Rows[M] | None:
    table = source.tables.get(name)
    return None if table is None else read_rows(model, table, id_column=next(iter(required_columns(model))), day=None)


def _shape_faults(source: Source) -> Iterator[Fault]:
    for table in source.tables.values():
        yield from (fault for fault in table.faults if fault.code != NO_ROWS.code or table.name not in MAY_BE_EMPTY)


def _find_repeated_ids(tables: _Tables) -> Iterator[Fault]:
    for rows in tables.each():
        for row, name in rows.read_column(rows.id_column, read_id):
            if rows.ids[name] != row:
                values: dict[str, object] = {"id": quote_value(name), "first": rows.ids[name]}
                yield rows.table.at(DUPLICATE_ID, row=row, column=rows.id_column, values=values)
    if tables.sites is not None and tables.candidates is not None:
        for name, row in tables.candidates.ids.items():
            if name in tables.sites.ids:
                values = {"id": quote_value(name), "first": tables.sites.ids[name], "table": tables.sites.table.file}
                yield tables.candidates.table.at(ID_OF_A_SITE, row=row, column="candidate", values=values)


def _find_wrong_places(tables: _Tables, system: System | None) -> Iterator[Fault]:
    written: list[Place] = []
    for rows in tables.each():
        lons = dict(rows.read_column("lon", read_degrees))
        lats = rows.read_column("lat", read_degrees)
        written += [Place(table=rows.table, row=row, lat=lat, lon=lons[row]) for row, lat in lats if row in lons]
    yield from check_places(written, system)


def _find_nobody(tables: _Tables) -> Iterator[Fault]:
    demand = tables.demand
    if demand is None or not demand.table.rows or len(demand.sound) < len(demand.table.rows):
        return
    if not any(row.people_60_69 + row.people_70_79 + row.people_80 for _, row in demand.sound):
        yield NOBODY_LIVES_HERE.at(file=demand.table.file)


def _miss_streets(fault: Fault | None) -> Fault | None:
    if fault is None:
        return None
    return NO_STREETS_OF_DISTRICT.at(file=fault.file, row=fault.row, key=fault.key, values=fault.values)


def _locate(rows: Sequence[DemandRow | SiteRow | CandidateRow], system: System) -> Iterator[Location]:
    lats, lons = to_wgs84([row.lat for row in rows], [row.lon for row in rows], system=system)
    for row, lat, lon in zip(rows, lats.tolist(), lons.tolist(), strict=True):
        yield Location(id=_location_id(row), lat=lat, lon=lon, name=row.name, area=row.area)


def _location_id(row: DemandRow | SiteRow | CandidateRow) -> str:
    if isinstance(row, DemandRow):
        return f"demand:{row.demand}"
    return f"site:{row.site}" if isinstance(row, SiteRow) else f"site:{row.candidate}"


def _make_demand(row: DemandRow, place: Location) -> DemandPoint:
    people = (row.people_60_69, row.people_70_79, row.people_80)
    return DemandPoint(id=row.demand, kind=row.kind, place=place, people=people, eat=row.eat, deliver=row.deliver)


def _make_site(row: SiteRow, place: Location) -> Site:
    return Site(
        id=row.site,
        place=place,
        state=row.state,
        address=row.address,
        phone=row.phone,
        hours=row.hours,
        seats=row.seats,
        meals=row.meals,
        step_free=row.step_free,
        rent=row.rent,
    )


def _make_room(row: CandidateRow, place: Location) -> Site:
    return Site(
        id=row.candidate,
        place=place,
        state=None,
        address=row.address,
        seats=row.seats,
        meals=row.meals,
        step_free=row.step_free,
        rent=row.rent,
        year=row.year,
    )


def _find_rows(tables: _Tables) -> Iterable[tuple[str, PlaceRow]]:
    for rows in tables.each():
        kind = "demand" if rows is tables.demand else "site"
        for name, row in rows.ids.items():
            yield f"{kind}:{name}", PlaceRow(id=name, file=rows.table.file, row=row)
