"""Read bytes of a file that a person saved, with a bound; find its text encoding."""

from __future__ import annotations

import codecs
from pathlib import Path

from routing.errors import FaultKind, InputError, say_why

CANNOT_READ = FaultKind("D101", "the file cannot be read ({why})", "check that it exists and may be read")
NOT_A_FILE = FaultKind("D102", "this is not a file", "give a file here")
FILE_TOO_LARGE = FaultKind("D103", "the file is larger than {megabytes} MB", "split the day into several")
UNKNOWN_ENCODING = FaultKind(
    "D104",
    "the file is neither UTF-8 nor GB18030 text (byte {position} fits neither)",
    "save it again as UTF-8 text, from Excel as “CSV UTF-8”",
)
NOT_TEXT = FaultKind(
    "D105", "the file holds bytes that are no text", "save it again as UTF-8 text, from Excel as “CSV UTF-8”"
)

LARGEST_FILE = 20_000_000
"""Bytes a day file may have."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_bytes(path: Path, *, file: str = "") -> bytes:
    """Read a whole file of at most :data:`LARGEST_FILE` bytes; ``file`` is its name in faults.

    Raises
    ------
    InputError
        Where it is missing, no file, or too large.
    """
    name = file or path.name
    try:
        if path.exists() and not path.is_file():
            raise InputError(NOT_A_FILE.at(file=name))
        with path.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise InputError(CANNOT_READ.at(file=name, values={"why": say_why(error)})) from None
    if len(data) > LARGEST_FILE:
        raise InputError(FILE_TOO_LARGE.at(file=name, values={"megabytes": LARGEST_FILE // 1_000_000}))
    return data


def decode_text(data: bytes, *, file: str) -> str:
    """Decode text: UTF-8 and UTF-16 by their mark, else UTF-8, else GB18030 (which contains GBK and GB2312).

    Raises
    ------
    InputError
        Where it is none of them or holds NUL characters.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _decode(data[len(mark) :], encoding)
            break
    else:
        text = _decode(data, "utf-8")
        if text is None:
            text = _decode(data, "gb18030")
    if text is None:
        raise InputError(UNKNOWN_ENCODING.at(file=file, values={"position": _first_strange_byte(data)}))
    if "\x00" in text:
        raise InputError(NOT_TEXT.at(file=file))
    return text


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_strange_byte(data: bytes) -> int:
    positions = []
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            positions.append(error.start + 1)
    return max(positions, default=1)
