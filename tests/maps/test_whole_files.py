"""Files appear whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maps.whole_files import write_beside, write_whole


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
