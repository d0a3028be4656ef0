"""Write files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Give a place for a new file, under the same name in a folder of its own beside, and move it to ``path`` then.

    Parameters
    ----------
    path
        Its folder is made where missing. A file already there is replaced.

    Yields
    ------
    Path
        Where to write; nothing is there yet. However many write the same file at once, each has its own.

    Raises
    ------
    OSError
        Where the disk refuses, naming ``path``; nothing is left behind and a file already there is unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".doorstep-", suffix=".part") as folder:
            part = Path(folder) / path.name
            yield part
            with part.open("r+b") as file:
                os.fsync(file.fileno())
            part.replace(path)
    except OSError as error:
        if error.errno is None:
            raise
        # The file beside is ours alone: a person must read the name they gave.
        raise OSError(error.errno, error.strerror, str(path)) from error


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
        As :func:`write_beside`.
    """
    with write_beside(path) as part:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
