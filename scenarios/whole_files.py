"""Write files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, then move it there; a reader never sees half of it.

    Parameters
    ----------
    path
        Its folder is made where missing. A file already there is replaced.
    content
        Text is written as UTF-8 with its line ends unchanged.

    Raises
    ------
    OSError
        Where the disk refuses; nothing is left behind and a file already there is unchanged.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        _write_beside(path, data)
    except OSError as error:
        # The file beside is ours alone: a person must read the name they gave.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_beside(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_mode(Path(beside))
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _give_usual_mode(path: Path) -> None:
    # mkstemp makes a file for its owner alone; a plan is for the whole desk. The mask can only be read by setting it.
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
