"""Where a command may write: over nothing it reads, in folders the disk takes files in, on ordinary files."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from routing.errors import FaultKind, InputError

OUT_IS_INPUT = FaultKind("W104", "{path} is what the command reads", "name another place to write to")
NO_ORDINARY_FILE = FaultKind("W105", "{path} is no ordinary file", "name a new file, or one that may be replaced")

PAGES = (".html", ".htm")
"""What lies in a folder that is read and may be replaced all the same: nothing is read from it."""


def refuse_inputs(outs: Iterable[Path], inputs: Iterable[Path | None]) -> None:
    """Refuse to write over what is read.

    Raises
    ------
    InputError
        For every place that is one of the inputs, under whatever name.
    """
    given = [path for path in inputs if path is not None]
    faults = [OUT_IS_INPUT.at(values={"path": out}) for out in outs if any(_is_same(out, path) for path in given)]
    if faults:
        raise InputError(faults)


def list_inputs(path: Path | None) -> Iterator[Path]:
    """List a file that is read, or the files of a folder that is; its pages are not."""
    if path is None:
        return
    yield path
    if path.is_dir():
        yield from (file for file in path.iterdir() if file.suffix.lower() not in PAGES)


def check_file(out: Path) -> None:
    """Make sure, before any long work, that a file can be written and replaces no device, pipe or folder.

    Raises
    ------
    InputError
        Where something else than a file is there.
    OSError
        Naming what is in the way.
    """
    check_writable(out.parent)
    if not os.path.lexists(out):
        return
    mode = out.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    if not stat.S_ISREG(mode):
        raise InputError(NO_ORDINARY_FILE.at(values={"path": out}))


def check_writable(folder: Path) -> None:
    """Make sure, before any long work, that the folder is there or can be made, and can be written.

    Raises
    ------
    OSError
        Naming what is in the way, be it a link that leads nowhere.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(path))
    if not stat.S_ISDIR(there.stat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    try:
        # Asking for permission is not enough: root has it everywhere, and /proc takes no files all the same.
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        number = errno.EACCES if error.errno == errno.ENOENT else error.errno or errno.EACCES
        raise OSError(number, os.strerror(number), str(there)) from None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)
