"""Make a folder of files that appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from routing.errors import Fault, FaultKind

FOLDER_TAKEN = FaultKind("G106", "{path} is there already and not empty", "name a new folder, or empty this one")
NOT_A_FOLDER = FaultKind("G109", "{path} is a file or a link, not a folder", "name a new folder")


def refuse_folder(out: Path) -> Iterator[Fault]:
    """Say why a folder cannot be made here: it is taken, or no folder."""
    if os.path.lexists(out) and (out.is_symlink() or not out.is_dir()):
        yield NOT_A_FOLDER.at(values={"path": out})
    elif out.is_dir() and any(out.iterdir()):
        yield FOLDER_TAKEN.at(values={"path": out})


@contextmanager
def make_folder(out: Path, *, last: str) -> Iterator[Path]:
    """Give a folder beside ``out`` to fill, and move it there when it is full.

    An empty folder stays the one that a shell or a sync client stands in: the files move into it, ``last``, without
    which they are nothing yet, after all others.

    Raises
    ------
    OSError
        Where the disk refuses, naming ``out`` or a file in it; nothing is left behind.
    """
    whole = out.absolute()
    whole.parent.mkdir(parents=True, exist_ok=True)
    beside = whole.parent / f".{whole.name}.{secrets.token_hex(4)}.part"
    beside.mkdir()
    try:
        yield beside
        if not whole.exists():
            beside.replace(whole)
            return
        for file in sorted(beside.iterdir(), key=lambda file: file.name == last):
            file.replace(whole / file.name)
    except OSError as error:
        if error.errno is None or not isinstance(error.filename, str):
            raise
        # The folder beside is ours alone: a person must read the name they gave.
        named = error.filename.replace(str(beside), str(whole), 1)
        raise OSError(error.errno, error.strerror, named) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
