# make plan   plans the built-in sample day and prints where the map is
# make test   installs what the tests need and runs them all

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: plan test lint clean

plan: .venv/installed
	$(BIN)/doorstep plan --sample --out out

test: .venv/installed-test lint
	$(BIN)/pytest -n 2 --dist worksteal

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-test: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch .venv/installed $@

clean:
	rm -rf .venv out
