"""Both languages say the same things."""

import string

import pytest

from dispatch.words import LANGUAGES, choose_language, read_catalogue, say_amount, say_explanation
from routing.explain.explanation import REASONS, Explanation


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_phrase_of_the_command_line_exists_in_both_languages() -> None:
    english, chinese = (read_catalogue(language)["cli"] for language in ("en", "zh-CN"))

    assert english.keys() == chinese.keys()


def test_both_languages_fill_the_same_placeholders() -> None:
    english, chinese = (read_catalogue(language)["cli"] for language in ("en", "zh-CN"))

    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in chinese.items()
    }


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (45, "45 s", "45 秒"),
        (60, "1 min", "1 分钟"),
        (61, "2 min", "2 分钟"),  # rounded up: a minute too few would not be enough
        (3600, "1 h 0 min", "1 小时 0 分钟"),
        (5401, "1 h 31 min", "1 小时 31 分钟"),
    ],
)
def test_seconds_are_said_as_hours_and_minutes_rounded_up(seconds: int, english: str, chinese: str) -> None:
    assert say_amount("en", seconds, "s") == english
    assert say_amount("zh-CN", seconds, "s") == chinese


def test_units_are_said_as_they_are() -> None:
    assert [say_amount(language, 3, "units") for language in LANGUAGES] == ["3", "3"]


def test_language_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOORSTEP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    assert choose_language() == "zh-CN"

    monkeypatch.setenv("LANG", "de_DE.UTF-8")

    assert choose_language() == "en"


def test_doorstep_lang_wins_over_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("DOORSTEP_LANG", "en")

    assert choose_language() == "en"


def test_every_reason_can_be_said_of_many_workers_at_once() -> None:
    assert {f"many.{kind}" for kind in REASONS} <= read_catalogue("en")["cli"].keys()


def test_visit_nobody_looked_into_says_so() -> None:
    left = Explanation(visit="v", reasons=(), remedy=None, is_open=True)

    assert [say_explanation(language, left) for language in LANGUAGES] == [
        read_catalogue(language)["cli"]["not_explained"] for language in LANGUAGES
    ]
