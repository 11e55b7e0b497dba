# make run [ARCHIVE=FOLDER]   index a folder of papers (the sample archive, if none is given) and serve the browser page
# make test                   check and test everything
# make soak                   the long tests of what must never happen: half an hour
# make lock [KEEP=--keep]     pin everything in requirements/ with the SHA-256 of its files: the newest, or only what is missing
# make audit                  look whether known faults of what is pinned are mended in newer versions
# make sbom                   list all that is installed in sbom.cdx.json (CycloneDX)
# make sample                 make the sample archive's PDFs from their text

ARCHIVE ?= corpus/sample
INDEX ?= .panel
PORT ?= 7860
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
TOOLS := .tools/bin
# All that is installed stands in the files with its hash. Nothing is built from source but this program itself, by the
# setuptools that was installed so.
PIP := -m pip install --quiet --disable-pip-version-check --no-deps
LOCKED := $(PIP) --require-hashes --only-binary :all:
PROGRAM := $(PIP) --no-build-isolation --editable .

.PHONY: run test soak lock sample audit sbom

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

soak: .venv/installed-test
	$(BIN)/python -m eval.soak_papers --files 10000
	$(BIN)/python -m eval.soak_crash --moments 200
	$(BIN)/python -m eval.soak_load --minutes 10 --clients 200

sample: .venv/installed-test
	$(BIN)/python corpus/sample_source/make.py

lock: .tools/installed
	$(TOOLS)/python .ci/lock.py $(KEEP)

audit: .tools/installed
	$(TOOLS)/python .ci/audit.py

sbom: .tools/installed .venv/installed
	$(TOOLS)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file sbom.cdx.json \
		$(BIN)/python

.venv/installed: pyproject.toml requirements/run.txt requirements/cpu.txt requirements/cuda.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python $(LOCKED) -r requirements/run.txt
	$(BIN)/python $(LOCKED) -r requirements/cpu.txt || $(BIN)/python $(LOCKED) -r requirements/cuda.txt
	$(BIN)/python $(PROGRAM)
	$(BIN)/python -m pip check
	touch $@

.venv/installed-test: .venv/installed requirements/test.txt
	$(BIN)/python $(LOCKED) -r requirements/test.txt
	touch $@

.tools/installed: requirements/tools.txt
	$(PYTHON) -m venv .tools
	$(TOOLS)/python $(LOCKED) -r requirements/tools.txt
	touch $@
