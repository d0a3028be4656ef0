"""What a user sees when something is wrong: every fault at once, what to do, an exit code, never a traceback."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from dispatch.fault_words import say_fault, say_system_fault
from dispatch.json_document import print_json
from dispatch.words import Language, say, say_count
from routing.errors import DoorstepError, Fault, FaultKind, InputError

INTERRUPTED = 130

NO_ACCESS = FaultKind("W101", "{path}: {why}", "name another place, or close the program that has it open")


@contextmanager
def tell_failures(language: Language, *, as_json: bool) -> Iterator[None]:
    """Turn whatever goes wrong inside into a message and an exit code."""
    try:
        yield
    except DoorstepError as error:
        show_faults(error.faults, error.exit_code, language, as_json=as_json)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        Console(stderr=True).print(Text(say(language, "stopped_early")))
        raise typer.Exit(INTERRUPTED) from None
    except typer.Exit:
        raise
    except OSError as error:
        fault = NO_ACCESS.at(values={"path": error.filename or "-", "why": say_system_fault(language, error)})
        show_faults([fault], InputError.exit_code, language, as_json=as_json)
        raise typer.Exit(InputError.exit_code) from None
    except Exception as error:
        if os.environ.get("DOORSTEP_DEBUG"):
            raise
        _show_own_fault(error, language)
        raise typer.Exit(1) from None


def show_faults(faults: Sequence[Fault], exit_code: int, language: Language, *, as_json: bool) -> None:
    """List every fault on stderr; with ``as_json`` also as one document on stdout."""
    console = Console(stderr=True, soft_wrap=True)
    headline = say(language, "own_fault") if exit_code == 1 else say_count(language, "faults", len(faults))
    console.print(Text(headline, style="bold red"))
    list_faults(faults, language, console)
    if as_json:
        rows = [_as_row(fault, language) for fault in faults]
        print_json({"exit_code": exit_code, "faults": rows})


def show_notes(notes: Sequence[Fault], language: Language) -> None:
    """List on stderr what is worth knowing but stops nothing."""
    if notes:
        console = Console(stderr=True, soft_wrap=True)
        console.print(Text(say_count(language, "notes", len(notes)), style="yellow"))
        list_faults(notes, language, console)


def say_place(language: Language, fault: Fault) -> str:
    """Say where a fault is: file, row, column or key."""
    parts = [fault.file] if fault.file else []
    if fault.row is not None:
        parts.append(say(language, "fault.line" if fault.has_lines else "fault.row", row=fault.row))
    if fault.column:
        parts.append(say(language, "fault.column", column=fault.column))
    if fault.key:
        parts.append(say(language, "fault.key", name=fault.key))
    return say(language, "fault.joint").join(parts)


def list_faults(faults: Sequence[Fault], language: Language, console: Console) -> None:
    """List faults, each with what to do."""
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
        "key": fault.key,
        "what": what,
        "remedy": remedy,
    }


def _show_own_fault(error: Exception, language: Language) -> None:
    console = Console(stderr=True, soft_wrap=True)
    console.print(Text(say(language, "own_fault"), style="bold red"))
    console.print(Text(say(language, "own_fault_remedy")))
    last = traceback.extract_tb(error.__traceback__)[-1]
    console.print(Text(f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"))
