"""Files of one command come together, and what is said of them is true."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def planned(small_plan: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """Copy the plan of the small day, to do anything with it."""
    return shutil.copytree(small_plan[0], tmp_path / "out")


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def block(path: Path) -> None:
    """Put a folder where a file is to be written."""
    path.unlink(missing_ok=True)
    path.mkdir()


def test_plan_whose_map_cannot_be_written_changes_nothing(command: Command, small_day: Path, planned: Path) -> None:
    block(planned / "plan.html")
    before = read_all(planned)

    done = command("plan", small_day, "--out", planned, "--solutions", 5, "--seed", 9, "--engine", "ortools")

    assert done.returncode == 2
    assert "plan.html: is a folder, not a file" in done.stderr
    assert "Nothing was written." in done.stderr
    assert read_all(planned) == before


def test_risk_whose_page_cannot_be_written_changes_nothing(
    command: Command, small_day: Path, planned: Path, tmp_path: Path
) -> None:
    (tmp_path / "risk").mkdir()
    block(tmp_path / "risk" / "risk.html")

    done = command("risk", small_day, planned / "plan.json", "--out", tmp_path / "risk", "--samples", 50)

    assert done.returncode == 2
    assert "Nothing was written." in done.stderr
    assert read_all(tmp_path / "risk") == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_disk_that_takes_only_small_files_leaves_an_older_plan_whole(
    program: str, small_day: Path, planned: Path, tmp_path: Path
) -> None:
    plan = shutil.copy(planned / "orders.csv", tmp_path)
    before = read_all(planned)
    # The map is larger than 64 KB, the tables are not.
    line = f'ulimit -f 64; exec "{program}" check "{small_day}" "{plan}" --out "{planned}"'
    done = subprocess.run(
        ["bash", "-c", line],
        env={**os.environ, "DOORSTEP_LANG": "zh-CN", "DOORSTEP_CACHE": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2, done.stderr
    assert "plan.html：文件太大" in done.stderr
    assert "什么也没有写" in done.stderr
    assert read_all(planned) == before


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_output_that_cannot_be_printed_is_told_with_what_was_written(
    program: str, small_day: Path, planned: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    out = tmp_path / "new"
    line = [program, "check", str(small_day), str(planned / "plan.json"), "--out", str(out), *more]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            line,
            env={**os.environ, "DOORSTEP_LANG": "en"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert "W103" in done.stderr
    assert f"Written before that: orders.csv, plan.json, summary.json, plan.geojson, plan.html in {out}" in done.stderr
    assert "Nothing was written" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert len(read_all(out)) == 5


def test_faults_as_json_say_that_nothing_was_written(command: Command, small_day: Path, tmp_path: Path) -> None:
    (small_day / "visits.csv").unlink()

    done = command("plan", small_day, "--out", tmp_path / "out", "--json")

    assert json.loads(done.stdout)["written"] == []
