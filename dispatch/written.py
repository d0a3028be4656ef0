"""What a command has written so far, so that what it says when it fails after that is true."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from maps.whole_files import write_together

_WRITTEN: list[Path] = []


def write_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files of one folder together, as :func:`maps.whole_files.write_together`, and keep them in mind.

    Ctrl-C is heard when all of them are in their places.
    """
    with hold_interrupt():
        write_together(folder, contents, moved=note_written)


def note_written(path: Path) -> None:
    """Keep in mind that a file is written, or a folder with all its files."""
    if path not in _WRITTEN:
        _WRITTEN.append(path)


def list_written() -> tuple[Path, ...]:
    """List what was written since :func:`forget_written`, in order."""
    return tuple(_WRITTEN)


def forget_written() -> None:
    """Begin anew."""
    _WRITTEN.clear()


@contextmanager
def hold_interrupt() -> Iterator[None]:
    """Let Ctrl-C wait until what is inside is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def hold(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        signal.raise_signal(signal.SIGINT)
