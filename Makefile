# One front door for all work on Ischia. `make help` lists the targets; CONTRIBUTING.md explains them.
#
# Needed on the machine: make and Python 3.11 or newer. Everything else is brought here: uv and, where it is missing,
# Node come from the Python registry into .tools/; packages come from uv.lock and package-lock.json. Every step leaves
# a stamp, so that a second run does only what has changed.

PYTHON ?= python3
WAIVE ?=
ADDRESS ?= 127.0.0.1:8000

VENV_PYTHON := .venv/bin/python
ISCHIA := .venv/bin/ischia
TOOLS := $(PYTHON) -m scripts.tools

RUNTIME := .venv/.runtime-synced
DEVELOPMENT := .venv/.development-synced
PACKAGES := node_modules/.synced
BUILT := ischia/clinic/web/static/built/.built
ASSETS := $(shell find ischia/clinic/web/assets -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup assets run demo check test bench bench-fresh calibration docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: $(RUNTIME) $(BUILT) ## environment from the lock files, front-end assets

assets: $(BUILT) ## build styles, scripts and fonts

run: setup ## migrate, load the demo clinic once, serve it
	$(ISCHIA) demo
	$(ISCHIA) serve --address $(ADDRESS)

demo: setup ## migrate and load the demo clinic (nothing happens when it is there)
	$(ISCHIA) demo

check: $(DEVELOPMENT) ## lint, types, contracts, knowledge, settings: seconds, no test run
	$(VENV_PYTHON) -m scripts.checks check

test: $(DEVELOPMENT) $(BUILT) ## everything that makes a change trustworthy; WAIVE="name ..." for what cannot run here
	$(VENV_PYTHON) -m scripts.checks test --waive "$(WAIVE)"

bench: $(DEVELOPMENT) $(BUILT) ## measure against the goals; writes benchmarks/results.json
	$(VENV_PYTHON) -m benchmarks

bench-fresh: ## time a fresh clone until its first page
	$(PYTHON) -m benchmarks.fresh_clone

calibration: $(DEVELOPMENT) ## check the forecast against invented people, published numbers and a slow sampler (minutes)
	$(VENV_PYTHON) -m scripts.calibration

docs: $(DEVELOPMENT) ## regenerate the pages under docs/ that are made from the code and the knowledge
	$(VENV_PYTHON) -m scripts.docs

clean: ## remove what was built; keeps var/ (the data)
	rm -rf .venv .tools node_modules ischia/clinic/web/static/built dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(RUNTIME): uv.lock pyproject.toml scripts/tools.py
	$(TOOLS) uv sync --quiet --frozen --all-extras --no-dev --inexact --python "$(PYTHON)"
	@touch $@

$(DEVELOPMENT): uv.lock pyproject.toml scripts/tools.py | $(RUNTIME)
	$(TOOLS) uv sync --quiet --frozen --all-extras --all-groups --python "$(PYTHON)"
	@touch $@

$(PACKAGES): package.json package-lock.json scripts/tools.py
	$(TOOLS) npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(BUILT): $(PACKAGES) scripts/build_assets.js $(ASSETS)
	$(TOOLS) npm run --silent build
	@touch $@
