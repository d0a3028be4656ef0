"""``doorstep bench`` with median problems among its files."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.bench import Bench, _read_all

Command = Callable[..., subprocess.CompletedProcess[str]]

# 1 - 2 - 3 - 4 of lengths 2, 5 and 1: two medians cost 2 + 1.
LINE = "4 3 2\n1 2 2\n2 3 5\n3 4 1\n"
ROUTES = "TINY\nVEHICLE\nNUMBER CAPACITY\n2 10\nCUSTOMER\n0 0 0 0 0 100 0\n1 3 4 6 0 50 10\n2 0 1 4 0 50 10\n"


@pytest.fixture
def line(tmp_path: Path) -> Path:
    path = tmp_path / "line.txt"
    path.write_text(LINE, encoding="utf-8")
    return path


def test_medians_are_solved_and_written(command: Command, line: Path, tmp_path: Path) -> None:
    best, out = tmp_path / "best.csv", tmp_path / "out"
    best.write_text("instance,vertices,optimum\nline,4,3\n", encoding="utf-8")

    done = command("bench", line, "--seconds", 5, "--seeds", 2, "--best", best, "--out", out, "--json")

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [(row["instance"], row["engine"], row["seed"]) for row in rows] == [
        ("line", "sites", 0),
        ("line", "sites", 1),
    ]
    assert [(row["cost"], row["best"], row["gap"]) for row in rows] == [(3.0, 3.0, 0.0)] * 2
    assert (out / "line.sol").read_text(encoding="utf-8").endswith("Cost 3\n")


def test_medians_and_rounds_are_told_apart(line: Path, tmp_path: Path) -> None:
    routes = tmp_path / "routes.txt"
    routes.write_text(ROUTES, encoding="utf-8")
    asked = Bench(files=[line, routes], out=tmp_path, seconds=1, seeds=1, engine="search", peers=False, best=None)

    instances, medians, _ = _read_all(asked)

    assert [one.name for one in instances] == ["routes"]
    assert [one.name for one in medians] == ["line"]


def test_a_broken_median_is_told_with_its_line_and_nothing_runs(command: Command, line: Path) -> None:
    line.write_text(LINE.replace("2 3 5", "2 9 5"), encoding="utf-8")

    done = command("bench", line)

    assert done.returncode == 2
    assert "row 3" in done.stderr
    assert done.stdout == ""
