"""Files, sheets and headers that cannot be read, each with its code and place."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routing.errors import Fault, InputError
from scenarios import encodings, workbook_parts
from scenarios import tables as tables_module
from scenarios.day import read_day

Write = Callable[..., Path]
Find = Callable[[Path], tuple[Fault, ...]]
Tables = dict[str, list[list[Any]]]


def places(faults: tuple[Fault, ...]) -> list[tuple[str, str, int | None, str]]:
    return [(fault.code, fault.file, fault.row, fault.column) for fault in faults]


def test_missing_day_is_named(tmp_path: Path, find_faults: Find) -> None:
    assert places(find_faults(tmp_path / "nowhere")) == [("D106", "nowhere", None, "")]


def test_folder_without_settings_also_lists_its_missing_tables(tmp_path: Path, find_faults: Find) -> None:
    assert [fault.code for fault in find_faults(tmp_path)] == ["D107", "D110", "D110", "D110", "D110"]


def test_other_kind_of_file_is_refused(tmp_path: Path, find_faults: Find) -> None:
    path = tmp_path / "day.docx"
    path.write_bytes(b"PK")
    assert places(find_faults(path)) == [("D108", "day.docx", None, "")]


def test_path_with_a_nul_character_is_no_day(find_faults: Find) -> None:
    assert [fault.code for fault in find_faults(Path("day\0"))] == ["D106"]


def test_folder_in_the_place_of_a_table_is_refused(tmp_path: Path, write_folder: Write, find_faults: Find) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "visits.csv").unlink()
    (folder / "visits.csv").mkdir()
    assert places(find_faults(folder)) == [("D102", "visits.csv", None, "")]


def test_link_to_nothing_is_told_as_unreadable(tmp_path: Path, write_folder: Write, find_faults: Find) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "visits.csv").unlink()
    (folder / "visits.csv").symlink_to(tmp_path / "gone.csv")
    assert places(find_faults(folder)) == [("D101", "visits.csv", None, "")]


def test_link_to_a_table_is_followed(tmp_path: Path, write_folder: Write) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "visits.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "visits.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert len(read_day(folder).problem.visits) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"visit,client,service\nv1,\xff\xff,bath\n", "D104"),
        (b"visit,client,service\nv1,c\x001,bath\n", "D105"),
        (b'visit,client,service\nv1,"c1,bath\n', "D121"),
        (b'visit,client,service\nv1,"c1"x,bath\n', "D121"),
        (b"", "D111"),
        (b"\n\n,,\n", "D111"),
        (b"one,two\n1,2\n", "D111"),
        (b"visit,client,service\n", "D116"),
        (b"visit,client,service" + b"," * 100 + b"\n", "D128"),
        (b"visit,client,service\nv1,c1," + b"b" * 200_000 + b"\n", "D121"),
    ],
)
def test_broken_csv_is_refused(
    tmp_path: Path, write_folder: Write, find_faults: Find, content: bytes, code: str
) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "visits.csv").write_bytes(content)
    assert [(fault.code, fault.file) for fault in find_faults(folder)] == [(code, "visits.csv")]


def test_undecodable_byte_is_counted(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        encodings.decode_text("名称,".encode("gb18030") + b"\xff", file="a.csv")
    assert caught.value.faults[0].values["position"] == 6


def test_too_large_a_file_is_not_read(
    tmp_path: Path, write_folder: Write, find_faults: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "day")
    monkeypatch.setattr(encodings, "LARGEST_FILE", 100)
    assert ("D103", "clients.csv", None, "") in places(find_faults(folder))


def test_too_many_rows_are_refused(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    tables["clients"] += [[f"x{i}", "", 39.99, 116.47] for i in range(tables_module.MOST_ROWS)]
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D117", "clients.csv", None, "")]


def test_missing_table_is_named_in_both_languages(
    tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables
) -> None:
    del tables["workers"]
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert fault.code == "D110"
    assert fault.what == "the table workers/人员 is missing"


def test_table_given_in_two_languages_is_one_too_many(
    tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables
) -> None:
    tables["服务单"] = tables["visits"]
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D125", "服务单.csv", None, "")]


def test_misspelt_table_is_recognised(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    tables["vists"] = tables.pop("visits")
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.file) == ("D126", "vists.csv")
    assert "“visits”" in fault.remedy


def test_missing_column_is_named_once(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    for row in tables["clients"]:
        del row[2]
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.file, fault.row) == ("D112", "clients.csv", 1)
    assert fault.what == "the column lat/纬度 is missing"


def test_misspelt_column_is_recognised(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    tables["workers"][0][5] = "shift_strat"
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.row, fault.column) == ("D113", 1, "shift_strat")
    assert "“shift_start”" in fault.remedy


def test_column_given_twice_is_refused(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    tables["depots"][0].append("纬度")
    tables["depots"][1].append("39.99")
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D114", "depots.csv", 1, "纬度")]


def test_values_under_no_name_are_found(tmp_path: Path, write_folder: Write, find_faults: Find, tables: Tables) -> None:
    tables["visits"][2].append("an unquoted comma")
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D115", "visits.csv", 3, "K")]


def test_values_under_a_merged_header_are_found(tmp_path: Path, write_workbook: Write, find_faults: Find) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book["clients"].merge_cells("G1:H1")
    book.save(path)
    assert places(find_faults(path)) == [("D115", "day.xlsx/clients", 2, "H")]


def test_workbook_without_settings_is_told_the_sheet(tmp_path: Path, write_workbook: Write, find_faults: Find) -> None:
    path = write_workbook(tmp_path / "day.xlsx", settings_sheet="about")
    assert places(find_faults(path)) == [("D109", "day.xlsx", None, "")]


def test_formula_error_is_found_in_its_cell(tmp_path: Path, write_workbook: Write, find_faults: Find) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book["visits"]["G2"].value = "#N/A"
    book["visits"]["D3"].value = "#REF!"
    book.save(path)
    assert places(find_faults(path)) == [
        ("D135", "day.xlsx/visits", 2, "skills"),
        ("D135", "day.xlsx/visits", 3, "windows"),
    ]


def test_formula_stored_without_a_value_is_a_fault_of_its_cell(
    tmp_path: Path, write_workbook: Write, find_faults: Find
) -> None:
    # openpyxl stores formulas as they are and works nothing out.
    path = write_workbook(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book["visits"]["E2"].value = "=20+10"
    book["visits"]["D3"].value = '="9:00-"&"11:00"'
    book.save(path)
    assert places(find_faults(path)) == [
        ("D149", "day.xlsx/visits", 2, "minutes"),
        ("D149", "day.xlsx/visits", 3, "windows"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"PK\x05\x06" + b"\0" * 18])
def test_file_that_only_looks_like_a_workbook_is_refused(tmp_path: Path, find_faults: Find, content: bytes) -> None:
    path = tmp_path / "day.xlsx"
    path.write_bytes(content)
    assert places(find_faults(path)) == [("D122", "day.xlsx", None, "")]


def rewrite_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_zip_bomb_is_not_unpacked(
    tmp_path: Path, write_workbook: Write, find_faults: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    monkeypatch.setattr(workbook_parts, "LARGEST_UNPACKED", 1_000_000)
    rewrite_part(path, "xl/styles.xml", lambda content: content + b" " * 2_000_000)
    assert path.stat().st_size < 100_000
    assert [fault.code for fault in find_faults(path)] == ["D123"]


def share_text(path: Path, text: str) -> None:
    """Let every text cell of the clients' notes be the same shared text, as Excel stores repeated texts."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = f'<sst xmlns="{namespace}"><si><t>{text}</t></si></sst>'.encode()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet4.xml"
    parts[part] = re.sub(rb'(<c r="H\d+") t="inlineStr"><is><t>x</t></is></c>', rb'\1 t="s"><v>0</v></c>', parts[part])
    parts["xl/sharedStrings.xml"] = shared
    relation = b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(
        b"</Relationships>", relation + b'sharedStrings" Target="sharedStrings.xml" /></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_text_shared_by_many_cells_is_read(tmp_path: Path, write_workbook: Write, tables: Tables) -> None:
    for row in tables["clients"][1:]:
        row[7] = "x"
    path = write_workbook(tmp_path / "day.xlsx", tables)
    share_text(path, "third floor")
    assert [client.notes for client in read_day(path).problem.clients] == ["third floor"] * 2


def test_text_repeated_beyond_measure_is_not_unfolded(
    tmp_path: Path, write_workbook: Write, find_faults: Find, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 200 cells share one text of 20,000 characters: 4 million shown, though the file holds it once.
    tables["clients"] += [[f"x{i}", "", 39.99, 116.47, "", "", "", "x"] for i in range(200)]
    path = write_workbook(tmp_path / "day.xlsx", tables)
    share_text(path, "a" * 20_000)
    monkeypatch.setattr(workbook_parts, "LARGEST_UNPACKED", 3_000_000)
    with zipfile.ZipFile(path) as archive:
        assert sum(member.file_size for member in archive.infolist()) < 1_000_000
    assert [fault.code for fault in find_faults(path)] == ["D123"]


def test_lone_cell_far_outside_is_refused_before_the_grid_is_laid_out(
    tmp_path: Path, write_workbook: Write, find_faults: Find
) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book["depots"]["XFD1048576"] = 1
    book.save(path)
    (fault,) = find_faults(path)
    assert (fault.code, fault.file) == ("D124", "day.xlsx/depots")
    assert (fault.values["row"], fault.values["column"]) == (1048576, 16384)


def test_formatted_but_empty_cell_far_outside_is_harmless(tmp_path: Path, write_workbook: Write) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    book = openpyxl.load_workbook(path)
    book["depots"]["XFD1048576"].number_format = "0.00"
    book.save(path)
    assert len(read_day(path).problem.depots) == 1


def test_password_of_a_zip_is_told_as_unreadable(tmp_path: Path, write_workbook: Write, find_faults: Find) -> None:
    path = write_workbook(tmp_path / "day.xlsx")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 1)
    path.write_bytes(content)
    assert [fault.code for fault in find_faults(path)] == ["D122"]
