# Everything one does with this project; `make` alone prints the list.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/packages: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Python 3.11 以上が必要です。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "python3 -m venv does not work here. On Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# Compiled here, because those who run it often cannot: the bot may not write to its own program, and many containers
# set PYTHONDONTWRITEBYTECODE. A worker then starts a fifth sooner.
CODE := $(filter-out tests/% bench/%,$(wildcard *.py */*.py */*/*.py))
.venv/run: .venv/packages $(CODE)
	@$(BIN)/python -m compileall -q $(CODE)
	@touch $@

.venv/dev: .venv/packages requirements-dev.txt | .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/run  ## open the town on this machine: bot, worker and a stand-in for LINE
	@$(BIN)/python -m commands.practice

test: export PYTHONDONTWRITEBYTECODE :=  # many containers set it: some hundred processes would compile everything anew
test: .venv/dev  ## run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/promises
	@$(BIN)/python -m pytest -n 4 --dist worksteal tests/promises  # most of them wait for processes of their own

lint: .venv/dev  ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: lint test  ## lint, and all tests (words, docs and doors are among them), as CI does

faces: .venv/dev  ## keep the words of all faces as they are now; then read the difference
	@TSUNAGU_KEEP_FACES=1 $(BIN)/python -m pytest -q tests/views

format: .venv/dev  ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

ROOMS := models views bot handlers outreach imports locales delivery pages richmenus commands cli.py

words: .venv/dev  ## take new sentences up into the catalogues
	@mkdir -p var
	@$(BIN)/pybabel -q extract -k lazy -k counted:1,2 --no-wrap --sort-by-file --add-location=file --project=tsunagu --copyright-holder=Tsunagu -o var/messages.pot $(ROOMS)
	@for l in ja ja_Hira en; do $(BIN)/pybabel -q update -i var/messages.pot -o locales/$$l/LC_MESSAGES/messages.po -l $${l%%_*} --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap; done

migration: .venv/dev  ## draft the migration for changed tables: make migration name=lost_items
	@$(BIN)/flask db draft $(name)

bench: .venv/dev  ## print every benchmark
	@for b in bench/run_*.py; do $(BIN)/python -m bench.$$(basename $$b .py) || exit 1; done

torture: .venv/dev  ## the promises in their full size (three hours)
	@$(BIN)/python -m pytest tests/torture --torture -s -m alone
	@$(BIN)/python -m pytest -n 3 --dist worksteal tests/torture --torture -m "not alone"

lock: .venv/dev  ## pin all dependencies anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:  ## forget the practice town and all caches
	@rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help run test lint check faces format words migration bench torture lock clean
