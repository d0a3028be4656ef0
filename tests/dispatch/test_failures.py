"""Faults as a person sees them: where, in both languages."""

import pytest

from dispatch.fault_lists import say_place
from dispatch.words import Language
from routing.errors import Fault


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "day.toml, line 2, key weights.worker"), ("zh-CN", "day.toml，第 2 行，「weights.worker」这一项")],
)
def test_place_in_a_file_of_keys_is_a_key(language: Language, place: str) -> None:
    fault = Fault(code="D133", what="", remedy="", file="day.toml", row=2, key="weights.worker")
    assert say_place(language, fault) == place
