"""What the packages and notebooks import is what the project declares it needs."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("routing", "maps", "scenarios", "dispatch")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OF_EVERY_NOTEBOOK = {"IPython"}
EXTRAS = ("cluster",)
"""Optional dependencies that packages import where they are asked for."""


def read_imports(source: str) -> Iterator[str]:
    """Top names of the modules a text imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@cache
def list_distributions() -> Mapping[str, Sequence[str]]:
    """Distributions by module, read once: they are hundreds of files."""
    return packages_distributions()


def find_undeclared(source: str) -> set[str]:
    """Modules a text imports that are neither Python's, nor ours, nor of a declared dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for extra in EXTRAS for name in project["optional-dependencies"][extra]]
    declared = {re.split(r"[^\w.-]", name)[0].lower() for name in [*project["dependencies"], *extras]}
    sources = list_distributions()
    strangers = set(read_imports(source)) - sys.stdlib_module_names - set(PACKAGES)
    return {name for name in strangers if not declared & {each.lower() for each in sources.get(name, [])}}


@pytest.mark.parametrize("package", PACKAGES)
def test_package_imports_only_what_is_declared(package: str) -> None:
    files = [path for path in (ROOT / package).rglob("*.py") if "benchmarks" not in path.parts]
    assert files
    found = {path.name: find_undeclared(path.read_text(encoding="utf-8")) for path in files}
    assert {name: undeclared for name, undeclared in found.items() if undeclared} == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_imports_only_what_is_declared(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert find_undeclared(source) <= OF_EVERY_NOTEBOOK
