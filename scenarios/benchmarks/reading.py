"""Time the reading of a large day: ``python -m scenarios.benchmarks.reading [VISITS]``.

The day has as many clients as visits, and 40 workers. The workbook is timed where openpyxl is there to write it.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from scenarios.day import read_day

Tables = Mapping[str, list[list[object]]]

VISITS = 10_000
WORKERS = 40
REPEATS = 3
SETTINGS = {"format": "1", "coordinates": '"wgs84"', "straight_line": "true"}


def make_tables(visits: int) -> Tables:
    """Make the tables of a day; every cell that may be read is filled in."""
    depots: list[list[object]] = [["depot", "name", "lat", "lon"], ["d1", "Nanhu", 39.99, 116.47]]
    clients: list[list[object]] = [["client", "name", "lat", "lon", "area", "address", "door_minutes", "notes"]]
    orders: list[list[object]] = [["visit", "client", "service", "windows", "minutes", "role", "skills", "priority"]]
    workers: list[list[object]] = [["worker", "role", "skills", "mode", "shift_start", "shift_end", "start"]]
    for i in range(visits):
        lat, lon = 39.95 + (i % 97) / 1000, 116.42 + (i % 89) / 1000
        clients.append([f"c{i}", f"client {i}", lat, lon, "Nanhu", f"{i}-201", 2.5, "ring twice"])
        orders.append([f"v{i}", f"c{i}", "bath", "08:30-10:00; 14:00-15:30", 30, "护理员", "bathing, nursing", "中"])
    workers += [[f"w{i}", "护理员", "bathing, nursing", "电动车", "8点", "17:00", "d1"] for i in range(WORKERS)]
    return {"depots": depots, "clients": clients, "visits": orders, "workers": workers}


def write_folder(folder: Path, tables: Tables) -> Path:
    """Write the day as a folder."""
    folder.mkdir()
    text = "\n".join(f"{key} = {value}" for key, value in SETTINGS.items())
    (folder / "day.toml").write_text(text, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_workbook(path: Path, tables: Tables) -> Path:
    """Write the day as a workbook."""
    import openpyxl  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; only tests install it

    book = openpyxl.Workbook(write_only=True)
    settings = book.create_sheet("day")
    settings.append(["coordinates", "wgs84"])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def time_reading(path: Path) -> tuple[float, float]:
    """Read a day a few times; the least wall and processor seconds."""
    times = []
    for _ in range(REPEATS):
        wall, processor = time.perf_counter(), time.process_time()
        read_day(path)
        times.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(wall for wall, _ in times), min(processor for _, processor in times)


def main() -> None:
    """Print the times."""
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else VISITS
    tables = make_tables(visits)
    rows = sum(len(table) - 1 for table in tables.values())
    with tempfile.TemporaryDirectory() as folder:
        days = {"folder": write_folder(Path(folder) / "day", tables)}
        if importlib.util.find_spec("openpyxl"):
            days["workbook"] = write_workbook(Path(folder) / "day.xlsx", tables)
        for kind, path in days.items():
            wall, processor = time_reading(path)
            print(f"{kind:8}  {rows} rows  {wall:.2f} s  (processor {processor:.2f} s)")


if __name__ == "__main__":
    main()
