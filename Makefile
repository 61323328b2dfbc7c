# Every verb a person needs; `make` alone lists them. Needs python3 (3.11 or newer) and a package index, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready
# The benchmarks have peers that nothing else needs.
BENCH  := .venv-bench
BENCH_READY := $(BENCH)/.ready
# Extra arguments for the tests: make test ARGS="-k wait -n 0"
ARGS   ?=
# Five also on two cores: half of the time of a test is spent waiting for a socket or a thread.
WORKERS ?= 5
PYTEST = $(PY) -m pytest -c pyproject.toml -q -n $(WORKERS)

# Nothing of the caller's Python setup may reach ours.
unexport PYTHONPATH PYTHONSAFEPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS PYTEST_ADDOPTS MYPYPATH PIP_TARGET PIP_PREFIX PIP_USER
# Without byte code each of the hundred processes that the tests start compiles its libraries again, and each worker of
# pytest every test and every module of Hypothesis: a third of the time of `make test`.
unexport PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX
export PYTHONNOUSERSITE := 1
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# An environment that was copied with the tree, or whose Python is gone, is made anew.
ifneq ($(shell $(PY) -m scripts.make_env --venv $(VENV) --probe 2>/dev/null),ok)
$(READY): FORCE
endif

ifneq ($(filter bench bench-quick scale,$(MAKECMDGOALS)),)
ifneq ($(shell $(BENCH)/bin/python -m scripts.make_env --venv $(BENCH) --probe 2>/dev/null),ok)
$(BENCH_READY): FORCE
endif
endif

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

$(READY): requirements/dev.txt pyproject.toml scripts/make_env.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "videojobs needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m scripts.make_env --venv $(VENV)

.PHONY: env
env: $(READY) ## make the environment in .venv, as locked in requirements/dev.txt

.PHONY: demo
demo: generate ## create, wait for and download a clip from each provider's emulator
	@$(PY) -m scripts.demo

.PHONY: test
test: $(READY) ## run the tests (ARGS="-k name" narrows them)
	@# Each worker begins with a fifth of the files: what a file's tests share is started once, not in each worker.
	@$(PYTEST) --dist worksteal $(ARGS)

.PHONY: test-all
test-all: $(READY) ## run the tests that `make test` leaves to the night, too
	@# What all tests of a group need, such as the client of a whole document, is made in one worker.
	@$(PYTEST) --dist loadgroup -m "" --timeout 600 $(ARGS)

.PHONY: check
check: check-style check-types check-imports check-generated ## lint, format, types, import rules, spec, generated code

.PHONY: check-style
check-style: $(READY)
	@echo "==> style"
	@$(PY) -m ruff check --quiet --output-format concise --config pyproject.toml .
	@$(PY) -m ruff format --quiet --check --output-format concise --config pyproject.toml .

.PHONY: check-types
check-types: $(READY)
	@echo "==> types, mypy"
	@$(PY) -m mypy --config-file pyproject.toml --no-error-summary
	@echo "==> types, basedpyright"
	@$(PY) -m basedpyright --project pyproject.toml

.PHONY: check-imports
check-imports: $(READY)
	@echo "==> import rules"
	@$(VENV)/bin/lint-imports --config pyproject.toml --no-logo --no-cache

.PHONY: generate
generate: $(READY) ## write generated/, the tables of providers, and the pictures of docs/how-it-works.md
	@$(PY) -m scripts.generate
	@$(PY) -m scripts.provider_table
	@$(PY) -m scripts.how_it_works

.PHONY: check-generated
check-generated: $(READY) ## lint spec/, generate twice into an empty folder and compare with generated/
	@echo "==> spec and generated code"
	@$(PY) -m scripts.lint_spec
	@$(PY) -m scripts.generate --check
	@$(PY) -m scripts.provider_table --check
	@$(PY) -m scripts.how_it_works --check

.PHONY: new-provider
new-provider: $(READY) ## start the folder of a provider: NAME=x FROM=openapi.yaml|probe.json [URL=its-address]
	@$(PY) -m scripts.providers start --name "$(NAME)" --from "$(FROM)" $(if $(URL),--url "$(URL)")

.PHONY: drift
drift: $(READY) ## what upstream changes do to our users: PROVIDER=x [REVISION=file|url], or BASE=.. REVISION=..
	@$(PY) -m scripts.drift $(if $(PROVIDER),--provider "$(PROVIDER)") $(if $(BASE),"$(BASE)") $(if $(REVISION),"$(REVISION)") $(ARGS)

.PHONY: vendor
vendor: $(READY) ## bring a published document into spec/: PROVIDER=x FROM=file|url
	@$(PY) -m scripts.vendor --provider "$(PROVIDER)" --from "$(FROM)" $(ARGS)

.PHONY: format
format: $(READY) ## format and fix what ruff can
	@$(PY) -m ruff check --quiet --fix --config pyproject.toml .
	@$(PY) -m ruff format --quiet --config pyproject.toml .

.PHONY: wheel
wheel: $(READY) ## build the sdist and the wheel into dist/
	@rm -rf dist
	@$(PY) -m build --no-isolation --outdir dist . | tail -n 1

.PHONY: test-postgres
test-postgres: $(READY) ## the tests of batches on several machines, the long ones too; installs PostgreSQL where apt can
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || { \
	  $$(test "$$(id -u)" = 0 || echo sudo) apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } || { \
	  echo "install the PostgreSQL server of your system: its programs initdb and postgres are needed" >&2; exit 1; }
	@$(PY) -m pytest -c pyproject.toml -q -n 2 -m "" --timeout 600 tests/batch/test_shared.py tests/batch/test_kill.py tests/batch/test_pages.py $(ARGS)

.PHONY: test-pythons
test-pythons: wheel ## test the wheel on each Python from 3.11 to 3.14 found here, and on the oldest dependencies
	@$(PY) -m scripts.test_pythons $(ARGS)

.PHONY: fuzz
fuzz: $(READY) ## try hostile documents of other random seeds on the generator (FUZZ=50 times as many as make test)
	@VIDEOJOBS_FUZZ=$(or $(FUZZ),50) $(PY) -m pytest -c pyproject.toml -q -n $(WORKERS) --timeout 3600 tests/codegen -k fuzz

.PHONY: drift-mutants
drift-mutants: $(READY) ## change real documents at random, and compare drift's verdicts with a caller's (ARGS="--seed 2")
	@$(PY) -m tests.drift.mutants $(ARGS)

.PHONY: faults
faults: $(READY) ## print what each operation does under each fault of server and network (tests/faults)
	@$(PY) -m tests.faults

.PHONY: real-servers
real-servers: $(READY) ## drive both clients against real, pinned servers (ARGS="--server x", "--record", "--requests")
	@$(PY) -m tests.real_servers $(ARGS)

.PHONY: test-browser
test-browser: $(READY) ## test the emulator's page in a headless Chromium; apt-get installs one if there is none
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  $(if $(filter 0,$(shell id -u)),,sudo) apt-get update -qq && \
	  $(if $(filter 0,$(shell id -u)),,sudo) apt-get install -qq --no-install-recommends chromium; }
	@$(PYTEST) -n 0 -m "" tests/emulator/test_page_in_browser.py $(ARGS)

.PHONY: conformance
conformance: $(READY) ## let programs of other people judge the emulator and the client's requests (needs node 20)
	@$(PY) -m tests.conformance $(ARGS)

.PHONY: mutants
mutants: $(READY) ## change a line of the client at a time, and see whether a test fails (NUMBER=150 SEED=1 ONLY=download)
	@$(PY) -m scripts.mutants $(if $(NUMBER),--number $(NUMBER)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

$(BENCH_READY): requirements/bench.txt bench/redocly/package-lock.json pyproject.toml
	@$(PYTHON) -m scripts.make_env --venv $(BENCH) --requirements requirements/bench.txt
	@mkdir -p $(BENCH)/redocly && cp bench/redocly/*.json $(BENCH)/redocly/
	@if command -v npm >/dev/null; then cd $(BENCH)/redocly && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	 else echo "npm is not installed: the rows of redocly stay empty"; fi

.PHONY: bench
bench: $(BENCH_READY) ## measure ours and the peers, write bench/RESULTS.md and its figures in docs/scale.md (ARGS="NAME ..." for some)
	@$(BENCH)/bin/python -m bench $(ARGS)
	@$(BENCH)/bin/python -m bench.scale capacity

.PHONY: bench-quick
bench-quick: $(BENCH_READY) ## the same table from shorter measurements, in two minutes
	@$(BENCH)/bin/python -m bench --quick $(ARGS)

.PHONY: scale
scale: $(BENCH_READY) ## simulate many workers and jobs, and write the plots and tables of docs/scale.md
	@$(BENCH)/bin/python -m bench.scale $(ARGS)

.PHONY: docs
docs: $(READY) ## build the docs site into site/; a link or a name that leads nowhere is an error
	@$(PY) -m zensical build --strict --clean

.PHONY: recording
recording: $(READY) ## draw docs/assets/run.svg: a session on the command line, run against the emulator
	@$(PY) -m scripts.cli_recording

.PHONY: lock
lock: ## choose the newest versions that requirements/*.in allow, and write the locked files
	@$(PYTHON) -m scripts.lock

.PHONY: audit
audit: $(READY) ## look the locked packages up in the databases of known vulnerabilities
	@$(PY) -m scripts.release audit

.PHONY: sbom
sbom: wheel ## write build/videojobs.cdx.json: what an installed wheel consists of (CycloneDX)
	@$(PY) -m scripts.release sbom

.PHONY: changelog
changelog: $(READY) ## show what the next release's entry in CHANGELOG.md will say
	@$(PY) -m towncrier build --draft --version next

.PHONY: clean
clean: ## remove environments, caches and outputs
	@rm -rf .venv .venv-* dist build demo site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@rm -rf .coverage .coverage.* htmlcov .benchmarks
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: FORCE
FORCE:
