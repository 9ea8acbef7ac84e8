# make run    the calendar of sources.toml in a browser, from nothing
# make test   the whole suite, as .ci/run calls it
# make help   the rest

.DEFAULT_GOAL := help
PORT ?= 8001
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
NOT_INSTALLED := echo "Not everything could be installed; what pip says is above. Mend that (mostly: the network), then call make again."; exit 1

.PHONY: run test refresh check fix docs bench clean help

run: $(VENV)/.installed ## read every source of sources.toml, then serve on 127.0.0.1:8001 until Ctrl-C (PORT=… for another)
	@$(BIN)/aggregator refresh || [ $$? -eq 1 ]
	@$(BIN)/aggregator serve -p $(PORT)

refresh: $(VENV)/.installed ## ask the sources that are due and publish
	@$(BIN)/aggregator refresh

test: $(VENV)/.installed-dev ## formatting, types, and every test
	@$(BIN)/ruff format --check --quiet . || { echo "run: make fix"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.installed-dev ## formatting and types only
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/mypy

fix: $(VENV)/.installed-dev ## format, and mend what can be mended safely
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

docs: $(VENV)/.installed-dev ## write the generated pages of docs/ again
	@$(BIN)/python scripts/build_schema_docs.py
	@$(BIN)/python scripts/build_sources_docs.py
	@$(BIN)/python scripts/build_extraction_docs.py
	@$(BIN)/python scripts/build_merging_docs.py

bench: $(VENV)/.installed-dev ## measure, each beside its peer
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

clean: ## remove the environment and the caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Name one: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The environment could not be made (on Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing what it needs into $(VENV): about a minute, this once …"
	@$(PIP) install --constraint constraints.txt --editable . || { $(NOT_INSTALLED); }
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need: about a minute, this once …"
	@$(PIP) install --constraint constraints.txt --editable '.[dev]' || { $(NOT_INSTALLED); }
	@touch $@

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10
