import io
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maps import matrix_cache
from maps.matrix import travel_matrix
from maps.matrix_cache import find_matrix, keep_matrix, matrix_key
from maps.streets import Streets
from routing.problem import Location, Mode

LINE = {"a": (0.0, 0.0), "b": (400.0, 0.0)}
ROAD = {"highway": "residential"}


def single_array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros((2, 2), dtype=np.int32))
    return file.getvalue()


@pytest.fixture
def town(build_town: Callable[..., Streets]) -> Streets:
    return build_town(LINE, [("ab", ROAD)])


@pytest.fixture
def places(place_at: Callable[..., Location]) -> list[Location]:
    return [place_at("p", 50, 0), place_at("q", 350, 0)]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_matrix_is_kept_once_and_found_again(town: Streets, places: list[Location], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "cache"
    first = travel_matrix(town, places, Mode.WALK, cache=folder)
    (file,) = kept(folder)
    before = file.stat().st_ino
    again = travel_matrix(town, places, Mode.WALK, cache=folder)
    assert again.seconds.tolist() == first.seconds.tolist()
    assert again.metres.tolist() == first.metres.tolist()
    assert (kept(folder), file.stat().st_ino) == ([file], before)


def test_kept_matrix_is_what_is_read(town: Streets, places: list[Location], tmp_path: Path) -> None:
    travel_matrix(town, places, Mode.WALK, cache=tmp_path)
    (file,) = tmp_path.glob("*.npz")
    planted = np.array([[0, 7], [7, 0]], dtype=np.int32)
    np.savez(file, seconds=planted, metres=planted)
    assert travel_matrix(town, places, Mode.WALK, cache=tmp_path).seconds.tolist() == planted.tolist()


def test_numbers_too_large_for_half_the_room_are_kept_whole(tmp_path: Path) -> None:
    for largest in (65_535, 65_536):
        seconds, metres = np.array([[0, largest], [7, 0]], dtype=np.int32), np.array([[0, 1], [2, 0]], dtype=np.int32)
        keep_matrix(tmp_path, "matrix-walk-a", seconds, metres)
        found = find_matrix(tmp_path, "matrix-walk-a", 2)
        assert found is not None
        assert [matrix.dtype for matrix in found] == [np.int32, np.int32]
        assert [matrix.tolist() for matrix in found] == [seconds.tolist(), metres.tolist()]


def test_everything_that_matters_is_in_the_key(
    town: Streets, places: list[Location], build_town: Callable[..., Streets]
) -> None:
    slower = build_town(LINE, [("ab", {"highway": "steps"})])
    keys = {
        matrix_key(town, places, Mode.WALK),
        matrix_key(town, places, Mode.CAR),
        matrix_key(slower, places, Mode.WALK),
        matrix_key(town, places[::-1], Mode.WALK),
        matrix_key(town, [places[0], replace(places[1], lat=31.0001)], Mode.WALK),
        matrix_key(town, [places[0], replace(places[1], door_seconds=1)], Mode.WALK),
    }
    assert len(keys) == 6


def test_names_of_places_are_not_in_the_key(town: Streets, places: list[Location]) -> None:
    renamed = [replace(place, id=f"new {place.id}", name="x") for place in places]
    assert matrix_key(town, places, Mode.WALK) == matrix_key(town, renamed, Mode.WALK)


@pytest.mark.parametrize("content", [b"", b"not a matrix", b"PK\x03\x04broken", single_array()])
def test_broken_cache_is_worked_out_again(
    town: Streets, places: list[Location], tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    right = travel_matrix(town, places, Mode.WALK, cache=tmp_path)
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        again = travel_matrix(town, places, Mode.WALK, cache=tmp_path)
    assert again.seconds.tolist() == right.seconds.tolist()
    assert "worked out again" in caplog.text
    assert np.load(file)["seconds"].tolist() == right.seconds.tolist()


@pytest.mark.parametrize(
    "arrays",
    [
        {"seconds": np.zeros((3, 3), dtype=np.int32), "metres": np.zeros((3, 3), dtype=np.int32)},
        {"seconds": np.zeros((2, 2)), "metres": np.zeros((2, 2))},
        {"seconds": np.full((2, 2), -1, dtype=np.int32), "metres": np.zeros((2, 2), dtype=np.int32)},
        {"seconds": np.zeros((2, 2), dtype=np.int32)},
        {"seconds": np.array([["x", object()]] * 2, dtype=object), "metres": np.zeros((2, 2), dtype=np.int32)},
    ],
)
def test_kept_matrix_of_another_make_is_not_trusted(
    town: Streets, places: list[Location], tmp_path: Path, arrays: dict[str, np.ndarray]
) -> None:
    right = travel_matrix(town, places, Mode.WALK, cache=tmp_path)
    (file,) = tmp_path.glob("*.npz")
    np.savez(file, **arrays)
    assert travel_matrix(town, places, Mode.WALK, cache=tmp_path).seconds.tolist() == right.seconds.tolist()


def test_cache_that_cannot_be_written_costs_a_warning_only(
    town: Streets, places: list[Location], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        matrix = travel_matrix(town, places, Mode.WALK, cache=in_the_way)
    assert matrix.metres_between("p", "q") == 300
    assert "cannot be kept" in caplog.text


def test_nothing_half_written_is_left(town: Streets, places: list[Location], tmp_path: Path) -> None:
    travel_matrix(town, places, Mode.WALK, cache=tmp_path)
    (tmp_path / kept(tmp_path)[0].name.replace("walk", "e-bike")).mkdir()
    travel_matrix(town, places, Mode.EBIKE, cache=tmp_path)
    assert not list(tmp_path.glob("*.part"))


def plant(folder: Path, name: str, *, age: int, size: int = 10) -> None:
    """Put a file there that was last used ``age`` seconds after the epoch."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x" * size)
    os.utime(folder / name, (age, age))


def test_matrix_unused_for_longest_makes_room_for_a_new_one(
    town: Streets, places: list[Location], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_cache, "MOST_FILES", 3)
    for name, age in (("matrix-walk-b.npz", 200), ("matrix-walk-a.npz", 300), ("matrix-walk-c.npz", 100)):
        plant(tmp_path / "cache", name, age=age)
    plant(tmp_path / "cache", "somebody-elses.npz", age=1)
    travel_matrix(town, places, Mode.WALK, cache=tmp_path / "cache")
    new = f"{matrix_key(town, places, Mode.WALK)}.npz"
    assert {path.name for path in kept(tmp_path / "cache")} == {
        new,
        "matrix-walk-a.npz",
        "matrix-walk-b.npz",
        "somebody-elses.npz",
    }


def test_matrices_too_large_together_make_room_and_the_newest_stays(
    town: Streets, places: list[Location], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_cache, "MOST_BYTES", 10)
    plant(tmp_path / "cache", "matrix-walk-a.npz", age=100)
    travel_matrix(town, places, Mode.WALK, cache=tmp_path / "cache")
    assert [path.stem for path in kept(tmp_path / "cache")] == [matrix_key(town, places, Mode.WALK)]


def test_matrix_that_is_used_again_counts_as_new(
    town: Streets, places: list[Location], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_cache, "MOST_FILES", 2)
    travel_matrix(town, places, Mode.WALK, cache=tmp_path / "cache")
    (used,) = kept(tmp_path / "cache")
    os.utime(used, (100, 100))
    plant(tmp_path / "cache", "matrix-car-a.npz", age=200)
    travel_matrix(town, places, Mode.WALK, cache=tmp_path / "cache")
    travel_matrix(town, places, Mode.EBIKE, cache=tmp_path / "cache")
    assert {path.stem for path in kept(tmp_path / "cache")} == {
        matrix_key(town, places, m) for m in (Mode.WALK, Mode.EBIKE)
    }


def test_old_matrix_that_cannot_be_dropped_costs_a_warning_only(
    town: Streets,
    places: list[Location],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(matrix_cache, "MOST_FILES", 1)
    (tmp_path / "cache" / "matrix-walk-a.npz").mkdir(parents=True)  # a folder cannot be unlinked
    with caplog.at_level(logging.WARNING):
        matrix = travel_matrix(town, places, Mode.WALK, cache=tmp_path / "cache")
    assert matrix.metres_between("p", "q") == 300
    assert "cannot be kept" in caplog.text
