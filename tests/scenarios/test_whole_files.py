"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from scenarios.whole_files import write_whole


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
