"""What ``doorstep bench`` does between its options and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from dispatch.failures import INTERRUPTED
from dispatch.fault_lists import show_notes
from dispatch.interrupt import Interrupt
from dispatch.json_document import print_json
from dispatch.places import check_writable
from dispatch.progress import ProgressLine
from dispatch.report import Show, print_note
from dispatch.words import Language, say, say_violation
from dispatch.written import write_files
from routing.benchmarks.bench import Result, Run, Summary, get_ready, list_runs, run_once, sum_up
from routing.benchmarks.best_known import read_best
from routing.benchmarks.instances import Instance, read_instances
from routing.errors import Fault, FaultKind, InputError, gather_faults
from scenarios.benchmarks import pmedian
from scenarios.benchmarks.pmedian import MedianInstance, MedianRun, is_median, read_medians, run_median, write_median
from scenarios.rows import cap_faults

BROKEN = 1
ROWS_SHOWN = 5
"""Broken rules of one solution that are listed."""
COLUMNS = ("instance", "engine", "seed", "cost", "seconds", "best", "gap")

OVERWRITES = FaultKind("W102", "the solution would be written over the instance", "name another folder for --out")


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What is asked: files, wall seconds of a run, seeds, engine, peers beside it, table of best known costs."""

    files: Sequence[Path]
    out: Path | None
    seconds: float
    seeds: int
    engine: str
    peers: bool
    best: Path | None


def run_bench(asked: Bench, show: Show) -> int:
    """Run it all, write the best solution of every instance, print a row for every run.

    Returns
    -------
    int
        Exit code: 0; 1 where a solution of the engine asked for breaks a rule; 130 where Ctrl-C ended it early.
    """
    if asked.out is not None:
        check_writable(asked.out)
    instances, medians, best = _read_all(asked)
    routed, notes = list_runs(instances, engine=asked.engine, seeds=asked.seeds, peers=asked.peers)
    sited = [MedianRun(instance=median, seed=seed) for median in medians for seed in range(asked.seeds)]
    runs: list[Run | MedianRun] = [*routed, *sited]
    show_notes(notes, show.language)
    page = _Page(show, [run.instance.name for run in runs])
    results: list[Result] = []
    interrupt = Interrupt()
    with interrupt, suppress(KeyboardInterrupt):
        with ProgressLine(show.language) as line:
            line.show_stage("compile")
            get_ready(routed)
            if sited:
                pmedian.get_ready()
        for number, run in enumerate(runs, 1):
            if interrupt.stop.is_set():
                break
            with ProgressLine(show.language) as line:
                line.show_run(run.instance.name, run.engine, run.seed, number=number, total=len(runs))
                if isinstance(run, MedianRun):
                    result = run_median(run, seconds=asked.seconds, best=best)
                else:
                    result = run_once(run, seconds=asked.seconds, best=best)
            if asked.out is not None and run.engine in (asked.engine, pmedian.ENGINE):
                _write_better(run, result, results, asked.out)
            results.append(result)
            show_notes([] if result.failure is None else [result.failure], show.language)
            page.print_result(result)
    page.print_end(results)
    if interrupt.stop.is_set():
        print_note(show, "bench_stopped", n=len(results), total=len(runs))
        return INTERRUPTED
    return BROKEN if any(result.breaks for result in results if result.engine == asked.engine) else 0


def _read_all(asked: Bench) -> tuple[list[Instance], list[MedianInstance], Mapping[str, float]]:
    """Read instances of rounds and of sites, and best known costs; every faulty file at once."""
    faults: list[Fault] = []
    instances: list[Instance] = []
    medians: list[MedianInstance] = []
    best: Mapping[str, float] = {}
    sited = [path for path in asked.files if is_median(path)]
    with gather_faults(faults):
        instances = read_instances(path for path in asked.files if path not in sited)
    with gather_faults(faults):
        medians = read_medians(sited)
    if asked.best is not None:
        with gather_faults(faults):
            best = read_best(asked.best)
    if asked.out is not None:
        given = {path.resolve(): path for path in asked.files}
        named: list[Instance | MedianInstance] = [*instances, *medians]
        targets = [_target(instance, asked.out).resolve() for instance in named]
        faults += [OVERWRITES.at(file=str(given[target])) for target in targets if target in given]
    if faults:
        raise InputError(cap_faults(faults))
    return instances, medians, best


def _target(instance: Instance | MedianInstance, out: Path) -> Path:
    return out / f"{instance.name}{instance.suffix}"


def _write_better(run: Run | MedianRun, result: Result, before: Sequence[Result], out: Path) -> None:
    """Write a solution that keeps every rule and is the cheapest of its instance and engine so far."""
    earlier = [
        other.cost
        for other in before
        if (other.instance, other.engine) == (result.instance, result.engine) and other.cost is not None
    ]
    if result.cost is not None and all(result.cost < cost for cost in earlier):
        text = write_median(run.instance, result) if isinstance(run, MedianRun) else run.instance.form(result.orders)
        write_files(out, {_target(run.instance, out).name: text})


class _Page:
    """Prints rows as they come: a table on stdout, or, where that carries JSON, the same on stderr."""

    def __init__(self, show: Show, names: Sequence[str]) -> None:
        self._show = show
        self._console = Console(stderr=show.as_json, soft_wrap=True)
        self._widths = [max(map(len, names), default=0), 8, 4, 11, 8, 11, 9]
        self._has_header = False

    def print_result(self, result: Result) -> None:
        """Print the row of a run, and the rules its solution breaks."""
        language = self._show.language
        if not self._has_header:
            self._has_header = True
            self._print_cells([say(language, f"column.{name}") for name in COLUMNS], style="bold")
        cells = [result.instance, result.engine, str(result.seed), _say_cost(result.cost, language)]
        cells += [f"{result.seconds:.1f}", _say_number(result.best, 2), _say_number(result.gap, 3)]
        self._print_cells(cells)
        for broken in result.breaks[:ROWS_SHOWN]:
            self._console.print(Text(f"    {say_violation(language, broken)}"))
        if len(result.breaks) > ROWS_SHOWN:
            self._console.print(Text(f"    {say(language, 'bench_more', n=len(result.breaks) - ROWS_SHOWN)}"))

    def print_end(self, results: Sequence[Result]) -> None:
        """Print a line for every engine, and the JSON where it is asked for."""
        for summary in sum_up(results):
            self._console.print(Text(_say_summary(summary, self._show.language)))
        if self._show.as_json:
            print_json([{name: getattr(result, name) for name in COLUMNS} for result in results])

    def _print_cells(self, cells: Sequence[str], *, style: str = "") -> None:
        padded = []
        for column, (cell, width) in enumerate(zip(cells, self._widths, strict=True)):
            room = " " * (width - cell_len(cell))
            padded.append(cell + room if column < 2 else room + cell)
        self._console.print(Text("  ".join(padded), style=style))


def _say_cost(cost: float | None, language: Language) -> str:
    return say(language, "bench_broken") if cost is None else _say_number(cost, 2)


def _say_number(number: float | None, digits: int) -> str:
    # 0.0 is added so that nothing reads as -0.000.
    return "–" if number is None else f"{round(number, digits) + 0.0:.{digits}f}"


def _say_summary(summary: Summary, language: Language) -> str:
    counts = {"n": summary.measured, "runs": summary.runs, "seconds": f"{summary.seconds:.1f}"}
    if summary.gap is None:
        text = say(language, "bench_no_mean", engine=summary.engine, runs=summary.runs, seconds=counts["seconds"])
    else:
        text = say(language, "bench_mean", engine=summary.engine, gap=_say_number(summary.gap, 3), **counts)
    if summary.by_seed is not None and summary.by_seed[0] < summary.by_seed[1]:
        low, high = (_say_number(gap, 3) for gap in summary.by_seed)
        text += say(language, "bench_spread", low=low, high=high)
    if summary.broken:
        text += say(language, "bench_broken_runs", n=summary.broken)
    return text
