"""One folder for all that is kept from run to run."""

from pathlib import Path

import pytest

from routing.cache import CACHE_VARIABLE, cache_folder


def test_cache_is_where_the_variable_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path


def test_nothing_is_kept_where_the_variable_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, "")
    assert cache_folder() is None


def test_the_user_has_a_folder_of_its_own_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    folder = cache_folder()
    assert folder is not None
    assert folder.is_absolute()
    assert folder.name.lower() == "doorstep" or folder.parent.name.lower() == "doorstep"
