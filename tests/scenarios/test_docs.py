"""The pages that describe files say what the code reads and writes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from routing.clock_text import format_clock
from routing.objective import Weights
from scenarios import aliases, cells, clock, encodings, places, rows, tables, workbook_parts
from scenarios.day import MODELS, OPTIONAL_TABLES
from scenarios.plan_files.orders import OrderRow
from scenarios.rows import RowModel, required_columns

DOCS = Path(__file__).resolve().parents[2] / "docs"
FORMAT_PAGE = (DOCS / "file-format.md").read_text(encoding="utf-8")
PLAN_PAGE = (DOCS / "plan-format.md").read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """Cut out the text from a heading to the next heading."""
    _, _, rest = page.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(r"\n#+ ", rest)[0]


def table_rows(text: str) -> list[list[str]]:
    """Read the rows of the Markdown tables in a text, without headers; code marks are dropped."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]
    headers = {i - 1 for i, cells_ in enumerate(found) if set("".join(cells_)) <= {"-"}}
    return [row for i, row in enumerate(found) if i not in headers and i - 1 not in headers]


def split_names(text: str) -> list[str]:
    return [name for name in text.split(", ") if name]


@pytest.mark.parametrize("table", MODELS)
def test_columns_of_a_table_are_described_with_all_their_names(table: str) -> None:
    text = section(FORMAT_PAGE, f"### `{table}` / {aliases.tables().aliases[table][1]}")
    described = {row[0]: row for row in table_rows(text)}
    assert list(described) == list(aliases.columns(table).aliases)
    for column, names in aliases.columns(table).aliases.items():
        assert described[column][1] == names[1]
        assert described[column][2] == ("yes" if column in required_columns(MODELS[table]) else "")
        assert split_names(described[column][4]) == list(names[2:])
    assert ("Optional." in text) is (table in OPTIONAL_TABLES)
    found = re.search(r"Also found as: (.*)\.", text)
    assert found is not None
    assert split_names(found[1]) == list(aliases.tables().aliases[table][2:])


@pytest.mark.parametrize(("table", "model"), [*MODELS.items(), ("orders", OrderRow)])
def test_every_column_of_a_model_has_names_and_the_other_way_round(table: str, model: type[RowModel]) -> None:
    assert set(model.model_fields) == set(aliases.columns(table).aliases)


@pytest.mark.parametrize("table", [*MODELS, "orders"])
def test_no_name_stands_for_two_columns(table: str) -> None:
    known = aliases.columns(table)
    assert len(known.name_by_alias) == sum(
        len({aliases.fold_name(alias) for alias in names}) for names in known.aliases.values()
    )


def test_keys_of_the_day_are_described_with_all_their_names() -> None:
    described = {row[0]: row for row in table_rows(section(FORMAT_PAGE, "## The day itself"))}
    for key, names in aliases.settings().aliases.items():
        assert described[key][1] == names[1]
        assert split_names(described[key][4]) == list(names[2:])
    weights = Weights()
    for key, names in aliases.weights().aliases.items():
        value = getattr(weights, key)
        said = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        assert described[key][1:3] == [names[1], said]


def test_words_are_described_with_all_their_names() -> None:
    kinds = {"yes or no": "yes_no", "no skills": "none"}
    described = [
        (kinds.get(kind, kind), word, [chinese, *split_names(others)])
        for kind, word, chinese, others in table_rows(section(FORMAT_PAGE, "## Words"))
    ]
    known = [
        (kind, word, [name for name in names[1:] if not name.endswith(".0")])
        for kind in ("role", "mode", "yes_no", "priority", "pairing", "coordinates", "none")
        for word, names in aliases.words(kind).aliases.items()
    ]
    assert described == known


def test_examples_of_times_are_read_as_described() -> None:
    described = table_rows(section(FORMAT_PAGE, "## Times"))
    for written, meaning, *_ in described[:3]:
        for example in split_names(written):
            assert format_clock(clock.read_clock(example)) == meaning
    for example in split_names(described[3][0]):
        assert clock.read_clock(example) == 25 * 3600 + 1800
    assert clock.read_clock("0.354") == 8 * 3600 + 1800
    for example in ("8", "8.30", "8:5", "上午12:30"):
        assert f"`{example}`" in section(FORMAT_PAGE, "## Times")
        with pytest.raises(cells.CellError):
            clock.read_clock(example)


def test_limits_are_those_of_the_code() -> None:
    described = [int(row[1].replace(",", "")) for row in table_rows(section(FORMAT_PAGE, "## Limits"))]
    assert described == [
        encodings.LARGEST_FILE,
        workbook_parts.LARGEST_UNPACKED,
        tables.MOST_ROWS,
        tables.MOST_COLUMNS,
        cells.LONGEST_ID,
        cells.LONGEST_TEXT,
        rows.MOST_OF_A_KIND,
    ]
    assert f"within the first {tables.HEADER_WITHIN} rows" in FORMAT_PAGE
    assert f"{places.FARTHEST // 1000} km from the median" in FORMAT_PAGE.replace("\n", " ")
    assert format_clock(clock.LATEST) in section(FORMAT_PAGE, "## Times")


def test_columns_of_a_plan_as_a_table_are_described() -> None:
    text = section(FORMAT_PAGE, "## A plan as a table")
    described = {row[0]: row for row in table_rows(text)}
    assert list(described) == list(aliases.columns("orders").aliases)
    for column, names in aliases.columns("orders").aliases.items():
        assert described[column][1] == names[1]
        assert split_names(described[column][4]) == list(names[2:])
    for column, names in aliases.reading_columns("orders").aliases.items():
        assert f"`{column}`/{names[1]}" in text.replace("\n", " ")


def test_fields_of_plan_json_are_those_described(tmp_path: Path, write_plan_of_hand: Callable[[Path], None]) -> None:
    write_plan_of_hand(tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    parts = {
        "## The plan": plan,
        "## `day`": plan["day"],
        "## `cost`": plan["cost"],
        "## `routes`": plan["routes"][0],
        "## `stops`": plan["routes"][0]["stops"][0],
        "## `unassigned`": plan["unassigned"][0],
        "## `reasons`": plan["unassigned"][0]["reasons"][0],
        "## `violations`": plan["violations"][0],
    }
    for heading, part in parts.items():
        assert {row[0] for row in table_rows(section(PLAN_PAGE, heading))} == set(part), heading
