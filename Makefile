# Every target sets up what it needs in .venv; Python 3.11 or newer is all it asks for.
# The first Python that runs and is new enough; override with PYTHON=/path/to/python.
FIT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
  $$p -c "$(FIT)" 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# pip names no address here: whatever index the machine is set up for is the one used.
INSTALL := $(PIP) install --quiet --constraint constraints.txt --build-constraint constraints.txt --editable .
READY := $(VENV)/.ready
INPUTS := pyproject.toml constraints.txt
SCRIPTS := $(wildcard bench/*.py)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check bench docs reference lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

run: $(READY)-run ## plan the default study and write its report to ./orepath-run
	$(BIN)/orepath run

test: $(READY)-test ## run every test with branch coverage
	$(BIN)/python -m pytest --cov --cov-report=term

check: $(READY)-test $(READY)-lint ## lint, format, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(READY)-bench ## measure speed: every script in bench/, one after another
	@for script in $(SCRIPTS); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

reference: $(READY)-run ## write the generated pages of docs
	$(BIN)/python tools/make_reference.py
	$(BIN)/python tools/make_data_page.py
	$(BIN)/python tools/make_forms_page.py
	$(BIN)/python tools/make_chains_page.py

docs: $(READY)-docs reference ## build the documentation into ./site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: $(READY)-make ## pin the newest releases that fit into constraints.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group test --group lint --group docs \
	  --group bench --group make --python-version 3.11 --upgrade --quiet \
	  --no-header --no-annotate --no-emit-index-url --output-file constraints.txt

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) build dist site orepath-run .coverage .pytest_cache .mypy_cache .ruff_cache \
	  .hypothesis .import_linter_cache

$(READY)-venv:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer found; name one: make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --upgrade pip
	touch $@

$(READY)-run: $(INPUTS) | $(READY)-venv
	$(INSTALL)
	touch $@

# The groups of pyproject.toml: $(READY)-test installs the package and the group "test".
$(READY)-%: $(INPUTS) | $(READY)-venv
	$(INSTALL) --group $*
	touch $@
