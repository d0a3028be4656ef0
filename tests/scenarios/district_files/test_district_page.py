"""docs/district-format.md says what the code reads."""

import re
from pathlib import Path

import pytest

from maps import feature_files
from scenarios import aliases
from scenarios.district_files import rows
from scenarios.district_files.read import MODELS, OPTIONAL_TABLES
from scenarios.rows import required_columns

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "district-format.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    _, _, rest = PAGE.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(r"\n#+ ", rest)[0]


def table_rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]
    headers = {i - 1 for i, cells in enumerate(found) if set("".join(cells)) <= {"-"}}
    return [row for i, row in enumerate(found) if i not in headers and i - 1 not in headers]


def split_names(text: str) -> list[str]:
    return [name for name in text.split(", ") if name]


@pytest.mark.parametrize("table", MODELS)
def test_columns_of_a_table_are_described_with_all_their_names(table: str) -> None:
    names = aliases.tables("district").aliases[table]
    text = section(f"### `{table}` / {names[1]}")
    described = {row[0]: row for row in table_rows(text)}
    assert list(described) == list(aliases.columns(table).aliases) == list(MODELS[table].model_fields)
    for column, others in aliases.columns(table).aliases.items():
        assert described[column][1] == others[1]
        assert described[column][2] == ("yes" if column in required_columns(MODELS[table]) else "")
        assert split_names(described[column][4]) == list(others[2:])
    assert ("Optional." in text) is (table in OPTIONAL_TABLES)
    found = re.search(r"Also found as: (.*)\.", text)
    assert found is not None
    assert split_names(found[1]) == list(names[2:])


@pytest.mark.parametrize("table", MODELS)
def test_no_name_stands_for_two_columns(table: str) -> None:
    known = aliases.columns(table)
    assert len(known.name_by_alias) == sum(
        len({aliases.fold_name(alias) for alias in names}) for names in known.aliases.values()
    )


def test_keys_are_described_with_all_their_names() -> None:
    described = {row[0]: row for row in table_rows(section("## The district itself"))}
    assert list(described) == list(aliases.settings("district").aliases)
    for key, names in aliases.settings("district").aliases.items():
        assert described[key][1] == names[1]
        assert split_names(described[key][4]) == list(names[2:])


def test_words_are_described_with_all_their_names() -> None:
    described = [
        (kind, word, [chinese, *split_names(more)]) for kind, word, chinese, more in table_rows(section("## Words"))
    ]
    assert described == [
        (kind, word, list(names[1:]))
        for kind, name in (("kind", "demand_kind"), ("state", "state"))
        for word, names in aliases.words(name).aliases.items()
    ]


def test_limits_are_those_of_the_code() -> None:
    described = [int(row[1].replace(",", "")) for row in table_rows(section("## Limits"))]
    assert described == [feature_files.MOST_FEATURES, rows.MOST_PEOPLE, rows.MOST_SEATS]


def test_day_and_district_share_no_table() -> None:
    assert not set(aliases.tables("day").aliases) & set(aliases.tables("district").aliases)
