# Everything that is done to this project, by name. `make` alone tells what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
HOST ?= 127.0.0.1
PORT ?= 8000
# One more than the cores that the suite is measured on: tests of the stream mostly wait.
WORKERS ?= 3
WORLDS ?= sao-paulo oficina

TRANSLATIONS := workbench/translations
LANGUAGES := pt_BR es
POT ?= $(TRANSLATIONS)/messages.pot
PYBABEL ?= $(BIN)/python -m babel.messages.frontend
MARKS := _l lazy_gettext lazy_ngettext:1,2 lazy_pgettext:1c,2 NP_:1,2
CATALOGUES := $(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/messages.po)

.PHONY: help
help:  ## Tell what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# --- running -------------------------------------------------------------------------------------

# The demo is for a database in which nobody can sign in yet; one that is in use stays as it is.
define IS_IN_USE
from flask_migrate import upgrade
from workbench import create_app
from workbench.models.people.person import anybody
with create_app().app_context():
    upgrade()
    print("yes" if anybody() else "no")
endef
export IS_IN_USE

.PHONY: run
run: environment  ## Make the environment and the database, load the demo the first time, serve it
	@in_use=$$($(BIN)/python -c "$$IS_IN_USE"); \
	if [ "$$in_use" = no ]; then for world in $(WORLDS); do $(BIN)/workbench demo $$world; done; fi
	@$(BIN)/workbench init
	@exec $(BIN)/workbench run --host $(HOST) --port $(PORT)

.PHONY: environment
environment: $(STAMPS)/project $(STAMPS)/catalogues  ## Make .venv with what `workbench run` needs

.PHONY: test-environment
test-environment: environment $(STAMPS)/test  ## Make .venv with what the checks need too

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv is missing: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(STAMPS)/base: requirements/base.txt requirements/build.txt | $(BIN)/python
	@echo "Installing what the workbench needs into $(VENV)"
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/base.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/project: setup.cfg setup.py pyproject.toml $(STAMPS)/base
	@PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/test: requirements/test.txt requirements/postgres.txt $(STAMPS)/base
	@echo "Installing what the checks need into $(VENV)"
	@$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@

$(STAMPS)/catalogues: $(CATALOGUES) $(STAMPS)/base
	@if [ -n "$(CATALOGUES)" ]; then $(PYBABEL) --quiet compile --directory $(TRANSLATIONS); fi
	@touch $@

# --- checking ------------------------------------------------------------------------------------

.PHONY: test
test: test-environment programs check pytest  ## Run every check (Chromium and PostgreSQL come by apt for root on Debian)

.PHONY: programs
programs:
	@tests/install-programs

.PHONY: check
check: test-environment  ## Run the checks that only read: ruff, import-linter, mypy, djlint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates

.PHONY: pytest
pytest: test-environment
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -ra --durations 25 --durations-min 5 \
		-m "not proof and not proof_long and not installation"

.PHONY: test-installation
test-installation: test-environment  ## Build the wheel and serve pages from each kind of installation
	$(BIN)/python -m pytest -ra -m installation

.PHONY: proof
proof: test-environment programs  ## Run the slow proofs of the promises
	$(BIN)/python -m pytest -ra -m proof

.PHONY: proof-long
proof-long: test-environment programs  ## Run the proofs that take long, once before a release
	$(BIN)/python -m pytest -ra -m proof_long

.PHONY: dump
dump: test-environment programs  ## Leave this release's databases for the tests of later ones (before each release)
	PYTHONHASHSEED=0 $(BIN)/python tests/upgrade/make_dump.py

.PHONY: bench
bench: test-environment  ## Measure the pages and the import, and print the ratios
	$(BIN)/python tests/bench/run.py

.PHONY: bench-live
bench-live: test-environment  ## Measure the room: the stream, writing, and a locked database
	$(BIN)/python tests/bench/live.py

.PHONY: bench-scale
bench-scale: test-environment  ## Measure a catalogue of 100,000 services: import, downloads, export, pages
	$(BIN)/python tests/bench/scale.py

.PHONY: screenshots
screenshots: test-environment programs  ## Take the pictures of the running product
	$(BIN)/python tests/browser/screenshots.py

.PHONY: format
format: test-environment  ## Put Python files into the one layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# --- keeping up ----------------------------------------------------------------------------------

.PHONY: extract
extract:
	@mkdir -p $(dir $(POT))
	@$(PYBABEL) --quiet extract --mapping-file pyproject.toml $(addprefix --keyword ,$(MARKS)) \
		--add-comments "Translators:" --no-location --sort-output --project workbench \
		--header-comment "# What the workbench says." --output-file $(POT) .

.PHONY: messages
messages: $(STAMPS)/base extract  ## Collect the messages to translate into the .po files
	@for language in $(LANGUAGES); do \
		catalogue=$(TRANSLATIONS)/$$language/LC_MESSAGES/messages.po; \
		[ -f $$catalogue ] || $(PYBABEL) --quiet init -i $(POT) -o $$catalogue -l $$language; \
		$(PYBABEL) --quiet update --no-fuzzy-matching --ignore-obsolete --width 100 \
			--ignore-pot-creation-date -i $(POT) -o $$catalogue -l $$language; \
		echo "$$catalogue"; \
	done

.PHONY: lock
lock: $(STAMPS)/base  ## Pin the requirements anew, with hashes
	@$(INSTALL) --require-hashes -r requirements/lock.txt
	@cd requirements && for name in lock build base postgres test; do \
		rules=(); case $$name in postgres|test) rules=(--constraint base.txt);; esac; \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$(LOCK) "$${rules[@]}" $$name.in --output-file $$name.txt; \
	done

.PHONY: wheel
wheel: test-environment  ## Build the source archive and the wheel into dist/
	$(BIN)/python -m build --no-isolation

.PHONY: clean
clean:  ## Remove the environment and what tools left behind; instance/ stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find workbench tests migrations -name __pycache__ -prune -exec rm -rf {} +
	find $(TRANSLATIONS) -name '*.mo' -delete
