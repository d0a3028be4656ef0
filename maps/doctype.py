"""Refuse XML that declares a document type: entities in it may hide an attack."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from routing.errors import FaultKind, InputError

DECLARES = FaultKind(
    "S107", "{path} declares XML entities or a document type, which may hide an attack", "export it again without them"
)

_CHUNK = 1 << 16
_OPENERS: Mapping[str, Callable[..., IO[Any]]] = {".gz": gzip.open, ".bz2": bz2.open}


def refuse_doctype(path: Path) -> None:
    """Read up to the root element: a document type can only stand before it.

    Raises
    ------
    InputError
        Where there is one.
    xml.parsers.expat.ExpatError, OSError, EOFError
        Where it is no XML, or not packed as its name says.
    """

    def refuse(*_: object) -> None:
        raise InputError(DECLARES.at(file=path.name, values={"path": path}))

    def stop(*_: object) -> None:
        raise StopIteration

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    with _OPENERS.get(path.suffix.lower(), _open_plain)(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
        except StopIteration:
            return


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")
