"""The benchmark of the pieces of the search: what it takes out is there, and it runs."""

import argparse
import importlib

import pytest

from dispatch.benchmarks.ablation import OFF, measure


@pytest.mark.parametrize("name", [name for row in OFF.values() for name in row])
def test_every_piece_taken_out_is_a_constant_of_the_search(name: str) -> None:
    module, constant = name.split(".")
    assert hasattr(importlib.import_module(f"routing.search.{module}"), constant)


def test_whole_search_plans_the_sample_day_the_same_way_twice() -> None:
    asked = argparse.Namespace(files=[], rounds=10, sample_rounds=10, seeds=1)
    assert [*measure("the whole search", asked)] == [*measure("the whole search", asked)]
