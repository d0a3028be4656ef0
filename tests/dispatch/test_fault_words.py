"""What the system or a parser says about a fault comes in the user's language."""

import errno
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.fault_words import say_cause, say_fault
from dispatch.places import check_writable
from dispatch.words import read_catalogue
from maps.feature_files import BROKEN_LAYERS
from scenarios.settings import _EXAMPLES

Command = Callable[..., subprocess.CompletedProcess[str]]

BROKEN_TOML = [
    "a",
    "a = ",
    "= 1",
    "a = 2026-13-45",
    "a = 1 b = 2",
    "[a",
    "[[a]",
    "a = [1",
    "a = {b = 1",
    'a = "b',
    'a = "\\q"',
    'a = "\\ud800"',
    'a = "\\uzzzz"',
    "a = 1\na = 2",
    "[a]\n[a]",
    "a = {b = 1}\n[a.c]",
    "a = {b = 1, b = 2}",
    "a = 'x\x01'",
    f"a = {'9' * 5000}",
]
BROKEN_JSON = [
    "",
    "{",
    "{'a': 1}",
    '{"a" 1}',
    '{"a": 1 "b"}',
    '{"a": }',
    "[1] 2",
    '["a',
    '["\\q"]',
    '["\n"]',
    "9" * 5000,
]


@pytest.mark.parametrize("text", BROKEN_TOML)
def test_what_is_wrong_with_a_toml_file_comes_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        tomllib.loads(text)
    said = say_cause("zh-CN", str(caught.value))
    assert not re.search(r"[a-z]{2}", said.replace("\\ud800", "")), said


@pytest.mark.parametrize("text", BROKEN_JSON)
def test_what_is_wrong_with_a_json_file_comes_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        json.loads(text)
    said = say_cause("zh-CN", str(caught.value))
    assert not re.search(r"[a-z]{2}", said), said


def test_place_in_the_file_stays_and_so_does_what_is_not_known() -> None:
    assert say_cause("zh-CN", "Invalid value (at line 3, column 5)").endswith("，第 3 行第 5 个字符")
    assert say_cause("zh-CN", "Unclosed array (at end of document)") == "方括号没有关上，在文件末尾"
    assert say_cause("zh-CN", "Cannot declare ('a',) twice (at line 2, column 2)").startswith(
        "这个表写了两次：('a',)，第 2 行"
    )
    assert say_cause("zh-CN", "something new") == "something new"


@pytest.mark.parametrize("name", ["ENOENT", "EACCES", "EISDIR", "ECONNREFUSED"])
def test_what_the_system_refused_comes_in_chinese(name: str) -> None:
    assert say_cause("zh-CN", os.strerror(getattr(errno, name))) == read_catalogue("zh-CN")["causes"][name]


def test_file_that_is_not_there_is_told_in_chinese(command: Command, tmp_path: Path) -> None:
    done = command("scenario", "run", str(tmp_path / "no.toml"), "--out", str(tmp_path / "out"), "--lang", "zh-CN")
    assert done.returncode == 2
    assert "不存在" in done.stderr
    assert "No such" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_folder_that_takes_no_files_is_refused_before_any_work() -> None:
    with pytest.raises(PermissionError) as caught:
        check_writable(Path("/proc/x"))
    assert caught.value.filename == "/proc"


def test_asking_whether_a_folder_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "one")
    assert list(tmp_path.iterdir()) == []


def test_reason_of_a_broken_file_comes_in_chinese() -> None:
    fault = BROKEN_LAYERS.at(file="x.gpkg", values={"reason": "it is no SQLite file"})
    assert "不是 SQLite 文件" in say_fault("zh-CN", fault)[0]


def test_examples_of_settings_hold_no_english_sentences() -> None:
    words = {word for example in _EXAMPLES.values() for word in re.findall(r"[a-z]+", example)}
    assert not words & {"or", "and", "number", "numbers", "three"}
