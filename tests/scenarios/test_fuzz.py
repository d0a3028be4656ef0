"""Whatever is in the files: a day, or faults that say where. Never another error.

``DOORSTEP_FUZZ=5000 pytest tests/scenarios/test_fuzz.py`` tries more than the suite does.
"""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from routing.errors import InputError
from routing.problem import Problem
from scenarios.day import read_day
from scenarios.plan_files import read_orders, read_plan

Write = Callable[..., Path]
Tables = dict[str, list[list[Any]]]
R = TypeVar("R")

EXAMPLES = int(os.environ.get("DOORSTEP_FUZZ", "60"))
PLAN_KEYS = ("routes", "unassigned", "worker", "visit", "departure", "arrival", "stops", "start", "end")
TABLES = ("depots", "services", "clients", "visits", "gaps", "workers")

usual = settings(max_examples=EXAMPLES, deadline=None)

PIECES = (
    *("8:30", "08:30-10:00", "25:30", "8点半", "下午2点到4点", "0.354", "2026-11-23", "1900-01-01", "次日", "上午"),
    *("；", ";", ",", "~", "至", "-", "：", "'", '"', "=", "{x}", "%s", "*", "_", "\n", "\t", "　", "\ufeff"),
    *("是", "护理员", "步行", "高", "v1", "c1", "d1", "bath", "visit", "服务单", "#N/A"),
    *("v1/2", "v2", "/2", "2", "A", "同一人", "其他", "-90", "90", "无"),
    *("1e5", "nan", "inf", "9" * 20, "２", "²", "十", "点", "半"),
)
texts = st.one_of(st.text(max_size=8), st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
cells = st.one_of(texts, st.integers(-5, 50), st.floats(-200, 200), st.booleans(), st.just(""))
excel_cells = st.one_of(
    cells, st.times(), st.dates(), st.datetimes(), st.timedeltas(), st.floats(allow_nan=False), st.integers()
)
spots = st.tuples(st.sampled_from(TABLES), st.integers(0, 3), st.integers(0, 12))
cuts = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.binary(max_size=6)), min_size=1, max_size=4)


def read_or_refuse(read: Callable[..., R], *given: object) -> R | None:
    """Read something; where it is refused, every fault must say what is wrong and what to do."""
    try:
        return read(*given)
    except InputError as error:
        faults = error.faults
    assert faults
    for fault in faults:
        assert fault.code.startswith("D"), fault
        assert fault.what, fault
        assert fault.remedy, fault
    return None


def couple_visits(tables: Tables) -> Tables:
    """Let two people make v1, v2 and v3 start together, and v2 follow v1."""
    visits = tables["visits"]
    visits.append(["v3", "c2", "bath", "09:00-11:00", 30, "", "", "", "", ""])
    columns = (("workers", 2, "", ""), ("together", "", "A", "A"), ("due", "9:00", "10:00", ""))
    for column in columns:
        for row, value in zip(visits, column, strict=True):
            row.append(value)
    tables["gaps"] = [["first", "second", "least", "greatest", "worker"], ["v1", "v2", -30, 90, "other"]]
    return tables


def put_cell(tables: Tables, spot: tuple[str, int, int], value: object) -> None:
    name, row, column = spot
    rows = tables[name]
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def put_text_cells(tables: Tables, changes: list[tuple[tuple[str, int, int], object]]) -> None:
    """Put in what a file of UTF-8 can hold."""
    for spot, value in changes:
        put_cell(tables, spot, value.encode("utf-8", "replace").decode() if isinstance(value, str) else value)


def cut_bytes(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Replace a few bytes at a few places of the content."""
    for place, length, new in changes:
        start = int(place * len(content))
        content = content[:start] + new + content[start + length :]
    return content


@pytest.fixture(name="folder", scope="module")
def folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(name="book", scope="module")
def book_fixture(folder: Path, write_workbook: Write, make_tables: Callable[[], Tables]) -> bytes:
    return write_workbook(folder / "good.xlsx", couple_visits(make_tables())).read_bytes()


@pytest.fixture(name="problem", scope="module")
def problem_fixture(folder: Path, write_folder: Write) -> Problem:
    return read_day(write_folder(folder / "problem")).problem


def test_unchanged_tables_are_a_day(folder: Path, write_folder: Write, make_tables: Callable[[], Tables]) -> None:
    day = read_or_refuse(read_day, write_folder(folder / "unchanged", couple_visits(make_tables())))
    assert day is not None
    assert (len(day.problem.together), len(day.problem.gaps)) == (2, 1)


coupled_spots = st.one_of(
    st.tuples(st.just("visits"), st.integers(1, 3), st.sampled_from((0, 1, 10, 11, 12))),
    st.tuples(st.just("gaps"), st.integers(0, 3), st.integers(0, 5)),
)


@usual
@given(changes=st.lists(st.tuples(coupled_spots, cells), min_size=1, max_size=6))
@example(changes=[(("visits", 3, 0), "v1/2")])
@example(changes=[(("visits", 1, 0), "v" * 99)])
def test_any_cells_that_couple_visits(
    changes: list[tuple[tuple[str, int, int], object]],
    folder: Path,
    write_folder: Write,
    make_tables: Callable[[], Tables],
) -> None:
    tables = couple_visits(make_tables())
    put_text_cells(tables, changes)
    read_or_refuse(read_day, write_folder(folder / "coupled", tables))


@usual
@given(changes=st.lists(st.tuples(spots, cells), min_size=1, max_size=6))
@example(changes=[(("visits", 1, 3), "8:30-8:30;8:30-9:00")])
@example(changes=[(("clients", 1, 2), "1e308")])
def test_any_cells_of_a_folder(
    changes: list[tuple[tuple[str, int, int], object]],
    folder: Path,
    write_folder: Write,
    make_tables: Callable[[], Tables],
) -> None:
    tables = couple_visits(make_tables())
    put_text_cells(tables, changes)
    read_or_refuse(read_day, write_folder(folder / "cells", tables))


@settings(usual, max_examples=EXAMPLES // 2)
@given(changes=st.lists(st.tuples(spots, excel_cells), min_size=1, max_size=6))
def test_any_cells_of_a_workbook(
    changes: list[tuple[tuple[str, int, int], object]],
    folder: Path,
    write_workbook: Write,
    make_tables: Callable[[], Tables],
) -> None:
    tables = couple_visits(make_tables())
    for spot, value in changes:
        put_cell(tables, spot, value)
    try:
        path = write_workbook(folder / "cells.xlsx", tables)
    except (ValueError, UnicodeError, IllegalCharacterError):
        return  # openpyxl refuses to write what no workbook can hold
    read_or_refuse(read_day, path)


@usual
@given(name=st.sampled_from([*(f"{table}.csv" for table in TABLES), "day.toml"]), changes=cuts)
def test_any_bytes_changed_in_a_folder(
    name: str,
    changes: list[tuple[float, int, bytes]],
    folder: Path,
    write_folder: Write,
    make_tables: Callable[[], Tables],
) -> None:
    day = write_folder(folder / "bytes", couple_visits(make_tables()))
    (day / name).write_bytes(cut_bytes((day / name).read_bytes(), changes))
    read_or_refuse(read_day, day)


@usual
@given(name=st.sampled_from([*(f"{table}.csv" for table in TABLES), "day.toml"]), content=st.binary(max_size=200))
def test_any_bytes_for_a_file(name: str, content: bytes, folder: Path, write_folder: Write) -> None:
    day = write_folder(folder / "noise")
    (day / name).write_bytes(content)
    read_or_refuse(read_day, day)


@usual
@given(settings_text=st.lists(st.tuples(texts, st.one_of(texts, cells)), max_size=6))
def test_any_settings(settings_text: list[tuple[str, object]], folder: Path, write_folder: Write) -> None:
    day = write_folder(folder / "settings")
    known = ("format", "name", "date", "coordinates", "streets", "straight_line", "weights")
    lines = [f"{key if key in known else known[len(key) % 7]} = {value!r}" for key, value in settings_text]
    (day / "day.toml").write_bytes("\n".join(lines).encode("utf-8", "replace"))
    read_or_refuse(read_day, day)


@usual
@given(changes=cuts)
def test_any_bytes_changed_in_a_workbook(changes: list[tuple[float, int, bytes]], folder: Path, book: bytes) -> None:
    path = folder / "bytes.xlsx"
    path.write_bytes(cut_bytes(book, changes))
    read_or_refuse(read_day, path)


@usual
@given(part=st.integers(0, 100), changes=cuts)
def test_any_bytes_changed_inside_a_workbook(
    part: int, changes: list[tuple[float, int, bytes]], folder: Path, book: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[part % len(parts)]
    parts[name] = cut_bytes(parts[name], changes)
    path = folder / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    read_or_refuse(read_day, path)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(PLAN_KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@usual
@given(content=st.dictionaries(st.sampled_from(PLAN_KEYS), json_values, max_size=4))
def test_any_content_of_a_plan(content: dict[str, object], folder: Path, problem: Problem) -> None:
    path = folder / "plan.json"
    text = json.dumps({"format": "doorstep-plan", "version": 1, "routes": [], "unassigned": [], **content})
    path.write_text(text, encoding="utf-8")
    read_or_refuse(read_plan, path, problem)


@usual
@given(content=st.one_of(st.binary(max_size=100), texts.map(lambda text: text.encode("utf-8", "replace"))))
@example(content=b'{"format": "doorstep-plan", "version": 1e400}')
def test_any_bytes_for_a_plan(content: bytes, folder: Path, problem: Problem) -> None:
    for name in ("plan.json", "orders.csv", "orders.xlsx"):
        (folder / name).write_bytes(content)
    read_or_refuse(read_plan, folder / "plan.json", problem)
    read_or_refuse(read_orders, folder / "orders.csv", problem)
    read_or_refuse(read_orders, folder / "orders.xlsx", problem)


@usual
@given(rows=st.lists(st.lists(cells, max_size=4), max_size=5))
def test_any_rows_of_orders(rows: list[list[object]], folder: Path, problem: Problem) -> None:
    path = folder / "orders.csv"
    lines = ["worker,visit,order,", *(",".join(str(cell) for cell in row) for row in rows)]
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    orders = read_or_refuse(read_orders, path, problem) or {}
    assert {visit for order in orders.values() for visit in order} <= {"v1", "v2"}
