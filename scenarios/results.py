"""The folder of a scenario's result: OUT/NAME, its files and the record that says where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from maps.whole_files import write_together
from routing.errors import InputError
from routing.plan import Plan
from scenarios.compare import PLAN, RECORD, RECORD_FORMAT, SUMMARY
from scenarios.plan_files import read_plan
from scenarios.scenario_run import Scenario

VERSION = 1
PLAN_MAP = "plan.html"
"""The one file that a result may lack, where no map was asked for."""
FILES = ("orders.csv", PLAN, "plan.geojson", SUMMARY)
"""The files that no result lacks."""


def list_files(folder: Path, key: str) -> dict[str, str]:
    """List the files of a result of the very same inputs, with the style each was written in; none where it is another.

    A style is what one plan may be written in: a language, with names or without.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(record, dict) or record.get("format") != RECORD_FORMAT or record.get("key") != key:
        return {}
    files = record.get("files")
    named = files.items() if isinstance(files, dict) else ()
    return {name: str(style) for name, style in named if name in (*FILES, PLAN_MAP) and (folder / name).is_file()}


def is_done(folder: Path, key: str, *, style: str, maps: bool) -> bool:
    """Tell whether a folder holds the whole result of the very same inputs, in a style."""
    there = list_files(folder, key)
    return all(there.get(name) == style for name in (*FILES, *([PLAN_MAP] if maps else [])))


def read_kept(folder: Path, scenario: Scenario) -> Plan | None:
    """Read the plan that was made of the very same inputs, whatever files beside it are missing or in another style."""
    if PLAN not in list_files(folder, scenario.key):
        return None
    try:
        return read_plan(folder / PLAN, scenario.world.day.problem)
    except InputError:
        return None


def write_result(folder: Path, scenario: Scenario, files: Mapping[str, str | bytes], *, style: str) -> None:
    """Write the files of a result together; the record goes last, so that a result without it is not whole.

    A map that is not among the files stays where it shows the same plan.
    """
    written = dict.fromkeys(sorted(files), style)
    there = list_files(folder, scenario.key)
    if scenario.kept is not None and PLAN_MAP in there:
        written.setdefault(PLAN_MAP, there[PLAN_MAP])
    record = {
        "format": RECORD_FORMAT,
        "version": VERSION,
        "key": scenario.key,
        "name": scenario.name,
        "base": "sample" if scenario.file.base is None else scenario.file.base.name,
        "seed": scenario.file.seed,
        "solutions": scenario.file.limit.solutions,
        "seconds": scenario.file.limit.seconds,
        "rent": scenario.rent,
        "changes": list(scenario.file.tables),
        "files": written,
    }
    contents = {**files, RECORD: json.dumps(record, ensure_ascii=False, indent=2) + "\n"}
    write_together(folder, contents, drop=[name for name in (PLAN_MAP, RECORD) if name not in written])
