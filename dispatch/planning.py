"""What ``doorstep plan``, ``check`` and ``map`` do between their options and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dispatch.failures import INTERRUPTED
from dispatch.fault_lists import show_notes
from dispatch.given_plans import read_given, time_given
from dispatch.interrupt import Interrupt
from dispatch.outputs import GEOJSON, MAP, OUTPUTS, draw_page, make_core_files, make_files, write_plan_files
from dispatch.places import check_file, check_writable, list_inputs, refuse_inputs
from dispatch.progress import ProgressLine
from dispatch.report import Show, print_count, print_note, print_planned
from dispatch.words import Language
from dispatch.written import write_files
from routing.cache import cache_folder
from routing.errors import Fault, InputError
from routing.plan import Plan
from routing.solve import Engine, Limit, Progress
from scenarios.day import Day, read_day
from scenarios.run import PlannedDay, Stage, choose_streets, judge_plan, measure_travel, search_day
from scenarios.samples import sample_day_path
from scenarios.settings import BOTH_TRAVELS

BROKEN, MANDATORY_LEFT = 1, 4


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Which day, and where its travel times come from. ``day`` None: the built-in sample."""

    day: Path | None
    streets: Path | None = None
    straight_line: bool = False

    def read(self, language: Language) -> Day:
        """Read the day, every fault at once, and show what is worth knowing."""
        if self.streets is not None and self.straight_line:
            raise InputError(BOTH_TRAVELS.at(values={"streets": "--streets", "straight_line": "--straight-line"}))
        day = read_day(sample_day_path() if self.day is None else self.day)
        show_notes(day.notes, language)
        return choose_streets(day, streets=self.streets, straight_line=self.straight_line)


def make_plan(ground: Ground, out: Path, show: Show, *, limit: Limit, seed: int, engine: Engine) -> int:
    """Plan a day, write its files, print its figures.

    Returns
    -------
    int
        Exit code: 0; 4 where a mandatory visit has nobody; 130 where Ctrl-C ended the search early, or what comes after
        it: the plan is written then too, but without its map.
    """
    refuse_inputs([out], [ground.day])
    check_writable(out)
    with ProgressLine(show.language) as line, Interrupt() as interrupt:
        line.show_stage("day")
        day = ground.read(show.language)

        def hear_stage(stage: Stage) -> None:
            line.show_stage(stage)
            interrupt.hear_stage(stage)

        def hear_best(progress: Progress) -> None:
            line.show_best(progress)
            interrupt.hear_best(progress)

        streets, travel, plan = search_day(
            day,
            limit=limit,
            seed=seed,
            engine=engine,
            cache=cache_folder(),
            stage=hear_stage,
            progress=hear_best,
            stop=interrupt.stop,
        )
        planned: PlannedDay | None = None
        files: Mapping[str, str | bytes]
        try:
            hear_stage("check")
            planned = judge_plan(day, streets, travel, plan)
            line.show_stage("map")
            files = make_files(planned, language=show.language, names=show.names, seed=seed)
        except KeyboardInterrupt:
            # Reasons and the map can be made again, the plan cannot.
            planned = planned or judge_plan(day, streets, travel, plan, most_reasons=0)
            files = make_core_files(planned, language=show.language, names=show.names, seed=seed)
        notes = write_plan_files(out, files)
    show_notes(notes, show.language)
    print_planned(planned, show)
    if MAP in files:
        print_note(show, "written", map=out / MAP)
    else:
        print_note(show, "written_core", folder=out, files=", ".join(files), map=MAP, geojson=GEOJSON)
    if interrupt.stop.is_set():
        print_note(show, "stopped")
        return INTERRUPTED
    visits = planned.measures.visits
    left = visits.mandatory - visits.mandatory_served
    if left:
        print_count(show, "mandatory_left", left)
        return MANDATORY_LEFT
    return 0


def judge_file(ground: Ground, plan_file: Path, show: Show, *, out: Path | None) -> int:
    """Check a plan, whoever made it; with ``out`` also write its files.

    Returns
    -------
    int
        Exit code: 0 where every rule is kept, else 1.
    """
    notes: Sequence[Fault] = ()
    if out is not None:
        refuse_inputs([out], [ground.day])
        refuse_inputs([out / name for name in OUTPUTS], [plan_file])
        check_writable(out)
    with ProgressLine(show.language) as line:
        line.show_stage("day")
        planned = _read_planned(ground, plan_file, line, show.language)
        if out is not None:
            line.show_stage("map")
            notes = write_plan_files(out, make_files(planned, language=show.language, names=show.names))
    show_notes(notes, show.language)
    print_planned(planned, show)
    if out is not None:
        print_note(show, "written", map=out / MAP)
    return BROKEN if planned.violations else 0


def draw_file(ground: Ground, plan_file: Path, show: Show, *, out: Path) -> None:
    """Draw the map of a plan, whoever made it."""
    refuse_inputs([out], [plan_file, ground.streets, *list_inputs(ground.day)])
    check_file(out)
    with ProgressLine(show.language) as line:
        line.show_stage("day")
        planned = _read_planned(ground, plan_file, line, show.language)
        refuse_inputs([out], [planned.day.streets])
        line.show_stage("map")
        write_files(out.parent, {out.name: draw_page(planned, language=show.language, names=show.names)})
    print_note(show, "written_map", map=out)


def _read_planned(ground: Ground, plan_file: Path, line: ProgressLine, language: Language) -> PlannedDay:
    day = ground.read(language)
    problem = day.problem
    given = read_given(plan_file, problem, language)
    line.show_stage("travel")
    streets, travel = measure_travel(day, cache=cache_folder())
    line.show_stage("check")
    plan = given if isinstance(given, Plan) else time_given(plan_file, problem, travel, given)
    return judge_plan(day, streets, travel, plan)
