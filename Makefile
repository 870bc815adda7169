# Two commands matter: `make demo` shows a county's programme running, `make test` proves the whole of it.
# Everything lives in .venv/ and in temporary folders; nothing else on the machine is changed, except that
# `make test` installs from Debian the programs it needs and does not find (see tools/system.sh).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
DATA ?=
PORT ?= 8000
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help setup dev demo test check lint types deploy-check test-sqlite test-postgres coverage tour messages vendor fonts stages pins claims-weights bench

help: ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

setup: ## .venv/ with the jiafeng command and what it needs to run
	@tools/setup.sh

dev: ## setup, and the tools that check and test
	@tools/setup.sh dev

demo: setup ## build the demo county and serve it on this machine
	@$(BIN)/jiafeng demo --port $(PORT) $(if $(DATA),--data $(DATA))

test: dev ## lints, types, architecture, all tests on SQLite and PostgreSQL, journeys in Chromium
	@tools/system.sh
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory test-postgres
	@$(MAKE) --no-print-directory test-sqlite

check: dev messages lint types deploy-check ## everything that needs no database

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet jiafeng
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml jiafeng tools benchmarks
	$(BIN)/python tools/catalogues.py check
	tools/manage.sh makemigrations --check --dry-run
	$(BIN)/python tools/stages.py --check
	$(BIN)/python tools/vendor.py --check

types:
	$(BIN)/mypy

deploy-check:
	tools/manage.sh check --deploy --fail-level WARNING

test-sqlite: ## every test on SQLite, with the faults and the journeys
	$(PYTEST)

test-postgres: ## every test that touches a database, on a throwaway PostgreSQL
	tools/postgres.sh $(PYTEST) -m database --ignore tests/journeys --ignore tests/architecture --ignore tests/faults --ignore-glob '*/test_walk.py'
	tools/postgres.sh $(BIN)/pytest tests/faults/test_killed_signing.py # each kill has a database of its own
	tools/postgres.sh $(BIN)/pytest tests/faults/test_killed_voting.py

coverage: dev messages ## which lines of jiafeng the tests on SQLite run, journeys aside (twice as slow as without)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(wordlist 2,99,$(PYTEST)) --ignore tests/journeys
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered --sort=cover

tour: dev messages ## take the pictures of README.md's tour again, by walking the journeys
	TOUR=1 $(BIN)/pytest tests/journeys/test_main_journey.py

messages: ## compile the catalogues
	@$(BIN)/python tools/catalogues.py compile

stages: ## draw docs/stages/ from the tables of moves
	$(BIN)/python tools/stages.py

vendor: ## fetch the pinned browser libraries again and compare their hashes
	$(BIN)/python tools/vendor.py

fonts: ## make the font subsets again from their sources
	$(BIN)/python tools/fonts.py

claims-weights: dev ## teach the claim finder's judge anew from the labelled sentences
	@$(BIN)/python tools/train_claims.py

pins: ## note the versions installed now in tools/constraints.txt
	@{ echo "# Every package that pyproject.toml brings with it, at the version the tests passed with. Written by \`make pins\`."; \
	  $(BIN)/python -m pip freeze --exclude-editable; } > tools/constraints.txt

bench: dev ## run every benchmark (minutes)
	@tools/system.sh wrk
	$(BIN)/python benchmarks/run.py --all
