"""docs/sites.md names every option, model and file of ``doorstep sites choose``."""

import re
from pathlib import Path
from typing import get_args

import typer.main

from dispatch.sites_cli import CountName, ModelName, sites_app
from scenarios.sites import rounds
from scenarios.sites.choice import Model
from scenarios.sites.walking import COUNTS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sites.md").read_text(encoding="utf-8")
FOR_EVERY_COMMAND = {"--json", "--lang", "--out"}


def test_every_option_is_in_the_table_of_the_question() -> None:
    command = typer.main.get_command(sites_app)
    choose = command.commands["choose"]  # type: ignore[attr-defined]
    options = {name for parameter in choose.params for name in parameter.opts if name.startswith("--")}
    table = PAGE.split("## The question")[1].split("Sites that are")[0]
    named = set(re.findall(r"--[a-z][a-z-]*", table))
    assert options - FOR_EVERY_COMMAND - {"--help"} <= named <= options


def test_models_and_counts_of_the_command_are_those_there_are() -> None:
    assert set(get_args(ModelName)) == set(Model)
    assert get_args(CountName) == COUNTS


def test_limit_of_doors_is_told() -> None:
    assert f"more than {rounds.MOST_PLACES:,} doors and sites" in PAGE
