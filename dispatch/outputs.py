"""The files a plan comes out as."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch.summary import summarise
from dispatch.words import LANGUAGES, Language, say_explanation, say_violation
from dispatch.written import write_files
from maps.paths import Paths
from scenarios.plan_files import format_orders, format_plan, plan_geojson
from scenarios.run import PlannedDay, draw_map, trace_paths

if TYPE_CHECKING:
    from maps.basemap import BaseMap

MAP, GEOJSON = "plan.html", "plan.geojson"


def write_outputs(
    planned: PlannedDay,
    out: Path,
    *,
    language: Language,
    names: bool,
    seed: int | None = None,
    base: BaseMap | None = None,
    draw: bool = True,
) -> None:
    """Make the files of a plan and write them into the folder, together."""
    write_files(out, make_files(planned, language=language, names=names, seed=seed, base=base, draw=draw))


def make_files(
    planned: PlannedDay,
    *,
    language: Language,
    names: bool,
    seed: int | None = None,
    base: BaseMap | None = None,
    draw: bool = True,
) -> Mapping[str, str | bytes]:
    """Make orders.csv, plan.json, summary.json, plan.geojson and plan.html, by name in the order to write them.

    ``base`` is what lies under the routes of the map, where it has been read already; there is no map without ``draw``.
    """
    paths = trace_paths(planned)
    geojson = plan_geojson(planned.problem, planned.plan, paths, names=names)
    files = {
        **make_core_files(planned, language=language, names=names, seed=seed),
        GEOJSON: json.dumps(geojson, ensure_ascii=False),
    }
    if draw:
        files[MAP] = draw_page(planned, language=language, names=names, paths=paths, base=base)
    return files


def make_core_files(
    planned: PlannedDay, *, language: Language, names: bool, seed: int | None = None
) -> dict[str, str | bytes]:
    """Make the files that take no time: orders.csv, plan.json and summary.json.

    orders.csv goes first: where a spreadsheet keeps it open, an older plan stays whole.
    """
    return {
        "orders.csv": format_orders(planned.plan, problem=planned.problem, language=language, names=names),
        "plan.json": format_plan(planned, seed=seed),
        "summary.json": json.dumps(summarise(planned), ensure_ascii=False, indent=2),
    }


def check_writable(folder: Path) -> None:
    """Make sure, before any long work, that the folder is there or can be made, and can be written.

    Raises
    ------
    OSError
        Naming what is in the way.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    try:
        # Asking for permission is not enough: root has it everywhere, and /proc takes no files all the same.
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        number = errno.EACCES if error.errno == errno.ENOENT else error.errno or errno.EACCES
        raise OSError(number, os.strerror(number), str(there)) from None


def draw_page(
    planned: PlannedDay, *, language: Language, names: bool, paths: Paths | None = None, base: BaseMap | None = None
) -> str:
    """Draw the map, with what is wrong and why in every language; ``paths`` are traced where not given."""
    return draw_map(
        planned,
        paths=trace_paths(planned) if paths is None else paths,
        reasons={
            explanation.visit: {language: say_explanation(language, explanation) for language in LANGUAGES}
            for explanation in planned.explanations
        },
        breaches=[
            {language: say_violation(language, violation) for language in LANGUAGES} for violation in planned.violations
        ],
        lang=language,
        names=names,
        base=base,
    )
