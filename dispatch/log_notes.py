"""What the packages below tell through logging while they go on, said as a note in the user's language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dispatch.fault_lists import show_notes
from dispatch.words import Language
from routing.errors import Fault


@contextmanager
def tell_logs(language: Language) -> Iterator[None]:
    """Show faults that are logged inside as notes; other records as Python shows them."""
    handler = _NoteHandler(language)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


class _NoteHandler(logging.Handler):
    def __init__(self, language: Language) -> None:
        super().__init__(logging.WARNING)
        self._language = language

    def emit(self, record: logging.LogRecord) -> None:
        logged = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if isinstance(logged, Fault):
            show_notes([logged], self._language)
        elif logging.lastResort is not None:
            logging.lastResort.handle(record)
