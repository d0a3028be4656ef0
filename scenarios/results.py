"""The folder of a scenario's result: OUT/NAME, its files and the record that says where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from maps.whole_files import write_together
from scenarios.compare import PLAN, RECORD, RECORD_FORMAT, SUMMARY
from scenarios.scenario_run import Scenario

VERSION = 1


def is_done(folder: Path, key: str) -> bool:
    """Tell whether a folder holds the whole result of the very same inputs; what cannot be read is not."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    same = isinstance(record, dict) and record.get("format") == RECORD_FORMAT and record.get("key") == key
    return same and all((folder / name).is_file() for name in (SUMMARY, PLAN, *_names(record.get("files"))))


def write_result(folder: Path, scenario: Scenario, files: Mapping[str, str | bytes], *, key: str) -> None:
    """Write the files of a result together; the record goes last, so that a result without it is not whole."""
    record = {
        "format": RECORD_FORMAT,
        "version": VERSION,
        "key": key,
        "name": scenario.name,
        "base": "sample" if scenario.file.base is None else scenario.file.base.name,
        "seed": scenario.file.seed,
        "solutions": scenario.file.limit.solutions,
        "seconds": scenario.file.limit.seconds,
        "rent": scenario.rent,
        "changes": list(scenario.file.tables),
        "files": sorted(files),
    }
    contents = {**files, RECORD: json.dumps(record, ensure_ascii=False, indent=2) + "\n"}
    write_together(folder, contents, drop=[name for name in (PLAN_MAP, RECORD) if name not in files])


PLAN_MAP = "plan.html"
"""The one file that a result may lack, where no map was asked for."""


def _names(value: object) -> list[str]:
    names = value if isinstance(value, list) else []
    return [name for name in names if isinstance(name, str) and name == Path(name).name]
