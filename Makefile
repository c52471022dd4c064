# Everything that people and machines run; needs Python 3.11 or newer and a package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ONLY ?=
SIDE_BY_SIDE := -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help serve test lint check bench gate baseline lock clean

help: ## what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Byline needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.created requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@# The lock is complete; without --no-deps pip would want what pyproject.toml excludes.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

serve: $(VENV)/.runtime ## the assistant at http://127.0.0.1:7860
	$(BIN)/byline serve

test: $(VENV)/.dev ## the whole suite
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

lint: $(VENV)/.dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint $(VENV)/.dev ## lint, then the suite with branch coverage
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term:skip-covered

bench: $(VENV)/.dev ## every figure in docs/benchmarks.md (ONLY=name for one)
	$(BIN)/python -m benchmarks $(ONLY)

GATE := artefacts/gate
GOLDEN := rm -rf $(GATE) && BYLINE_DATA_DIR=$(GATE) $(BIN)/byline eval run --library demo --configuration extractive --name golden

gate: $(VENV)/.runtime ## the golden questions, against the figures of corpus/baseline.json
	$(GOLDEN) > /dev/null
	$(BIN)/byline eval compare corpus/baseline.json $(GATE)/evaluations/golden \
	  --fail-if "answered_correct_supported worse" --fail-if "answered_correct_supported < -0.05" \
	  --fail-if "refusal_f1 worse" --fail-if "refusal_recall < -0.1" --fail-if "recall_at_k < -0.03" \
	  --fail-if "faithfulness < 1" --fail-if "citation_recall < 1"

baseline: $(VENV)/.runtime ## take today's figures for the baseline of the gate
	$(GOLDEN) > /dev/null
	$(BIN)/byline eval report $(GATE)/evaluations/golden --format json --out corpus/baseline.json

lock: $(VENV)/.dev ## resolve the dependencies anew into the hashed locks
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev -c requirements.lock --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements-dev.lock

clean: ## remove the environment and caches, never the library
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache artefacts
