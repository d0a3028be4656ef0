"""Visits of several workers, labels, gaps and wishes, as the tables say them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routing.errors import Fault
from routing.problem import Gap, Pairing
from scenarios.day import Day, read_day

Tables = dict[str, list[list[Any]]]
Find = Callable[[Path], tuple[Fault, ...]]
Read = Callable[..., Day]
Refuse = Callable[..., list[tuple[str, int | None, str]]]

GAPS = ["first", "second", "least", "greatest", "worker"]


def couple(
    tables: Tables, *, visits: dict[str, dict[str, Any]] | None = None, gaps: list[list[Any]] | None = None
) -> None:
    """Give visits further cells, by id and column, and the day a table of gaps."""
    header, *rows = tables["visits"]
    for name, cells in (visits or {}).items():
        for column, value in cells.items():
            if column not in header:
                header.append(column)
                for row in rows:
                    row.append("")
            row = next(row for row in rows if row[0] == name)
            row[header.index(column)] = value
    if gaps is not None:
        tables["gaps"] = [GAPS, *gaps]


@pytest.fixture(name="read")
def read_fixture(tmp_path: Path, write_folder: Callable[..., Path], tables: Tables) -> Read:
    def read(**changes: Any) -> Day:
        couple(tables, **changes)
        return read_day(write_folder(tmp_path / "day", tables))

    return read


@pytest.fixture(name="refuse")
def refuse_fixture(tmp_path: Path, write_folder: Callable[..., Path], tables: Tables, find_faults: Find) -> Refuse:
    def refuse(**changes: Any) -> list[tuple[str, int | None, str]]:
        couple(tables, **changes)
        return [(f.code, f.row, f.column) for f in find_faults(write_folder(tmp_path / "day", tables))]

    return refuse


def test_visit_for_three_workers_becomes_three_that_go_together(read: Read) -> None:
    problem = read(visits={"v1": {"workers": 3}}).problem
    assert [visit.id for visit in problem.visits] == ["v1", "v1/2", "v1/3", "v2"]
    assert problem.together == (("v1", "v1/2", "v1/3"),)
    one, other, *_ = problem.visits
    assert (one.windows, one.duration, one.skills, one.client) == (
        other.windows,
        other.duration,
        other.skills,
        other.client,
    )


def test_visit_for_one_worker_stays_alone(read: Read) -> None:
    problem = read(visits={"v1": {"workers": 1}}).problem
    assert (len(problem.visits), problem.together) == (2, ())


def test_what_two_workers_carry_is_carried_once(read: Read) -> None:
    problem = read(visits={"v2": {"workers": 2}}).problem
    assert [(visit.id, visit.demand) for visit in problem.visits] == [("v1", 0), ("v2", 2), ("v2/2", 0)]


def test_service_says_how_many_workers_where_the_visit_does_not(read: Read, tables: Tables) -> None:
    tables["services"][0].append("workers")
    tables["services"][1].append(2)
    problem = read(visits={"v2": {"workers": 1}}).problem
    assert problem.together == (("v1", "v1/2"),)


def test_visits_of_one_label_start_together_each_as_its_row_says(read: Read) -> None:
    problem = read(visits={"v1": {"together": "A"}, "v2": {"together": "A"}}).problem
    assert problem.together == (("v1", "v2"),)
    assert [visit.duration for visit in problem.visits] == [45 * 60, 30 * 60]


def test_label_goes_before_the_number_of_the_service(read: Read, tables: Tables) -> None:
    tables["services"][0].append("workers")
    tables["services"][1].append(2)
    problem = read(visits={"v1": {"together": "A"}, "v2": {"together": "A"}}).problem
    assert problem.together == (("v1", "v2"),)


@pytest.mark.parametrize("none", ["-", "—", "无", "none"])
def test_dash_is_no_label(read: Read, none: str) -> None:
    assert read(visits={"v1": {"together": none}, "v2": {"together": none}}).problem.together == ()


def test_wish_is_read_and_every_half_has_it(read: Read) -> None:
    problem = read(visits={"v1": {"due": "下午2点半", "workers": 2}}).problem
    assert [visit.due for visit in problem.visits] == [14 * 3600 + 1800, 14 * 3600 + 1800, None]


def test_gap_is_read_in_minutes(read: Read) -> None:
    problem = read(gaps=[["v1", "v2", 60, 90.5, "other"], ["v2", "v1", -95, "", ""]]).problem
    assert problem.gaps == (
        Gap(first="v1", second="v2", least=3600, greatest=5430, worker=Pairing.OTHER),
        Gap(first="v2", second="v1", least=-5700),
    )


@pytest.mark.parametrize(
    ("word", "pairing"), [("同一人", "same"), ("不同人", "other"), ("任意", "any"), ("Same", "same")]
)
def test_worker_of_a_gap_is_said_in_either_language(read: Read, word: str, pairing: str) -> None:
    assert read(gaps=[["v1", "v2", 0, "", word]]).problem.gaps[0].worker.value == pairing


def test_gap_may_name_a_half(read: Read) -> None:
    problem = read(visits={"v1": {"workers": 2}}, gaps=[["v1/2", "v2", 0, "", ""]]).problem
    assert problem.gaps[0].first == "v1/2"


def test_table_of_gaps_may_be_empty(read: Read) -> None:
    assert read(gaps=[]).problem.gaps == ()


def test_columns_may_be_chinese(read: Read, tables: Tables) -> None:
    tables["间隔"] = [["前一单", "后一单", "最短间隔", "最长间隔", "由谁"], ["v1", "v2", 10, 20, "不同人"]]
    problem = read(visits={"v1": {"人数": 2, "期望最晚": "9:00"}}).problem
    assert problem.together == (("v1", "v1/2"),)
    assert problem.visits[0].due == 9 * 3600
    assert problem.gaps == (Gap(first="v1", second="v2", least=600, greatest=1200, worker=Pairing.OTHER),)


def test_column_of_another_table_is_no_slip_of_a_new_one(read: Read) -> None:
    notes = read(visits={"v1": {"worker": "w1"}}).notes
    assert [(note.code, note.column) for note in notes] == [("D118", "worker")]


@pytest.mark.parametrize("value", [0, 11, 1.5, "two", -1])
def test_senseless_number_of_workers_is_refused(refuse: Refuse, value: object) -> None:
    ((code, row, column),) = refuse(visits={"v1": {"workers": value}})
    assert (row, column) == (2, "workers")
    assert code in ("D131", "D132", "D133")


def test_label_of_one_visit_alone_is_refused(refuse: Refuse) -> None:
    assert refuse(visits={"v1": {"together": "A"}, "v2": {"together": "B"}}) == [
        ("D191", 2, "together"),
        ("D191", 3, "together"),
    ]


def test_label_of_a_row_with_another_fault_still_counts(refuse: Refuse) -> None:
    found = refuse(visits={"v1": {"together": "A"}, "v2": {"together": "A", "minutes": "long"}})
    assert found == [("D131", 3, "minutes")]


def test_label_beside_a_number_of_workers_is_refused(refuse: Refuse) -> None:
    found = refuse(visits={"v1": {"together": "A", "workers": 2}, "v2": {"together": "A"}})
    assert found == [("D192", 2, "workers")]


def test_id_of_a_half_that_another_row_has_is_refused(refuse: Refuse, tables: Tables) -> None:
    tables["visits"].append(["v1/2", "c2", "bath", "09:00-11:00", 30, "", "", "", "", ""])
    assert refuse(visits={"v1": {"workers": 2}}) == [("D193", 2, "visit")]


def test_id_too_long_for_its_half_is_refused(refuse: Refuse, tables: Tables) -> None:
    name = "v" * 99
    tables["visits"][1][0] = name
    assert refuse(visits={name: {"workers": 2}}) == [("D139", 2, "visit")]


@pytest.mark.parametrize(("due", "code"), [("08:29", "D194"), ("15:31", "D194"), ("soon", "D141")])
def test_wish_outside_the_windows_is_refused(refuse: Refuse, due: str, code: str) -> None:
    assert refuse(visits={"v1": {"due": due}}) == [(code, 2, "due")]


@pytest.mark.parametrize("due", ["08:30", "12:00", "15:30"])
def test_wish_between_first_start_and_last_end_is_taken(read: Read, due: str) -> None:
    assert read(visits={"v1": {"due": due}}).problem.visits[0].due is not None


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (["v1", "v9", 0, "", ""], ("D162", "second")),
        (["visit-1", "v2", 0, "", ""], ("D162", "first")),
        (["v1", "v1", 0, "", ""], ("D195", "second")),
        (["v1", "v2", 60, 30, ""], ("D196", "greatest")),
        (["v1", "v2", "", 30, ""], ("D130", "least")),
        (["v1", "v2", "long", 30, ""], ("D131", "least")),
        (["v1", "v2", 0, 2881, ""], ("D133", "greatest")),
        (["v1", "v2", 0, 30, "nobody"], ("D134", "worker")),
        (["", "v2", 0, 30, ""], ("D130", "first")),
    ],
)
def test_senseless_gap_is_refused(refuse: Refuse, gap: list[Any], expected: tuple[str, str]) -> None:
    code, column = expected
    assert refuse(gaps=[gap]) == [(code, 2, column)]


def test_gap_between_visits_that_start_together_is_refused(refuse: Refuse) -> None:
    assert refuse(visits={"v1": {"workers": 2}}, gaps=[["v1", "v1/2", 10, "", ""]]) == [("D197", 2, "second")]


def test_misspelt_visit_of_a_gap_is_recognised(
    tmp_path: Path, write_folder: Any, tables: Tables, find_faults: Find
) -> None:
    tables["visits"][1][0] = "visit-001"
    couple(tables, gaps=[["visit-01", "v2", 0, "", ""]])
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.file) == ("D163", "gaps.csv")
    assert "“visit-001”" in fault.remedy


def test_every_fault_of_coupled_visits_is_told_at_once(refuse: Refuse) -> None:
    found = refuse(
        visits={"v1": {"together": "A", "workers": 2}, "v2": {"due": "12:00"}},
        gaps=[["v1", "v1", 9, 8, "x"], ["v3", "v2", 9, 8, ""]],
    )
    assert found == [
        ("D134", 2, "worker"),
        ("D195", 2, "second"),
        ("D196", 2, "greatest"),
        ("D162", 3, "first"),
        ("D196", 3, "greatest"),
        ("D191", 2, "together"),
        ("D192", 2, "workers"),
        ("D194", 3, "due"),
    ]


def test_windows_of_a_label_with_nothing_in_common_are_noted(read: Read, tables: Tables) -> None:
    tables["visits"][2][3] = "16:00-16:30"
    tables["visits"][2][5:7] = ["", ""]
    notes = read(visits={"v1": {"together": "A"}, "v2": {"together": "A"}}).notes
    assert [(note.code, note.row, note.column) for note in notes] == [
        ("D175", 3, "windows"),
        ("D177", 3, "together"),
        # w2 is a courier
        ("D178", 3, ""),
    ]


def test_visit_for_more_workers_than_can_make_it_is_noted(read: Read, tables: Tables) -> None:
    # w1 alone can bathe; w2 is a courier.
    notes = read(visits={"v1": {"workers": 2}}).notes
    assert [(note.code, note.row) for note in notes] == [("D178", 2)]
    tables["workers"].append(["w3", "", "caregiver", "bathing", "walk", "08:00", "17:00", "", "d1", "", ""])
    assert read().notes == ()


def test_label_whose_rows_ask_for_one_and_the_same_worker_is_noted(read: Read, tables: Tables) -> None:
    tables["visits"][2][3:7] = ["08:30-10:00", 30, "caregiver", "-"]
    notes = read(visits={"v1": {"together": "A"}, "v2": {"together": "A"}}).notes
    assert [(note.code, note.row) for note in notes] == [("D177", 3), ("D178", 3)]


def test_gap_without_room_in_the_windows_is_noted(read: Read) -> None:
    # v1 starts by 15:30 at the latest, v2 at 09:00 at the earliest: v2 is at most 150 min after v1, 390 before it.
    assert read(gaps=[["v1", "v2", -390, 150, ""]]).notes == ()
    assert [(n.code, n.row) for n in read(gaps=[["v1", "v2", 151, "", ""]]).notes] == [("D176", 2)]
    assert [(n.code, n.row) for n in read(gaps=[["v1", "v2", -600, -391, ""]]).notes] == [("D176", 2)]


@pytest.mark.parametrize(
    "gaps",
    [
        [["v1", "v2", 60, "", ""], ["v1", "v2", 0, 59, ""]],
        [["v1", "v2", 60, "", ""], ["v2", "v1", -59, "", ""]],
        [["v1", "v2", 0, "", "same"], ["v2", "v1", -99, "", "other"]],
    ],
)
def test_gaps_that_rule_each_other_out_are_refused(refuse: Refuse, gaps: list[list[Any]]) -> None:
    assert refuse(gaps=gaps) == [("D198", 3, "least")]


def test_workbook_says_the_same_as_the_folder(tmp_path: Path, write_workbook: Any, read: Read, tables: Tables) -> None:
    changes: dict[str, Any] = {"visits": {"v1": {"workers": 2, "due": "9:00"}}, "gaps": [["v1", "v2", 5, None, "same"]]}
    folder = read(**changes)
    book = read_day(write_workbook(tmp_path / "day.xlsx", tables))
    assert book.problem.together == folder.problem.together
    assert book.problem.gaps == folder.problem.gaps
    assert book.problem.visits == folder.problem.visits
