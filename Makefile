# Every target sets up what it needs. Pass options on with ARGS="...", another interpreter with PYTHON=python3.12.

PYTHON ?= python3
ARGS ?=
WATTLEND := .venv/bin/wattlend
PYTEST := .venv/bin/python -m pytest --numprocesses 3

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check bench size sim lock clean parts test-parts

help:  ## Show this list.
	@echo 'Wattlend: power banks lent by cabinets that decide for themselves. Targets:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo 'Options go in ARGS, for example: make sim ARGS="--seed 7"'

setup: test-parts  ## Prepare .venv (Python packages) and .runtime (MicroPython, Mosquitto and the like).
	@echo 'ready: make run, make test'

run: parts  ## Start broker, cloud and four virtual cabinets; prints the address.
	@$(WATTLEND) run $(ARGS)

test: test-parts  ## Run every test.
	@$(PYTEST) $(ARGS)

test-long: test-parts  ## Run every test with full counts (much longer).
	@WATTLEND_LONG=1 $(PYTEST) $(ARGS)

check: .venv/.installed  ## Format, lint, types, import directions and our own rules.
	@.venv/bin/python -m tools.check $(ARGS)

bench: parts  ## Measure the cost of a rental against an echo on the same broker.
	@$(WATTLEND) bench $(ARGS)

size: test-parts  ## Print bytes and heap of the firmware, and gate them.
	@$(WATTLEND) size $(ARGS)

sim: .venv/.installed  ## Simulate cabinets and cloud under one virtual clock.
	@$(WATTLEND) sim $(ARGS)

lock: .venv/.installed  ## Resolve pyproject.toml again into requirements.lock.
	@.venv/bin/python -m pip install --quiet 'uv>=0.13'
	@UV_CUSTOM_COMPILE_COMMAND='make lock' .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-config \
		--python-version 3.11 --group dev --upgrade --output-file requirements.lock pyproject.toml

clean:  ## Remove what setup and the tools made.
	@rm -rf .venv .runtime build wattlend.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache .coverage test-output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements.lock pyproject.toml tools/venv.py
	@$(PYTHON) -m tools.venv
	@touch $@

# What stands in .runtime is known by version there; asking again takes a moment only.
parts: .venv/.installed
	@.venv/bin/python -m tools.runtime micropython mosquitto umqtt htmx

test-parts: .venv/.installed
	@.venv/bin/python -m tools.runtime
