# The only entrance. Everything here works on a fresh Debian with Python 3.11; see README.md.
SHELL := /bin/bash
VENV  := .venv
BIN   := $(VENV)/bin
ANLAN := $(BIN)/anlan

# What ends in -now takes the set-up for done.
.PHONY: help setup demo test lint types-now layers-now style-now format types layers bench docs openapi pictures lock clean

help:            ## What there is
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 10

setup:           ## Install what the project needs, from its own lock files
	@scripts/setup

demo: setup      ## A filled district on http://127.0.0.1:8000/, with its own PostgreSQL
	@$(ANLAN) demo

test: setup lint ## Everything: lint, types, layers, then every test on a real PostgreSQL
	@$(BIN)/pytest -n 2 --dist loadgroup $(PYTEST)

lint: setup      ## Style, types, layers, side by side
	@$(MAKE) --no-print-directory -j 2 -O types-now layers-now style-now

types: setup types-now

layers: setup layers-now

types-now:
	@ANLAN_DATABASE_URL=postgresql://unused@127.0.0.1/unused $(BIN)/mypy

layers-now:
	@$(BIN)/lint-imports --no-cache > .lint-imports.log || { cat .lint-imports.log; exit 1; }

style-now:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

format: setup    ## Let ruff format and mend what it can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: setup     ## Measure (say alone on the machine)
	@for file in bench/bench_*.py; do PYTHONPATH=. $(BIN)/python -W ignore $$file || exit 1; done

docs: setup      ## Write the generated pages: the capability language, the OpenAPI document, the guides' pictures
	@$(ANLAN) capability reference --write
	@$(ANLAN) capability schema --write
	@$(MAKE) --no-print-directory openapi
	@$(MAKE) --no-print-directory pictures

pictures: setup  ## Take the guides' pictures anew, in a demonstration of its own (needs chromium; minutes)
	@$(BIN)/python scripts/guide.py

openapi: setup   ## Refresh the API's snapshot after a change you mean
	@$(BIN)/python -m tests.api.snapshot

lock:            ## Make the lock anew (needs uv); hashes, no index address
	@uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

clean:           ## Remove what setup made; the data in .anlan stays
	@rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache
