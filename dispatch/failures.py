"""What a user sees when something is wrong: every fault at once, what to do, an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from dispatch.fault_lists import describe_fault, list_faults
from dispatch.fault_words import say_system_fault
from dispatch.json_document import print_json
from dispatch.log_notes import tell_logs
from dispatch.words import Language, say, say_count
from dispatch.written import forget_written, list_written
from routing.errors import DoorstepError, Fault, FaultKind, InputError

INTERRUPTED = 130

NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EPIPE)
"""What only writing comes to; as every file is written under its name, one without a name is what is printed."""

NO_ACCESS = FaultKind("W101", "{path}: {why}", "name another place, or close the program that has it open")
NO_STDOUT = FaultKind("W103", "what is to be printed cannot be ({why})", "print to another place, or make room there")


@contextmanager
def tell_failures(language: Language, *, as_json: bool) -> Iterator[None]:
    """Turn whatever goes wrong inside into a message and an exit code; the message says what is written already."""
    forget_written()
    try:
        with tell_logs(language):
            yield
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("DOORSTEP_DEBUG") and not isinstance(error, (DoorstepError, OSError, KeyboardInterrupt)):
            raise
        with suppress(OSError):  # where nobody can be told any more, the exit code still tells
            _tell(error, language, as_json=as_json)
        raise typer.Exit(_find_exit_code(error)) from None


def _find_exit_code(error: BaseException) -> int:
    if isinstance(error, DoorstepError):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return InputError.exit_code if isinstance(error, OSError) else 1


def _tell(error: BaseException, language: Language, *, as_json: bool) -> None:
    if isinstance(error, KeyboardInterrupt):
        Console(stderr=True, soft_wrap=True).print(Text(say(language, "stopped_early", written=_say_written(language))))
    elif isinstance(error, DoorstepError):
        show_faults(error.faults, error.exit_code, language, as_json=as_json)
    elif isinstance(error, OSError):
        show_faults([_name_refusal(error, language)], InputError.exit_code, language, as_json=as_json)
    else:
        _show_own_fault(error, language)


def show_faults(faults: Sequence[Fault], exit_code: int, language: Language, *, as_json: bool) -> None:
    """List every fault on stderr, and what was written before it; with ``as_json`` also as one document on stdout."""
    console = Console(stderr=True, soft_wrap=True)
    written = _say_written(language)
    own = say(language, "own_fault", written=written)
    headline = own if exit_code == 1 else say_count(language, "faults", len(faults), written=written)
    console.print(Text(headline, style="bold red"))
    list_faults(faults, language, console)
    if as_json:
        rows = [describe_fault(fault, language) for fault in faults]
        print_json({"exit_code": exit_code, "faults": rows, "written": [str(path) for path in list_written()]})


def _name_refusal(error: OSError, language: Language) -> Fault:
    why = say_system_fault(language, error)
    if error.filename is None and error.errno in NO_ROOM:
        return NO_STDOUT.at(values={"why": why})
    return NO_ACCESS.at(values={"path": error.filename or "-", "why": why})


def _say_written(language: Language) -> str:
    """Say what was written before something went wrong, folder by folder; else that nothing was."""
    folders: dict[Path, list[str]] = {}
    for path in list_written():
        folders.setdefault(path.parent, []).append(path.name)
    if not folders:
        return say(language, "nothing_written")
    parts = [say(language, "written_in", folder=folder, files=", ".join(names)) for folder, names in folders.items()]
    return say(language, "written_before", files=say(language, "list_separator").join(parts))


def _show_own_fault(error: BaseException, language: Language) -> None:
    console = Console(stderr=True, soft_wrap=True)
    console.print(Text(say(language, "own_fault", written=_say_written(language)), style="bold red"))
    console.print(Text(say(language, "own_fault_remedy")))
    last = traceback.extract_tb(error.__traceback__)[-1]
    console.print(Text(f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"))
