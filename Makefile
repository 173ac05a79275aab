# Chores of the project. Every target makes .venv first and runs in it.

BIN := .venv/bin
# nbgrader starts alembic by name when it makes a database.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# One thread per process: grading runs several, and thread counts change the last bits of a result.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

.PHONY: help install test-packages demo test lint format types release-check screenshot clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: .venv/installed ## grade a class of 24 example submissions in build/demo and say where everything is
	$(BIN)/python scripts/demo.py

test: test-packages lint types release-check ## everything CI runs: style, types, the release, all tests
	$(BIN)/pytest -q -n 2 $(PYTEST_ARGS)

lint: .venv/installed ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/installed ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/installed ## mypy, strict
	$(BIN)/mypy

release-check: .venv/installed ## is release/ what `autograder generate` makes of source/?
	$(BIN)/autograder generate --check

screenshot: test-packages ## take the README's pictures from the demo's feedback pages
	$(BIN)/python docs/take_screenshots.py

install: .venv/installed ## make .venv

test-packages: .venv/installed
	@command -v chromium >/dev/null && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || scripts/install --tests

clean: ## remove .venv, build/ and caches
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/installed: pyproject.toml constraints.txt scripts/install
	scripts/install
