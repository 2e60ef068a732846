# `make run` and `make test` do all set-up; nothing but python3 (3.11 or newer) and make is needed.
# `make help` lists the targets.
PYTHON ?= python3
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS)
# Two processes without the cost of sharing; laws are for `make test`.
QUICK = $(BIN)/python -m pytest --numprocesses=0 -q -m "not hypothesis"
QUICK_HOUSE = tests/test_architecture.py tests/test_density.py tests/test_languages.py \
	tests/test_settings.py tests/ingest/recognition/test_names.py \
	tests/ingest/recognition/test_labels.py tests/ingest/observations/test_values.py \
	tests/ingest/test_numbers.py
BIN := .venv/bin
SHELL := /bin/sh
.DELETE_ON_ERROR:
# A process that may not keep what it compiled compiles it at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test quick quick-core quick-house parts install demo check browser bench soak docs lock clean

run: .venv/run.stamp ## serve the plan of this folder
	@exec $(BIN)/python app.py

demo: .venv/run.stamp ## serve a fictional city
	@test -f demo/indicators.yaml || $(BIN)/python app.py demo --to demo
	@INDICATORS=demo/indicators.yaml DATA_DIR=demo/data exec $(BIN)/python app.py

install: .venv/run.stamp ## install what serving needs

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

check: .venv/test.stamp ## lint, types, import contracts, the declaration
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python app.py check --file-only

quick: check ## check and the fast tests: half a minute
	@$(MAKE) --silent --output-sync --jobs=2 quick-core quick-house

quick-core:
	$(QUICK) tests/core

quick-house:
	$(QUICK) $(QUICK_HOUSE)

test: check parts ## check, and all tests
	$(PYTEST) --cov --cov-report= --floors

# The real parts that tests use: a browser, PostgreSQL, nginx, and a provider of identities on Node.js.
parts: .venv/test.stamp tests/oidc/node_modules/.package-lock.json
	@sh scripts/browser.sh > /dev/null
	@sh scripts/need.sh postgresql initdb /usr/lib/postgresql/*/bin/initdb
	@sh scripts/need.sh nginx-light nginx /usr/sbin/nginx

tests/oidc/node_modules/.package-lock.json: tests/oidc/package-lock.json
	@sh scripts/need.sh "nodejs npm" npm
	@cd tests/oidc && npm ci --no-audit --no-fund --loglevel=error

browser: .venv/test.stamp ## the tests in a real browser alone
	@sh scripts/browser.sh > /dev/null
	$(PYTEST) tests/browser

bench: .venv/test.stamp ## measure: judging, reading, files, pages
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.files
	$(BIN)/python -m tests.bench.boards
	$(BIN)/python -m tests.bench.boards --indicators 2000 --regions 100

# The proofs at full numbers (tests/sizes.py), from a seed that the run prints, or from SOAK_SEED=…;
# the load, and half an hour of everything at once.
soak: .venv/test.stamp parts ## the proofs at full numbers: hours
	SOAK=full SOAK_SEED=$${SOAK_SEED:-$$(date +%s)} $(PYTEST)
	$(BIN)/python -m tests.bench.load
	$(BIN)/python -m tests.bench.soak --minutes 30

# The tests fail while they are stale.
docs: .venv/test.stamp ## write the generated parts of docs/ anew
	$(BIN)/python -m tests.reference
	$(BIN)/python -m tests.third_party

lock: .venv/test.stamp ## write the hashes of the pinned packages anew (needs the package index)
	$(BIN)/python -m tests.lock
	$(BIN)/python -m tests.third_party
	$(BIN)/python -m tests.sbom

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: requirements-dev.txt requirements-dask.txt requirements-postgres.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run.stamp

.venv/bin/python:
	@sh scripts/venv.sh "$(PYTHON)"

clean: ## remove everything that was made here
	rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
