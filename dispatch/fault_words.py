"""What is wrong and what to do, in the user's language; also what the system or a parser said about it."""

from __future__ import annotations

import errno
import os
import re
from functools import cache
from typing import TYPE_CHECKING

from dispatch.words import Language, read_catalogue, say

if TYPE_CHECKING:
    from routing.errors import Fault

_AT = re.compile(r":?\s*\(?(?:at )?line (\d+),? column (\d+)(?: \(char \d+\)|\))?$|\s*\(at end of document\)$")


_NAMED = re.compile(r"\(.*?\)|'.*?'|\".*?\"", re.DOTALL)
"""A character or a key that a parser names after its own words."""


def say_fault(language: Language, fault: Fault) -> tuple[str, str]:
    """Say what is wrong and what to do."""
    entry = read_catalogue(language).get("faults", {}).get(fault.code)
    if entry is None:
        return fault.what, fault.remedy
    values = dict(fault.values)
    if "mode" in values:
        modes = str(values["mode"]).split(", ")
        values["mode"] = say(language, "fault.joint").join(say(language, f"mode.{mode}") for mode in modes)
    if "unit" in values:
        values["unit"] = say(language, f"unit.{values['unit']}")
    for name in ("why", "reason"):
        if name in values:
            values[name] = say_cause(language, str(values[name]))
    return entry["what"].format_map(values), entry["remedy"].format_map(values)


def say_cause(language: Language, why: str) -> str:
    """Say why something could not be read or parsed; what has no words of ours stays as it is."""
    known = read_catalogue(language)["causes"]
    system = _list_system().get(why)
    if system is not None:
        return str(known.get(system, why))
    place = _AT.search(why)
    text = why[: place.start()] if place else why
    found = next((start for start in sorted(known, key=len, reverse=True) if text.startswith(start)), None)
    if found is None:
        return why
    named = _NAMED.match(text, len(found))
    said = f"{known[found]}{named[0] if named else ''}"
    if place is None:
        return said
    where = "cause.end" if place[1] is None else "cause.place"
    return say(language, where, cause=said, row=place[1], column=place[2])


def say_system_fault(language: Language, error: OSError) -> str:
    """Say what the system refused; what has no words of ours is said in the system's own."""
    known = read_catalogue(language)["causes"]
    return str(known.get(errno.errorcode.get(error.errno or 0, ""), error.strerror or str(error)))


@cache
def _list_system() -> dict[str, str]:
    """List the names of all errors by what this system says of them."""
    return {os.strerror(number): name for number, name in errno.errorcode.items()}
