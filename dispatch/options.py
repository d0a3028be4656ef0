"""Options that many commands share, and the language of their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dispatch.words import Language, choose_language, say

HELP_LANGUAGE = choose_language()


def say_help(key: str) -> str:
    """Say the help of a command or an option."""
    return say(HELP_LANGUAGE, f"help.{key}")


def read_place(text: str) -> Path:
    """Read where to write; an empty name would be the folder one stands in, which nobody means.

    Raises
    ------
    typer.BadParameter
        Where it is empty, as of a shell's variable that is not set.
    """
    if not text.strip():
        raise typer.BadParameter(say(HELP_LANGUAGE, "out_is_empty"))
    return Path(text)


AsJson = Annotated[bool, typer.Option("--json", help=say_help("json"))]
Lang = Annotated[Language, typer.Option("--lang", help=say_help("lang"))]
