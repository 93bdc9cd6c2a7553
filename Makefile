# Jiangtang 讲堂. Two commands matter: `make run` and `make test`; the rest is for developers.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
PORT ?= 8000
JOURNEYS ?= tests/e2e
BROWSERS ?= 2
UNITS ?=
SAMPLE ?= 25
APPS := cms staff bank evidence courses/learning exams pledges/rounds pledges/custody \
  pledges/kinship desk/overview reminders
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUNBUFFERED := 1

.PHONY: run test test-unit test-js test-e2e mutants check format bench shots messages lock clean help

help:
	@echo "make run    environment, demo world and server on http://127.0.0.1:8000 (PORT= changes it)"
	@echo "make test   the whole test suite, browser journeys included"
	@echo "make check  lint, types, templates, contracts, migrations, deployment, translations"
	@echo "make bench  the benchmarks (ONLY=desk for one group), into bench/results.json"
	@echo "make mutants  break promises on purpose: which does no test notice? (FILE= for one, SAMPLE=)"
	@echo "make shots  screenshots of the main pages, into build/shots/"

# --- environment -----------------------------------------------------------------------------
$(VENV)/bin/python:
	@$(PYTHON) tools/prepare.py venv $(VENV)

$(VENV)/.run-ready: requirements.txt | $(VENV)/bin/python
	@echo "→ installing pinned packages (once; about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@touch $@

$(VENV)/.dev-ready: requirements-dev.txt | $(VENV)/bin/python
	@echo "→ installing pinned packages with the test tools (once; about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@ $(VENV)/.run-ready

.PHONY: native native-dev
native: $(VENV)/bin/python
	@$(BIN)/python tools/prepare.py native

native-dev: native
	@$(BIN)/python tools/prepare.py browser
	@$(BIN)/python tools/prepare.py developer

# --- commands ---------------------------------------------------------------------------------
run: $(VENV)/.run-ready native
	@PORT=$(PORT) $(BIN)/python tools/serve.py

test: $(VENV)/.dev-ready native-dev
	@$(MAKE) --no-print-directory test-js
	@$(MAKE) --no-print-directory test-unit
	@$(MAKE) --no-print-directory test-e2e

test-unit: $(VENV)/.dev-ready
	$(BIN)/python -m pytest tests --ignore=tests/e2e $(UNITS) -n 2 --dist loadfile

# Named one by one: what `node --test` makes of a folder differs from version to version.
test-js:
	node --test $$(find tests/js -name '*.test.mjs' | sort)

test-e2e: $(VENV)/.dev-ready
	$(BIN)/python -m pytest $(JOURNEYS) -rs -n $(BROWSERS) --dist loadfile

mutants: $(VENV)/.dev-ready
	@$(BIN)/python -m tools.mutants $(FILE) --sample $(SAMPLE)

check: $(VENV)/.dev-ready native-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PATH=$(BIN):$$PATH lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet $(APPS:%=%/templates)
	$(BIN)/python manage.py makemigrations --check --dry-run --settings=cms.settings.test
	$(BIN)/python tools/rules.py
	$(BIN)/python tools/deploy_check.py
	$(BIN)/python tools/messages.py check

format: $(VENV)/.dev-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev-ready native
	@$(BIN)/python bench/run.py $(if $(ONLY),--only $(ONLY))

shots: $(VENV)/.dev-ready native-dev
	@$(BIN)/python tools/shots.py

messages: $(VENV)/.dev-ready
	$(BIN)/python tools/messages.py collect
	$(BIN)/python tools/messages.py compile

lock: $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet uv
	for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --quiet \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt; done

clean:
	rm -rf var build
