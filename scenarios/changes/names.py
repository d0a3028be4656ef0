"""What people call the keys of a scenario file and its kinds of change: ``keys.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from scenarios.aliases import Vocabulary


@cache
def scenario_keys() -> Vocabulary:
    """Names of the keys above the changes."""
    return _vocabulary(_catalogue()["scenario"])


@cache
def kinds() -> Vocabulary:
    """Names of the kinds of change."""
    return _vocabulary(_catalogue()["kinds"])


@cache
def change_keys(kind: str) -> Vocabulary:
    """Names of the keys of a kind of change, "kind" among them."""
    return _vocabulary({"kind": ["kind", "类型"], **_catalogue()["keys"][kind]})


@cache
def kind_key() -> Vocabulary:
    """Names of the key that says what kind a change is."""
    return _vocabulary({"kind": ["kind", "类型"]})


@cache
def _catalogue() -> Mapping[str, Any]:
    file = resources.files("scenarios.changes") / "keys.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _vocabulary(entries: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary({name: tuple(aliases) for name, aliases in entries.items()})
