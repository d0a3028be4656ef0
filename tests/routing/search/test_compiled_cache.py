"""Compiled code is kept where it can be; a bad cache costs time, never a plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routing.cache import CACHE_VARIABLE
from routing.search.compiled import code_folder, entry


def double(x: int) -> int:
    return 2 * x


@pytest.fixture
def compile_double(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | str], int]:
    def run(folder: Path | str) -> int:
        monkeypatch.setenv(CACHE_VARIABLE, str(folder))
        return entry(double)(21)

    return run


def test_code_is_kept_and_read_again(tmp_path: Path, compile_double: Callable[[Path | str], int]) -> None:
    assert compile_double(tmp_path) == 42
    kept = sorted(tmp_path.rglob("*.nb?"))
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    written = [path.stat().st_mtime_ns for path in kept]
    assert compile_double(tmp_path) == 42
    assert [path.stat().st_mtime_ns for path in kept] == written


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("rubbish", [b"", b"rubbish", bytes(5000)])
def test_broken_files_are_passed_over(
    tmp_path: Path, compile_double: Callable[[Path | str], int], suffix: str, rubbish: bytes
) -> None:
    assert compile_double(tmp_path) == 42
    for path in tmp_path.rglob(f"*{suffix}"):
        path.write_bytes(rubbish)
    assert compile_double(tmp_path) == 42


def test_a_file_in_the_way_of_the_folder_is_no_hindrance(
    tmp_path: Path, compile_double: Callable[[Path | str], int]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert compile_double(tmp_path / "file") == 42


def test_a_folder_nobody_may_make_is_no_hindrance(compile_double: Callable[[Path | str], int]) -> None:
    assert compile_double("/proc/doorstep") == 42


def test_an_empty_setting_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compile_double: Callable[[Path | str], int]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert compile_double("") == 42
    assert code_folder() is None
    assert list(tmp_path.iterdir()) == []
