"""Tables of best known costs, and whether they find every instance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routing.benchmarks.best_known import look_up, read_best
from routing.benchmarks.instances import name_instance
from routing.errors import InputError

CSV = "id,file,patients,best\nA1,Tiny_1.txt.gz,3,10.5\nA2,tiny_2,4,\nA3,tiny_3.json,5,20\n"
MARKDOWN = """| instance    |   distance |   total_cost | solution |
|:------------|-----------:|-------------:|:---------|
| tiny_1.json |          9 |         10.5 | a.json   |
| tiny_3      |         18 |         20   | b.json   |
"""


@pytest.mark.parametrize("text", [CSV, MARKDOWN, "\ufeff" + CSV.replace("\n", "\r\n")])
def test_instance_is_found_by_name_whatever_its_ending_and_case(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table"
    path.write_text(text, encoding="utf-8")
    best = read_best(path)
    assert [look_up(best, name) for name in ("tiny_1", "TINY_1", "tiny_2", "tiny_3", "tiny_4")] == [
        10.5,
        10.5,
        None,
        20.0,
        None,
    ]


def test_every_fault_of_a_table_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "best.csv"
    for text, faults in {
        "": [("R046", 1), ("R052", 1)],
        "instance,best\na,dear\nb,1\nc,0\n": [("R050", 2), ("R050", 4)],
    }.items():
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_best(path)
        assert [(fault.code, fault.row) for fault in caught.value.faults] == faults


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("instance,remark\na,b\n", "R052", 1),
        ("remark,best\na,1\n", "R046", 1),
        ("instance,best\na,1\nb,dear\n", "R050", 3),
        ("instance,best\na,0\n", "R050", 2),
        ("instance,best\na,nan\n", "R050", 2),
        ("instance,best\n" + "x" * 200_000 + ",1\n", "R047", 2),
    ],
)
def test_broken_table_is_a_fault_with_its_row(tmp_path: Path, text: str, code: str, row: int) -> None:
    path = tmp_path / "best.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_best(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.row) == (code, row)


@pytest.mark.parametrize(
    ("table", "folder", "pattern", "count"),
    [
        ("hhcrsp/published_results_mankowska70.csv", "hhcrsp/mankowska", "*.txt*", 35),
        ("hhcrsp/italian_best.md", "hhcrsp/italian", "*.json.gz", 15),
        ("vrptw/bks_gehring_homberger.csv", "vrptw/gehring_homberger", "*.txt.gz", 60),
        ("vrptw/bks_solomon100.csv", "vrptw/solomon100", "*.txt", 29),
    ],
)
def test_published_table_knows_every_published_instance(
    shared_file: Callable[[str], Path], table: str, folder: str, pattern: str, count: int
) -> None:
    best = read_best(shared_file(table))
    files = [path.name for path in shared_file(folder).glob(pattern)]
    assert len(files) == count
    assert [file for file in files if look_up(best, name_instance(file)) is None] == []
