"""What ``doorstep sites choose`` does between its options and its files."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dispatch.fault_lists import show_notes
from dispatch.places import check_writable, refuse_inputs
from dispatch.progress import ProgressLine
from dispatch.report import Show, print_note
from dispatch.sites_document import describe_answer, list_communities, list_sites
from dispatch.sites_report import print_answer
from dispatch.written import write_files
from routing.cache import cache_folder
from routing.errors import Fault, FaultKind, InputError, gather_faults
from scenarios.district_files.read import read_district
from scenarios.sites.ask import Answer, Stage, answer_question
from scenarios.sites.choice import Model
from scenarios.sites.draw import draw_services, draw_sites
from scenarios.sites.growth_file import GrowthFile, read_growths
from scenarios.sites.planner import Question, check_question
from scenarios.sites.round_settings import RoundSettings, read_round_settings

BAD_YEARS = FaultKind(
    "D318", "{value} are no phases", "give years and how many more sites than now, such as 2027:7,2028:14, years rising"
)

MAP, PUBLIC_MAP = "sites.html", "services.html"
MARK = "\ufeff"
"""Tells Excel that a CSV is UTF-8."""
_FORMULA = re.compile(r"[=+\-@\t\r]")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command line asks for.

    Parameters
    ----------
    plans
        Instead of the number of plans of the rounds' settings.
    rounds
        Whether rounds are planned.
    growth
        A file of growth scenarios.
    """

    district: Path
    question: Question
    streets: Path | None = None
    rounds_file: Path | None = None
    growth: Path | None = None
    plans: int | None = None
    rounds: bool = True
    round_seconds: float | None = None
    out: Path | None = None


def read_years(text: str | None) -> tuple[tuple[int, int], ...]:
    """Read phases such as "2027:7,2028:14".

    Raises
    ------
    InputError
        Where it is something else, or the years do not rise.
    """
    if text is None:
        return ()
    phases = [re.fullmatch(r"\s*(\d{4})\s*[:：=]\s*(\d{1,6})\s*", part) for part in re.split(r"[,，]", text)]
    years = [(int(found[1]), int(found[2])) for found in phases if found is not None]
    rising = all(one[0] < other[0] for one, other in itertools.pairwise(years))
    if len(years) < len(phases) or not rising:
        raise InputError(BAD_YEARS.at(values={"value": f"“{text[:60]}”"}))
    return tuple(years)


def choose_and_write(asked: Asked, show: Show) -> None:
    """Answer the question, write the files whole where a folder is named, print the figures."""
    question = asked.question
    if question.years and question.model is Model.COVER_MOST:  # years are what it takes to ask the model for phases
        question = replace(question, model=Model.PHASES)
    settings, growths = _read_all(asked, question)
    if asked.plans is not None:
        settings = replace(settings, plans=asked.plans)
    if asked.out is not None:
        refuse_inputs([asked.out], [asked.district])
        check_writable(asked.out)
    with ProgressLine(show.language) as line:
        line.show_stage("sites_read")
        district = read_district(asked.district)
        show_notes(district.notes, show.language)

        def hear(stage: Stage, done: int, total: int) -> None:
            if total or stage not in ("shortlist", "rounds"):
                line.show_count(f"sites_{stage}", done, total)

        answer = answer_question(
            district.use_streets(asked.streets),
            question,
            settings,
            growths=growths,
            rounds=asked.rounds,
            round_seconds=asked.round_seconds,
            cache=cache_folder(),
            hear=hear,
        )
        files: Mapping[str, str] = {}
        if asked.out is not None:
            line.show_stage("sites_map")
            files = _make_files(answer, show)
            write_files(asked.out, files)
    show_notes([*answer.asked.listed.choice.notes, *answer.notes], show.language)
    print_answer(answer, show)
    if asked.out is not None:
        print_note(show, "written_sites", folder=asked.out, files=", ".join(files))


def _read_all(asked: Asked, question: Question) -> tuple[RoundSettings, GrowthFile | None]:
    """Check the question and read the files beside the district; what is wrong with each is told at once."""
    faults: list[Fault] = []
    settings: RoundSettings | None = None
    growths: GrowthFile | None = None
    with gather_faults(faults):
        check_question(question)
    with gather_faults(faults):
        settings = read_round_settings(asked.rounds_file)
    with gather_faults(faults):
        growths = None if asked.growth is None else read_growths(asked.growth)
    if faults or settings is None:
        raise InputError(faults)
    return settings, growths


def _make_files(answer: Answer, show: Show) -> dict[str, str]:
    """Make every file before the first is written."""
    return {
        "sites.csv": _say_csv(list_sites(answer)),
        "communities.csv": _say_csv(list_communities(answer)),
        "sites.json": json.dumps(describe_answer(answer), ensure_ascii=False, indent=2) + "\n",
        MAP: draw_sites(answer, lang=show.language),
        PUBLIC_MAP: draw_services(answer, lang=show.language),
    }


def _say_csv(rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0].keys() if rows else ())
    writer.writerows([_say_cell(value) for value in row.values()] for row in rows)
    return MARK + text.getvalue()


def _say_cell(value: object) -> str:
    """Say a value so that no spreadsheet takes a text for a formula."""
    if isinstance(value, float):
        return f"{value:g}"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text
