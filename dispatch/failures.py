"""What a user sees when something is wrong: every fault at once, what to do, an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from dispatch.words import Language, say, say_fault
from routing.errors import DoorstepError, Fault

INTERRUPTED = 130


@contextmanager
def tell_failures(language: Language, *, as_json: bool) -> Iterator[None]:
    """Turn whatever goes wrong inside into a message and an exit code."""
    try:
        yield
    except DoorstepError as error:
        show_faults(error.faults, error.exit_code, language, as_json=as_json)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except OSError as error:
        path, why = error.filename or "", error.strerror or str(error)
        Console(stderr=True).print(say(language, "no_write", path=path, why=why), markup=False, style="bold red")
        raise typer.Exit(2) from None
    except Exception as error:
        if os.environ.get("DOORSTEP_DEBUG"):
            raise
        _show_own_fault(error, language)
        raise typer.Exit(1) from None


def show_faults(faults: Sequence[Fault], exit_code: int, language: Language, *, as_json: bool) -> None:
    """List every fault on stderr; with ``as_json`` also as one document on stdout."""
    console = Console(stderr=True, soft_wrap=True)
    console.print(Text(say(language, "faults" if exit_code != 1 else "own_fault", n=len(faults)), style="bold red"))
    _list_faults(faults, language, console)
    if as_json:
        rows = [_as_row(fault, language) for fault in faults]
        typer.echo(json.dumps({"exit_code": exit_code, "faults": rows}, ensure_ascii=False, indent=2))


def show_notes(notes: Sequence[Fault], language: Language) -> None:
    """List on stderr what is worth knowing but stops nothing."""
    if notes:
        console = Console(stderr=True, soft_wrap=True)
        console.print(Text(say(language, "notes", n=len(notes)), style="yellow"))
        _list_faults(notes, language, console)


def say_place(language: Language, fault: Fault) -> str:
    """Say where a fault is: file, row, column."""
    parts = [fault.file] if fault.file else []
    if fault.row is not None:
        parts.append(say(language, "fault.row", row=fault.row))
    if fault.column:
        parts.append(say(language, "fault.column", column=fault.column))
    return say(language, "fault.joint").join(parts)


def _list_faults(faults: Sequence[Fault], language: Language, console: Console) -> None:
    for fault in faults:
        what, remedy = say_fault(language, fault)
        where = say_place(language, fault)
        line = Text(f"{fault.code}  ", style="bold")
        line.append(f"{where}: " if where else "", style="cyan").append(what, style="default")
        console.print(line)
        console.print(Text(f"      → {remedy}"))


def _as_row(fault: Fault, language: Language) -> dict[str, object]:
    what, remedy = say_fault(language, fault)
    return {
        "code": fault.code,
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "what": what,
        "remedy": remedy,
    }


def _show_own_fault(error: Exception, language: Language) -> None:
    console = Console(stderr=True, soft_wrap=True)
    console.print(Text(say(language, "own_fault"), style="bold red"))
    console.print(Text(say(language, "own_fault_remedy")))
    last = traceback.extract_tb(error.__traceback__)[-1]
    console.print(Text(f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"))
