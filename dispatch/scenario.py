"""What ``doorstep scenario run`` does between its options and its files."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dispatch.failures import INTERRUPTED
from dispatch.fault_lists import describe_fault, list_faults, show_notes
from dispatch.interrupt import Interrupt
from dispatch.json_document import print_json
from dispatch.kept_orders import keep_orders
from dispatch.outputs import make_files
from dispatch.places import check_writable
from dispatch.planning import BROKEN, MANDATORY_LEFT
from dispatch.progress import ProgressLine
from dispatch.report import Show, print_note
from dispatch.words import Language, say
from dispatch.written import hold_interrupt, note_written
from maps.whole_files import write_together
from routing.errors import Fault, FaultKind, InputError, NoWayError
from scenarios.cluster import Crew, DaskCrew, Failure, LocalCrew, count_jobs
from scenarios.compare import read_result
from scenarios.results import is_done, read_kept, write_result
from scenarios.scenario_run import (
    Ground,
    Order,
    Refusal,
    Scenario,
    plan_order,
    prepare_scenarios,
    run_scenarios,
)

LOST = FaultKind(
    "C164", "the scenario {name} was lost ({why})", "run again what is not done; Doorstep goes on where it stopped"
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What ``doorstep scenario run`` is asked for."""

    files: Sequence[Path]
    out: Path
    jobs: int | None = None
    cluster: str | None = None
    maps: bool = True


@dataclass(frozen=True, kw_only=True)
class Score:
    """The figures that are printed of a scenario."""

    served: int
    asked: int
    mandatory_left: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class Done:
    """A scenario that was planned: its files, whole, by name."""

    files: Mapping[str, str | bytes]
    score: Score


def plan_files(
    order: Order,
    ground: Ground | Refusal,
    *,
    language: Language,
    names: bool,
    draw: bool,
    stop: threading.Event | None = None,
) -> Done | Refusal:
    """Plan a scenario and make its files, where the worker is: nothing is written there that stays.

    Parameters
    ----------
    stop
        Ends the search once it is set, of a worker that is the caller's own process.

    Raises
    ------
    KeyboardInterrupt
        Where ``stop`` is set.
    """
    if isinstance(ground, Refusal):
        return ground
    planned = plan_order(order, ground, stop=stop)
    files = make_files(planned, language=language, names=names, seed=order.seed, base=ground.base, draw=draw)
    visits = planned.measures.visits
    score = Score(
        served=visits.served,
        asked=visits.asked,
        mandatory_left=visits.mandatory - visits.mandatory_served,
        cost=sum(planned.cost.values()),
    )
    return Done(files=files, score=score)


def run_files(run: Run, show: Show) -> int:
    """Plan every scenario that is not done yet, and write each result as soon as it is there.

    Returns
    -------
    int
        Exit code: 0; 1 where Doorstep failed at a scenario; 3 where one's places cannot be reached; 4 where a mandatory
        visit has nobody; 130 where Ctrl-C ended it. What is done by then is kept in all of them.
    """
    check_writable(run.out)
    with ProgressLine(show.language) as line, Interrupt() as interrupt:
        line.show_stage("scenarios")
        scenarios = prepare_scenarios(run.files, maps=run.maps)
        board = _Board(run, show, line, scenarios)
        try:
            board.plan(interrupt.stop)
        except KeyboardInterrupt:
            board.is_stopped = True
    board.print()
    return board.exit_code()


class _Board:
    """Keeps the score of a run: what is done, what was refused, what is left."""

    def __init__(self, run: Run, show: Show, line: ProgressLine, scenarios: Sequence[Scenario]) -> None:
        self.run, self.show, self.line, self.scenarios = run, show, line, scenarios
        self.style = f"{show.language} with names" if show.names else show.language
        self.rows: dict[str, tuple[str, Score]] = {}
        self.refused: dict[str, tuple[Fault, ...]] = {}
        self.codes: set[int] = set()
        self.is_stopped = False

    def plan(self, stop: threading.Event) -> None:
        """Plan what is left; Ctrl-C sets ``stop`` too, as what it raises may be lost where Python cleans up."""
        left: list[Scenario] = []
        for one in self.scenarios:
            folder = self.run.out / one.name
            score = _read_score(folder) if is_done(folder, one.key, style=self.style, maps=self.run.maps) else None
            if score is not None:
                self._note(one, "kept", score)
            else:
                left.append(replace(one, kept=read_kept(folder, one)))
        if not left:
            return
        work = partial(plan_files, language=self.show.language, names=self.show.names, draw=self.run.maps)
        with self._hire() as crew:
            if crew.is_caller:
                work = partial(work, stop=stop)
            for scenario, result in run_scenarios(left, crew, work, stage=self._tell_stage):
                self._take(scenario, result)
                if stop.is_set():
                    raise KeyboardInterrupt

    def _hire(self) -> Crew:
        if self.run.cluster is not None:
            return DaskCrew(self.run.cluster)
        return LocalCrew(self.run.jobs or count_jobs())

    def _tell_stage(self, stage: str) -> None:
        self.line.show_stage(f"scenarios_{stage}")

    def _take(self, scenario: Scenario, result: Done | Refusal | Failure) -> None:
        name = scenario.name
        if not isinstance(result, Done):
            if isinstance(result, Refusal):
                faults, code = result.faults, result.exit_code
            else:
                values = {"name": name, "why": f"{result.kind}: {result.message}"}
                faults, code = (LOST.at(values=values),), BROKEN
            self.codes.add(code)
            self.refused[name] = faults
            return
        folder = self.run.out / name
        kept, notes = keep_orders(folder)
        with hold_interrupt():
            if kept:
                write_together(folder, kept)
            write_result(folder, scenario, result.files, style=self.style)
            note_written(folder)
        show_notes(notes, self.show.language)
        self._note(scenario, "planned" if scenario.kept is None else "drawn", result.score)

    def _note(self, scenario: Scenario, state: str, score: Score) -> None:
        self.rows[scenario.name] = state, score
        if score.mandatory_left:
            self.codes.add(MANDATORY_LEFT)
        done = {"done": len(self.rows), "total": len(self.scenarios), "name": scenario.name}
        figures = {"served": score.served, "asked": score.asked, "cost": f"{score.cost:,}"}
        self.line.show_stage(f"scenario_{state}", **done, **figures)

    def exit_code(self) -> int:
        if self.is_stopped:
            return INTERRUPTED
        order = (BROKEN, NoWayError.exit_code, MANDATORY_LEFT)
        return next((code for code in order if code in self.codes), 0)

    def print(self) -> None:
        language = self.show.language
        console = Console(stderr=True, soft_wrap=True)
        for name, faults in self.refused.items():
            console.print(Text(say(language, "scenario_refused", name=name), style="bold red"))
            list_faults(faults, language, console)
        if self.show.as_json:
            rows: list[dict[str, object]] = [
                {"name": name, "state": state, **vars(score)} for name, state, score in self._sorted_rows()
            ]
            for name, faults in self.refused.items():
                rows.append(
                    {"name": name, "state": "refused", "faults": [describe_fault(one, language) for one in faults]}
                )
            print_json({"out": str(self.run.out), "scenarios": rows, "exit_code": self.exit_code()})
        else:
            table = Table(title=Text(say(language, "title.scenarios")), title_justify="left")
            for key in ("scenario", "state", "served", "mandatory_left", "cost"):
                table.add_column(Text(say(language, f"column.{key}")), overflow="fold")
            for name, state, score in self._sorted_rows():
                of = say(language, "of", n=score.served, total=score.asked)
                cells = (name, say(language, f"state.{state}"), of, str(score.mandatory_left), f"{score.cost:,}")
                table.add_row(*map(Text, cells))
            Console().print(table)
        if self.is_stopped:
            print_note(self.show, "scenarios_stopped", done=len(self.rows), total=len(self.scenarios))
        elif self.rows:
            print_note(self.show, "scenarios_written", out=self.run.out)

    def _sorted_rows(self) -> list[tuple[str, str, Score]]:
        return [(one.name, *self.rows[one.name]) for one in self.scenarios if one.name in self.rows]


def _read_score(folder: Path) -> Score | None:
    """Read the figures of a result; one that somebody has damaged has none, and its files are made again."""
    try:
        summary = read_result(folder).summary
    except InputError:
        return None
    visits = summary.measures.visits
    return Score(
        served=visits.served,
        asked=visits.asked,
        mandatory_left=visits.mandatory - visits.mandatory_served,
        cost=summary.cost.total,
    )
