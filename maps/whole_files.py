"""Write files that appear whole or not at all, one by one or together."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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
    with _naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _folder_in(path.parent) as folder:
            part = folder / path.name
            yield part
            with part.open("r+b") as file:
                os.fsync(file.fileno())
            part.replace(path)


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


def write_together(
    folder: Path,
    contents: Mapping[str, str | bytes],
    *,
    drop: Iterable[str] = (),
    moved: Callable[[Path], None] = lambda _path: None,
) -> None:
    """Write files of one folder beside their places, all of them, and only then move them there, one after another.

    Parameters
    ----------
    folder
        Made where missing.
    contents
        By name, in the order in which they are moved. Text is written as UTF-8 with its line ends unchanged.
    drop
        Names of files that go once all is written and before the first is moved.
    moved
        Hears of each file that is in its place.

    Raises
    ------
    OSError
        Where the disk refuses, naming the file. Before the first is moved nothing has changed then; after it, ``moved``
        has heard of those that were.
    """
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        with _naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with _folder_in(folder) as beside:
            for name, content in contents.items():
                _write_part(beside / name, folder / name, content)
            for name in drop:
                (folder / name).unlink(missing_ok=True)
            for name in contents:
                with _naming(folder / name):
                    (beside / name).replace(folder / name)
                moved(folder / name)
    except BaseException:
        for one in new:
            with suppress(OSError):  # it holds what was moved, or was never made
                one.rmdir()
        raise


def _write_part(part: Path, path: Path, content: str | bytes) -> None:
    with _naming(path):
        with part.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir():  # no move would replace it
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


@contextmanager
def _folder_in(folder: Path) -> Iterator[Path]:
    """Give a folder of our own inside, on the same disk; it goes with all that is left in it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".doorstep-", suffix=".part") as name:
        yield Path(name)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name ``path`` in what the system refuses: the file beside is ours alone, a person must read what they gave."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
