"""What a comparison says, in both languages: on the screen and on its page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from scenarios.compare import Comparison, Figure, Unit

LANGUAGES = ("zh-CN", "en")
DECIMALS: Mapping[Unit, int] = {"count": 0, "hours": 1, "minutes": 1, "km": 1, "money": 0}
KINDS_OF_AFFECTED = ("people", "other_worker", "moved", "lost", "gained", "gone", "new")
MINUS = "−"


@cache
def read_words() -> Mapping[str, Mapping[str, str]]:
    """Read the words, by language and key."""
    text = resources.files("scenarios").joinpath("compare_words.json").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = json.loads(text)
    return words


def say_word(language: str, key: str, **values: object) -> str:
    """Say a phrase; an unknown key is a programming fault."""
    return read_words()[language][key].format_map(values)


def say_figure(language: str, figure: Figure) -> str:
    """Name a figure with its unit."""
    unit = say_word(language, f"unit.{figure.unit}")
    name = say_word(language, f"figure.{figure.key}")
    return f"{name} ({unit})" if unit and language == "en" else f"{name}（{unit}）" if unit else name


def say_value(language: str, value: float | None, unit: Unit) -> str:  # noqa: ARG001 - both write numbers alike
    """Write a value without its unit; a dash where there is none."""
    return "–" if value is None else f"{value:,.{DECIMALS[unit]}f}".replace("-", MINUS)


def say_difference(language: str, figure: Figure, number: int) -> str:
    """Say how much more a result has than the first, and by what part; and whether that is better."""
    difference, share = figure.differences()[number], figure.shares()[number]
    if difference is None:
        return "–"
    decimals = DECIMALS[figure.unit]
    if round(difference, decimals) == 0:
        return say_word(language, "same")
    text = f"{difference:+,.{decimals}f}"
    if share is not None:
        text += f" ({share:+.1%})" if language == "en" else f"（{share:+.1%}）"
    verdict = judge(figure, number)
    return (f"{text} {say_word(language, verdict)}" if verdict else text).replace("-", MINUS)


def judge(figure: Figure, number: int) -> str:
    """Tell whether a result is "better" or "worse" than the first; "" where neither is."""
    difference = figure.differences()[number]
    if not figure.is_better or difference is None or round(difference, DECIMALS[figure.unit]) == 0:
        return ""
    return "better" if (difference > 0) is (figure.is_better == "more") else "worse"


def say_affected(comparison: Comparison) -> Iterator[tuple[str, list[int]]]:
    """Count the visits affected by kind, a number for each result."""
    for kind in KINDS_OF_AFFECTED:
        found = [getattr(affected, kind) for affected in comparison.affected]
        yield f"affected.{kind}", [one if isinstance(one, int) else len(one) for one in found]
