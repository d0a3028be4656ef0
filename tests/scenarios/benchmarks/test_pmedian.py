"""The pmed form: read, refused with its lines, and solved to the published optimum."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from routing.benchmarks.best_known import read_best
from routing.errors import InputError
from scenarios.benchmarks.pmedian import MedianRun, is_median, read_median, read_medians, run_median, write_median

# A line of four vertices, 1 - 2 - 3 - 4, of lengths 2, 5 and 1; the first edge is given twice and the last counts. Two
# medians: one at 1 or 2 and one at 3 or 4, so 2 + 1.
LINE = " 4 4 2 \n 1 2 9\n 2 3 5\n 3 4 1\n 2 1 2\n"


def refuse(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        read_median(text, file="pmed.txt")
    return [f"{fault.code}@{fault.row}" for fault in error.value.faults]


def test_of_a_repeated_edge_the_last_counts() -> None:
    instance = read_median(LINE, file="a/line.txt.gz")
    assert instance.name == "line"
    assert instance.problem.cost.tolist() == [[0, 2, 7, 8], [2, 0, 5, 6], [7, 5, 0, 1], [8, 6, 1, 0]]


def test_it_is_solved_and_written() -> None:
    instance = read_median(LINE, file="line.txt")
    result = run_median(MedianRun(instance=instance, seed=0), seconds=10, best={"line": 3.0})
    assert (result.cost, result.best, result.gap) == (3.0, 3.0, 0.0)
    text = write_median(instance, result)
    opened = text.splitlines()[0].removeprefix("Open: ").split()
    assert {opened[0], opened[1]} in ({"1", "3"}, {"1", "4"}, {"2", "3"}, {"2", "4"})
    assert text.splitlines()[1] == "Cost 3"


def test_the_form_is_told_from_others(tmp_path: Path) -> None:
    plain, packed, other = tmp_path / "line.txt", tmp_path / "packed.txt.gz", tmp_path / "other.txt"
    plain.write_text(LINE, encoding="utf-8")
    packed.write_bytes(gzip.compress(LINE.encode()))
    other.write_text("TINY\nVEHICLE\nNUMBER CAPACITY\n2 10\n", encoding="utf-8")
    assert [is_median(path) for path in (plain, packed, other, tmp_path / "absent")] == [True, True, False, False]
    assert [one.name for one in read_medians([plain, packed])] == ["line", "packed"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    plain, packed = tmp_path / "line.txt", tmp_path / "line.txt.gz"
    plain.write_text(LINE, encoding="utf-8")
    packed.write_bytes(gzip.compress(LINE.encode()))
    with pytest.raises(InputError, match="L062"):
        read_medians([plain, packed])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["R024@None"]),
        ("4 1", ["R025@1"]),
        ("3001 1 1\n1 2 3\n", ["R027@1"]),
        ("4 4 5\n", ["R027@1"]),
        ("2 1 1\n1 2 nan\n", ["R025@2"]),
        ("3 2 1\n1 2 x\n2 9 1\n", ["R025@2", "R027@3"]),
        ("2 2 1\n1 2 3\n", ["R024@None"]),
        ("2 1 1\n1 2 3\n1 2 4\n", ["L060@3"]),
        ("3 1 1\n1 2 3\n", ["L061@None"]),
        ("2 1 1\n1 2 1e300\n", ["R026@2"]),
        ("2 1 1\n1 2 2.5\n", ["R027@2"]),
    ],
)
def test_broken_files_are_refused_with_their_lines(text: str, faults: list[str]) -> None:
    assert refuse(text) == faults


@pytest.mark.parametrize("name", ["pmed5", "pmed13", "pmed19"])
def test_published_optima_are_reached(shared_file: Callable[[str], Path], name: str) -> None:
    (instance,) = read_medians([shared_file(f"pmedian/{name}.txt.gz")])
    best = read_best(shared_file("pmedian/optimal_values.csv"))
    result = run_median(MedianRun(instance=instance, seed=0), seconds=60, best=best)
    assert result.gap == 0.0
