"""What users read, in their language.

English sentences stand in the code that finds a thing out; ``locale/zh-CN/*.toml`` says the same in Chinese, keyed by
the code or kind of the thing. Words of the command line itself stand in ``locale/LANGUAGE/cli.toml`` for both.
"""

from __future__ import annotations

import json
import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from routing.explain import Explanation, Reason, Remedy
    from routing.plan import Violation

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def choose_language() -> Language:
    """Take the language from DOORSTEP_LANG, else from the system: Chinese where that is Chinese, else English."""
    wanted = os.environ.get("DOORSTEP_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    names = [wanted, *(os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")), locale.getlocale()[0]]
    first = next((name for name in names if name), "")
    return "zh-CN" if first.lower().startswith(("zh", "chinese")) else "en"


@cache
def read_catalogue(language: Language) -> Mapping[str, Mapping[str, Any]]:
    """Read every table of a language's catalogue, the files merged."""
    merged: dict[str, dict[str, Any]] = {}
    folder = resources.files("dispatch") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            for table, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
                merged.setdefault(table, {}).update(entries)
    return merged


def say(language: Language, key: str, **values: object) -> str:
    """Say a phrase of the command line; an unknown key is a programming fault."""
    text: str = read_catalogue(language)["cli"][key]
    return text.format_map(values) if values else text


def say_count(language: Language, key: str, n: int, **values: object) -> str:
    """Say a phrase of so many things; ``KEY.one`` says it of one."""
    return say(language, f"{key}.one" if n == 1 else key, n=n, **values)


def say_amount(language: Language, amount: int, unit: str) -> str:
    """Say an amount with its unit; seconds as hours and minutes, rounded up to whole minutes from one minute on."""
    if unit != "s":
        return str(amount)
    minutes = -(-amount // 60)
    if amount < 60:
        return say(language, "seconds", n=amount)
    if minutes < 60:
        return say(language, "minutes", n=minutes)
    return say(language, "hours", h=minutes // 60, n=minutes % 60)


def say_violation(language: Language, violation: Violation) -> str:
    """Say which rule was broken, by whom, where and by how much."""
    entry = _find(language, "violations", f"{violation.rule}.{violation.kind}")
    if entry is None:
        return violation.message
    amount = say_amount(language, violation.amount, violation.unit)
    values = {"worker": violation.worker, "visit": violation.visit, "other": violation.other, "amount": amount}
    return str(entry["text"]).format_map(values)


def say_rule(language: Language, rule: str) -> str:
    """Name a rule as the map does."""
    return _read_map_words()[language][f"rule.{rule}"]


def say_reason(language: Language, reason: Reason) -> str:
    """Say why one worker does not take a visit."""
    return _say_kind(language, "reasons", reason)


def say_remedy(language: Language, remedy: Remedy) -> str:
    """Say the smallest single change that would get a visit done."""
    return _say_kind(language, "remedies", remedy)


def say_explanation(language: Language, explanation: Explanation) -> str:
    """Say in a line why a visit is unassigned: each kind of reason with how many workers it bars, then the remedy.

    That couriers give no baths goes without saying, unless nobody on duty has the role.
    """
    if explanation.is_open:
        return say(language, "not_explained")
    by_kind: dict[str, list[Reason]] = {}
    for reason in explanation.reasons:
        by_kind.setdefault(reason.kind, []).append(reason)
    if len(by_kind) > 1:
        by_kind.pop("role", None)
    parts = []
    for kind, reasons in by_kind.items():
        if len(reasons) == 1:
            parts.append(say_reason(language, reasons[0]))
        else:
            parts.append(say(language, f"many.{kind}", n=len(reasons)))
    if explanation.remedy is not None:
        parts.append(say(language, "would_help", remedy=say_remedy(language, explanation.remedy)))
    return say(language, "list_separator").join(parts)


def _say_kind(language: Language, table: str, thing: Reason | Remedy) -> str:
    entry = _find(language, table, thing.kind)
    if entry is None:
        return thing.message
    amount = say_amount(language, thing.amount, thing.unit)
    return str(entry["text"]).format_map({**thing.values, "amount": amount})


@cache
def _read_map_words() -> Mapping[str, Mapping[str, str]]:
    text = (resources.files("maps") / "assets" / "plan_map" / "words.json").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = json.loads(text)
    return words


def _find(language: Language, table: str, key: str) -> Mapping[str, str] | None:
    return read_catalogue(language).get(table, {}).get(key)
