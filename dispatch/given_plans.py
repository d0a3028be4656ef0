"""Read the plan a person gives: a plan.json, or a table of orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dispatch.fault_lists import show_notes
from dispatch.words import Language
from routing.errors import Fault, InputError
from routing.plan import Plan
from routing.problem import Problem
from routing.timetable import time_plan
from routing.travel import Travel
from scenarios.plan_files import read_orders, read_plan

Orders = Mapping[str, Sequence[str]]


def read_given(plan_file: Path, problem: Problem, language: Language) -> Plan | Orders:
    """Read a plan of a day, with its times or as orders alone, and show what is worth knowing of it."""
    if plan_file.suffix.lower() != ".json":
        return read_orders(plan_file, problem)
    notes: list[Fault] = []
    plan = read_plan(plan_file, problem, note=notes.append)
    show_notes(notes, language)
    return plan


def time_given(plan_file: Path, problem: Problem, travel: Travel, orders: Orders) -> Plan:
    """Set the times of a plan by its orders.

    Raises
    ------
    InputError
        As :func:`routing.timetable.time_plan`, naming the file.
    """
    try:
        return time_plan(problem, travel, orders)
    except InputError as error:
        raise InputError(replace(fault, file=plan_file.name) for fault in error.faults) from None
