"""Faults and notes as a list: where, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from dispatch.fault_words import say_fault
from dispatch.words import Language, say, say_count
from routing.errors import Fault


def list_faults(faults: Sequence[Fault], language: Language, console: Console) -> None:
    """List faults, each with what to do."""
    for fault in faults:
        what, remedy = say_fault(language, fault)
        where = say_place(language, fault)
        line = Text(f"{fault.code}  ", style="bold")
        line.append(f"{where}: " if where else "", style="cyan").append(what, style="default")
        console.print(line)
        console.print(Text(f"      → {remedy}"))


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


def describe_fault(fault: Fault, language: Language) -> dict[str, object]:
    """Put a fault into the form of the JSON document."""
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
