"""The benchmark of a city's day runs, on a small one."""

import pytest

from dispatch.benchmarks import city_day


def test_city_day_prints_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    city_day.main(["--stops", "60", "--workers", "8", "--seconds", "1", "--straight-line"])

    printed = capsys.readouterr().out
    assert ", 8 workers, " in printed
    assert "first valid plan: " in printed
    assert "0 rules broken" in printed
