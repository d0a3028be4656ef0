"""The page of faults is true, and every fault is told in both languages."""

import string
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from dispatch.faults_page import LETTERS, collect_kinds, write_page
from dispatch.words import read_catalogue
from routing.errors import FaultKind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
KINDS = collect_kinds()


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_page_says_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "python -m dispatch.faults_page > docs/faults.md"


def test_code_stands_for_one_kind_of_fault() -> None:
    assert {code: kinds for code, kinds in KINDS.items() if len(kinds) > 1} == {}


def test_code_begins_with_a_known_letter() -> None:
    assert {code for code in KINDS if code[0] not in LETTERS or len(code) != 4 or not code[1:].isdecimal()} == set()


def test_every_fault_is_told_in_chinese_and_none_is_left_over() -> None:
    assert set(read_catalogue("zh-CN")["faults"]) == set(KINDS)


def test_no_fault_is_told_in_two_files() -> None:
    folder = resources.files("dispatch") / "locale" / "zh-CN"
    told = [code for file in folder.iterdir() for code in tomllib.loads(file.read_text("utf-8")).get("faults", {})]
    assert sorted(told) == sorted(set(told))


@pytest.mark.parametrize("code", [code for code in KINDS if code in read_catalogue("zh-CN")["faults"]])
def test_chinese_has_the_same_placeholders(code: str) -> None:
    (kind,) = KINDS[code]
    chinese = read_catalogue("zh-CN")["faults"][code]
    assert placeholders(chinese["what"]) <= placeholders(kind.what) | placeholders(kind.remedy)
    assert placeholders(chinese["what"] + chinese["remedy"]) == placeholders(kind.what + kind.remedy)


@pytest.mark.parametrize("code", KINDS)
def test_sentences_end_without_a_full_stop(code: str) -> None:
    for kind in KINDS[code]:
        assert isinstance(kind, FaultKind)
        assert not kind.what.endswith(".")
        assert not kind.remedy.endswith(".")
