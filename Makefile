# Everything that is done to tipdesk. Python 3.11 or later, git and make are enough to begin; each target sets up what it needs.
PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/.ready
SAMPLE := build/sample.tipdesk
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run check format test bench peers package clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

setup: $(READY)  ## make .venv with tipdesk and its tools in it

$(READY): pyproject.toml constraints.txt packaging/system-libraries.sh
	@$(PYTHON) -c 'import sys; sys.exit("tipdesk needs Python 3.11 or later; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@sh packaging/system-libraries.sh $(PYTHON)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(PY) -m pip install --quiet -c constraints.txt hatchling editables
	$(PY) -m pip install --quiet -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

run: $(READY)  ## open the sample library; without a screen, take a tour of screenshots
	@if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then QT_QPA_PLATFORM=offscreen exec $(PY) -m tipdesk.gui.demo $(ARGS); fi; \
	mkdir -p build && { [ -e $(SAMPLE) ] || .venv/bin/tipdesk sample $(SAMPLE); } && exec .venv/bin/tipdesk $(SAMPLE)

check: $(READY)  ## lint, format, types and the direction of imports
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

format: $(READY)  ## put the sources into the one format
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

test: $(READY)  ## run the tests; ARGS="-k word" runs some of them
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest $(ARGS)

bench: $(READY)  ## measure speed and memory; ARGS="import 1000 10000" takes one part (find, import, export, window, cite, handout, repetitions) and sizes
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench $(ARGS)

peers: $(READY)  ## compare what is read with what other programs read; fetches their tests by apt-get, npm and pip
	$(PY) -m tests.peers $(ARGS)

package: $(READY)  ## build the wheel into dist/
	$(PY) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:  ## remove what was built, but not .venv
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
