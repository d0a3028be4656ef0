"""Options that many commands share, and the language of their help."""

from __future__ import annotations

from typing import Annotated

import typer

from dispatch.words import Language, choose_language, say

HELP_LANGUAGE = choose_language()


def say_help(key: str) -> str:
    """Say the help of a command or an option."""
    return say(HELP_LANGUAGE, f"help.{key}")


AsJson = Annotated[bool, typer.Option("--json", help=say_help("json"))]
Lang = Annotated[Language, typer.Option("--lang", help=say_help("lang"))]
