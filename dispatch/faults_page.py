"""List every fault Doorstep can find, in both languages, as a Markdown page.

``python -m dispatch.faults_page > docs/faults.md`` writes the page; a test holds it true.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

import dispatch
import maps
import routing
import scenarios
from dispatch.words import read_catalogue
from routing.errors import FaultKind

PACKAGES: tuple[ModuleType, ...] = (routing, maps, scenarios, dispatch)
"""Where kinds of faults are stated."""

LETTERS: Mapping[str, str] = {
    "C": "Scenarios",
    "D": "Day and plan files",
    "G": "The generator",
    "L": "Locations of sites",
    "P": "Plans",
    "R": "Problems handed to the planner",
    "S": "Streets and places",
    "U": "Spreads and risks",
    "W": "Writing what comes out",
}

INTRODUCTION = """\
# Faults and what to do about them

What Doorstep cannot read or do, it says with all faults at once: file or sheet, row as a spreadsheet counts, column or
key, what is wrong, what to do. Nothing is written then, unless it says what was. Codes stay the same from release to
release.

Exit codes with faults: 2 an input is wrong, 3 a place cannot be reached on the streets, 1 Doorstep itself failed.
Without: 1 a rule is broken (`check`), 4 the plan is written but a mandatory visit has nobody, 130 stopped by Ctrl-C.
Faults D118, D127, D172 to D179, D336, R060, R061, S130 to S132, U106, U111 and W106 are only
notes: the day goes on.

Written by `python -m dispatch.faults_page > docs/faults.md`.
"""


def collect_kinds() -> dict[str, list[FaultKind]]:
    """Find every kind of fault stated in a module of the packages, by its code; a code stands for one kind."""
    kinds: dict[str, list[FaultKind]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, FaultKind) and value not in kinds.setdefault(value.code, []):
                kinds[value.code].append(value)
    return dict(sorted(kinds.items()))


def write_page() -> str:
    """Write the page."""
    lines = [INTRODUCTION]
    chinese = read_catalogue("zh-CN").get("faults", {})
    letter = ""
    for code, kinds in collect_kinds().items():
        if code[0] != letter:
            letter = code[0]
            lines += [f"## {letter}: {LETTERS[letter]}\n", "| code | what | what to do |", "|---|---|---|"]
        for kind in kinds:
            lines.append(f"| {code} | {_cell(kind.what)} | {_cell(kind.remedy)} |")
            if code in chinese:
                lines.append(f"| | {_cell(chinese[code]['what'])} | {_cell(chinese[code]['remedy'])} |")
    return "\n".join(lines).replace("|\n## ", "|\n\n## ") + "\n"


def _modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{", "‹").replace("}", "›").replace("!r›", "›")


if __name__ == "__main__":
    sys.stdout.write(write_page())
