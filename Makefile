# `make run` and `make test` do all set-up; nothing but python3 (3.11 or newer) and make is needed.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
.DELETE_ON_ERROR:

.PHONY: run test parts install demo check browser bench soak docs clean

run: .venv/run.stamp
	@exec $(BIN)/python app.py

demo: .venv/run.stamp
	@test -f demo/indicators.yaml || $(BIN)/python app.py demo --to demo
	@INDICATORS=demo/indicators.yaml DATA_DIR=demo/data exec $(BIN)/python app.py

install: .venv/run.stamp

# Lint, types, import contracts, documents: the ten-second loop.
check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python app.py check --file-only

test: check parts
	$(BIN)/python -m pytest

# The real parts that tests use: a browser, PostgreSQL, nginx, and a provider of identities on Node.js.
parts: .venv/test.stamp tests/oidc/node_modules/.package-lock.json
	@sh scripts/browser.sh > /dev/null
	@sh scripts/need.sh postgresql initdb /usr/lib/postgresql/*/bin/initdb
	@sh scripts/need.sh nginx-light nginx /usr/sbin/nginx

tests/oidc/node_modules/.package-lock.json: tests/oidc/package-lock.json
	@sh scripts/need.sh "nodejs npm" npm
	@cd tests/oidc && npm ci --no-audit --no-fund --loglevel=error

browser: .venv/test.stamp
	@sh scripts/browser.sh > /dev/null
	$(BIN)/python -m pytest tests/browser

bench: .venv/test.stamp
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.files
	$(BIN)/python -m tests.bench.boards
	$(BIN)/python -m tests.bench.boards --indicators 2000 --regions 100

# The proofs at full numbers: 20,000 mutated workbooks, 100,000 cells; hundreds of kills, races and restarts; 10,000 guesses; every canary alone;
# the load, and half an hour of everything at once. Takes over two hours.
soak: .venv/test.stamp parts
	SOAK_BOOKS=20000 SOAK_TEXTS=100000 $(BIN)/python -m pytest tests/ingest/test_fuzz.py
	SOAK_KILLS=500 SOAK_STEPS=20 SOAK_PUBLISHES=200 SOAK_RESTARTS=100 SOAK_BACKUPS=30 $(BIN)/python -m pytest tests/store tests/operations/test_publishing.py
	SOAK_GUESSES=10000 SOAK_RACES=200 SOAK_CANARIES=1 $(BIN)/python -m pytest tests/test_guessing.py tests/operations/test_uploads.py tests/browser/test_hostile.py
	$(BIN)/python -m tests.bench.load
	$(BIN)/python -m tests.bench.soak --minutes 30

# Write the generated parts of docs/ anew; the tests fail while they are stale.
docs: .venv/test.stamp
	$(BIN)/python -m tests.reference

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.stamp: requirements-dev.txt requirements-dask.txt requirements-postgres.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run.stamp

.venv/bin/python:
	@sh scripts/venv.sh "$(PYTHON)"

clean:
	rm -rf .venv demo .mypy_cache .ruff_cache .hypothesis .import_linter_cache
