"""What every rule promises, and that docs and translations keep up with the code."""

import inspect
import pkgutil
import string
import tomllib
from pathlib import Path

import pytest

from routing import check, constraints
from routing.constraints import RULES

ROOT = Path(__file__).resolve().parents[3]
KINDS = [kind for module in (*RULES, check) for kind in module.KINDS]


def name_of(rule):
    return rule.__name__.rpartition(".")[2]


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_module_of_the_package_is_a_rule():
    assert {name_of(rule) for rule in RULES} == {module.name for module in pkgutil.iter_modules(constraints.__path__)}


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_rule_has_a_sentence_a_post_and_a_check(rule):
    assert rule.SENTENCE.endswith(".")
    assert [*inspect.signature(rule.post).parameters] == ["model"]
    assert [*inspect.signature(rule.check).parameters] == ["problem", "travel", "plan"]


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_rule_reports_under_its_own_name(rule):
    assert {kind.rule for kind in rule.KINDS} == {name_of(rule)}


def test_each_kind_is_stated_once():
    names = [(kind.rule, kind.kind) for kind in KINDS]
    assert len(set(names)) == len(names)


def test_rules_page_has_one_line_for_each_rule_in_order():
    lines = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line.startswith("| `") and "." not in line.split("`")[1]]
    assert listed == [f"| `{name_of(rule)}` | {rule.SENTENCE} |" for rule in RULES]


def test_rules_page_names_every_kind():
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [f"{kind.rule}.{kind.kind}" for kind in KINDS if f"`{kind.rule}.{kind.kind}`" not in page] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.rule}.{kind.kind}")
def test_kind_says_the_same_in_chinese(kind):
    catalogue = tomllib.loads((ROOT / "dispatch/locale/zh-CN/routing.toml").read_text(encoding="utf-8"))
    text = catalogue["violations"][f"{kind.rule}.{kind.kind}"]["text"]
    assert placeholders(text) == placeholders(kind.text)
