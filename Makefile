# One command each: `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help

PYTHON ?= python3
# How many processes share the tests, one more than cores as some always wait: `make test WORKERS=0` runs them in one.
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
# What to test: `make test ONLY=tests/sla`, `make test ONLY="tests/api -k intake"`.
ONLY ?=
# Every test of a service on PostgreSQL too, not only those whose subject differs there: `make test BOTH=1`.
BOTH ?=

BIN := .venv/bin
TEMPLATES := complaints_service/web/templates
# Tests start many processes: what Python compiled is kept for them, whatever the environment says, beside the caches.
PYTEST = $(if $(BOTH),TANGGAP_TEST_BOTH=1 )PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/.cache/bytecode $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What .env says (see .env.example) holds, unless the command line says otherwise: make run PORT=9000
##@ Use
.PHONY: run
run: .venv/.service ## start the service on http://127.0.0.1:8000 (HOST=, PORT=, DEMO=0 for an empty office)
	@set -a; [ ! -f .env ] || . ./.env; $(foreach name,HOST PORT DEMO,$(if $($(name)),$(name)='$($(name))';)) exec $(BIN)/tanggap up

.PHONY: chat
chat: .venv/.service ## the service with its bot and a page to talk to it in a browser; nothing leaves this machine
	@exec $(BIN)/python -m tools.telegram_stand_in.practice $(if $(PORT),--port $(PORT)) $(if $(CHAT_PORT),--chat-port $(CHAT_PORT))

##@ Prove
.PHONY: test
test: .venv/.development ## run every test: SQLite, PostgreSQL, browser (ONLY= some, WORKERS= processes, BOTH=1 all on both)
	$(PYTEST) $(ONLY)

.PHONY: coverage
coverage: .venv/.development ## every test, counting the branches they take; fails below what pyproject.toml says
	PYTEST_PLUGINS=tests.support.branches TANGGAP_TEST_AT_LENGTH=1 $(PYTEST)

.PHONY: unentered
unentered: .venv/.development ## name the public functions of services that no test of the last `make coverage` entered
	$(BIN)/python -m tests.repository.unentered

.PHONY: check
check: lint types contracts coverage ## lint, types, import contracts, then every test with its branches; what CI runs
	$(BIN)/python -m tests.repository.unentered # from what the tests just counted

.PHONY: lint
lint: .venv/.development ## ruff: style, likely mistakes, the clock ban; code and templates as `make format` writes them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)

.PHONY: types
types: .venv/.development ## mypy --strict
	$(BIN)/mypy

.PHONY: contracts
contracts: .venv/.development ## the direction of imports
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import_linter

.PHONY: scan
scan: .venv/.development ## bandit over the code: fails for anything high, prints the rest (answered in docs/security.md)
	$(BIN)/bandit --quiet --exit-zero --severity-level medium --recursive sla config complaints_service bots migrations tools
	$(BIN)/bandit --quiet --severity-level high --recursive sla config complaints_service bots migrations tools

.PHONY: scan-pages
scan-pages: .venv/.service ## wapiti over an office that is served on this machine and may be thrown away (AT=, LOGIN=)
	@[ -x .cache/wapiti/bin/wapiti ] || { $(PYTHON) -m venv .cache/wapiti && .cache/wapiti/bin/pip install --quiet wapiti3==3.2.3; }
	$(BIN)/python -m tools.page_scan $(or $(AT),http://127.0.0.1:8000) $(if $(LOGIN),--login $(LOGIN))

.PHONY: sbom
sbom: .venv/.development ## what the service is made of, from its lock: build/sbom.json (CycloneDX)
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --output-format JSON --output-reproducible --output-file build/sbom.json

.PHONY: bench
bench: .venv/.benchmarks ## benchmarks; prints tables and ratios, writes var/bench.json
	@set -e; for benchmark in $$(grep -l "__main__" benchmarks/*.py benchmarks/*/*.py); do echo "== $$benchmark"; $(BIN)/python $$benchmark; done

.PHONY: mutants
mutants: .venv/.development ## small faults put into sla/ one by one: which ones its tests notice (ONLY="pauses owners")
	@nice -n 15 $(BIN)/python -m tools.mutation $(ONLY)

.PHONY: undone
undone: .venv/.development ## take each mend of docs/faults.md out again: which test notices (ONLY="E1 S7")
	@nice -n 15 $(BIN)/python -m tools.undone $(ONLY)

.PHONY: faults
faults: .venv/.development ## kill web, worker and bot again and again for an hour, and whatever else the suite asks in part, whole
	TANGGAP_TEST_LONG=1 TANGGAP_TEST_BOTH=1 $(BIN)/python -m pytest -s tests/faults $$(grep -rl --include=test_*.py "tests.support.lengths" tests | grep -v ^tests/faults)

##@ Upkeep
.PHONY: access
access: .venv/.development ## write docs/access.md anew: who may what, asked of every route; read its diff before agreeing
	$(BIN)/python -m tests.repository.write_access

.PHONY: install
install: .venv/.development ## make .venv with everything for development
	@echo "Ready: $(BIN)/tanggap --help"

.PHONY: format
format: .venv/.development ## lay out code (ruff) and templates (djhtml)
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

.PHONY: migration
migration: .venv/.development ## write the next migration from the models: make migration WHAT="add leave"
	$(BIN)/python -m migrations "$(WHAT)"

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-strip-extras --universal --python-version 3.11 \
	--no-config --no-header --no-emit-index-url --no-emit-find-links
.PHONY: lock
lock: .venv/.development ## write requirements*.txt anew from requirements*.in (UPGRADE=1 takes newer versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements-bench.in -o requirements-bench.txt

.PHONY: clean
clean: ## throw away caches and .venv; var/ with the data stays
	rm -rf .venv .cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------------------------------------- what `make` makes

# A stamp is older than what it was made from when something changed; then the install is done again.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tanggap needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; } # half a .venv would look like a whole one next time

# The project itself can have no hash, so it is a second step that may fetch nothing: see docs/adr/0009.
INSTALL_PROJECT = $(PIP) install --no-deps --no-build-isolation --editable .

.venv/.service: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the service needs, a minute or less ..."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(INSTALL_PROJECT)
	@touch $@

.venv/.development: requirements-dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing what tests and checks need, a minute or two ..."
	@$(PIP) install --require-hashes --requirement requirements.txt # setuptools, for what comes as source alone
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 --requirement requirements-dev.txt
	@$(INSTALL_PROJECT)
	@touch .venv/.service $@

.venv/.benchmarks: requirements-bench.txt .venv/.development
	@echo "Installing the engine's peers ..."
	@$(PIP) install --require-hashes --no-build-isolation --use-pep517 --requirement requirements-bench.txt
	@touch $@
