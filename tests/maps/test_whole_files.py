"""Files appear whole or not at all."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maps.whole_files import write_beside, write_together, write_whole


def test_text_is_written_as_utf8_into_a_new_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "out" / "plan.txt", "望京\r\n")
    assert (tmp_path / "out" / "plan.txt").read_bytes() == "望京\r\n".encode()


def test_file_already_there_is_replaced_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("old", encoding="utf-8")
    write_whole(tmp_path / "plan.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]
    assert (tmp_path / "plan.txt").read_bytes() == b"new"


def test_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    # A folder in the file's place cannot be replaced by a file.
    (tmp_path / "plan.txt").mkdir()
    with pytest.raises(OSError, match="plan"):
        write_whole(tmp_path / "plan.txt", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_others_may_read_the_file_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("", encoding="utf-8")
    write_whole(tmp_path / "whole", "")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_longest_name_a_folder_takes_is_written(tmp_path: Path) -> None:
    # 84 signs of three bytes and ".md": 255 bytes, the most that common file systems take.
    write_whole(tmp_path / ("长" * 84 + ".md"), "new")
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["new"]


def test_library_writes_a_file_of_the_same_name(tmp_path: Path) -> None:
    with write_beside(tmp_path / "streets.gpkg") as part:
        assert (part.name, part.exists()) == ("streets.gpkg", False)
        assert part.parent.parent == tmp_path
        part.write_bytes(b"streets")
        (part.parent / "streets.gpkg-journal").write_bytes(b"what a library leaves")
        assert not (tmp_path / "streets.gpkg").exists()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("streets.gpkg", b"streets")]


def test_library_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "matrix").write_bytes(b"old")

    def write_half() -> None:
        with write_beside(tmp_path / "matrix") as part:
            part.write_bytes(b"half")
            raise RuntimeError("cut short")

    with pytest.raises(RuntimeError, match="cut short"):
        write_half()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("matrix", b"old")]


def test_fault_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(OSError, match="taken") as caught:
        write_whole(tmp_path / "taken" / "plan.txt", "new")
    assert caught.value.filename == str(tmp_path / "taken" / "plan.txt")


def test_many_at_once_each_write_it_whole(tmp_path: Path) -> None:
    contents = [bytes([number]) * 100_000 for number in range(32)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_whole(tmp_path / "plan", content), contents))
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert (tmp_path / "plan").read_bytes() in contents


def test_files_written_together_come_in_their_order(tmp_path: Path) -> None:
    moved: list[Path] = []
    write_together(tmp_path / "new" / "out", {"b": "望京\n", "a": b"1"}, moved=moved.append)
    assert moved == [tmp_path / "new" / "out" / "b", tmp_path / "new" / "out" / "a"]
    assert [path.read_bytes() for path in moved] == ["望京\n".encode(), b"1"]
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == ["a", "b"]


def test_one_file_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "first").write_bytes(b"old")
    (tmp_path / "last").mkdir()
    moved: list[Path] = []
    with pytest.raises(IsADirectoryError) as caught:
        write_together(tmp_path, {"first": "new", "last": "new"}, drop=["first"], moved=moved.append)
    assert caught.value.filename == str(tmp_path / "last")
    assert (moved, (tmp_path / "first").read_bytes()) == ([], b"old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "last"]


def test_folder_made_for_files_that_cannot_be_written_goes_again(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="long"):
        write_together(tmp_path / "new" / "out", {"a": "", "long" * 100: ""})
    assert list(tmp_path.iterdir()) == []


def test_move_that_fails_tells_which_files_came_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    moved: list[Path] = []
    with pytest.raises(PermissionError) as caught:
        write_together(tmp_path / "out", {"a": "1", "b": "2"}, moved=moved.append)
    assert (caught.value.filename, moved) == (str(tmp_path / "out" / "b"), [tmp_path / "out" / "a"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def test_files_to_drop_go_before_the_first_is_moved(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"")
    write_together(tmp_path, {"a": "1"}, drop=["old", "none"])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
