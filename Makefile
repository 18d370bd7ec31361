# Two commands on a new machine: `make run` and `make test`.  They need Python 3.11 or
# newer (with venv), make, and a package index.  `make` alone lists the rest.

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test bench lint messages lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp ## Start everything: servers, web, worker, scheduler (Ctrl-C stops)
	@exec $(BIN)/python -m talentsvc.embedded run

test: .venv/dev.stamp ## Run the whole test suite on servers of its own (ARGS=… for pytest)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

bench: .venv/dev.stamp ## Measure pages and imports against their floors
	@$(BIN)/python -m bench

lint: .venv/dev.stamp ## Check style, formatting, migrations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check

messages: .venv/dev.stamp ## Update the message catalogues from the sources and compile them
	$(BIN)/python scripts/messages.py

# One at a time: the second list holds the first one's pins.
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: .venv/dev.stamp ## Pin requirements*.txt again from requirements*.in
	for name in requirements requirements-dev; do \
	  $(BIN)/pip-compile --quiet --strip-extras --annotation-style=line --upgrade \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	    --output-file=$$name.txt $$name.in || exit 1; \
	done

clean: ## Remove what can be made again (never var/, which holds data)
	rm -rf .venv staticfiles test-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing requirements.txt …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing requirements-dev.txt …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/run.stamp $@

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "No $(PYTHON) here. Install Python 3.11 or newer, or: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit( \
	  f"Python 3.11 or newer is needed, $(PYTHON) is {sys.version.split()[0]}. Use another: make PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module (Debian: apt install python3-venv)."; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv
