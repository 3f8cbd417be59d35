# The two commands of the README are `make run` and `make test`; the rest are their parts.
PY := .venv/bin/python
NOROSHI := .venv/bin/noroshi
OUT ?= out
WORKERS ?= 2

.PHONY: setup setup-dev run test lint types contracts check bench regen pictures lock bundle bundle-test clean

setup: .venv/.ready

setup-dev: .venv/.ready-dev

.venv/.ready: requirements.lock pyproject.toml scripts/setup.sh
	sh scripts/setup.sh requirements.lock
	@touch $@

.venv/.ready-dev: requirements-dev.lock pyproject.toml scripts/setup.sh
	sh scripts/setup.sh requirements-dev.lock
	@touch $@ .venv/.ready

# SERVE=0 ends after the report; PORT=8001 chooses another port.
run: setup
	sh scripts/run-example.sh "$(OUT)" $(WORKERS)

test: setup-dev
	sh scripts/test.sh

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: setup-dev
	.venv/bin/mypy

contracts: setup-dev
	.venv/bin/lint-imports

check: lint types contracts
	$(NOROSHI) knowledge check

bench: setup-dev
	$(PY) bench/survey_ratio.py

regen: setup-dev
	$(PY) scripts/campaign_reference.py
	NOROSHI_REGEN=1 $(PY) -m pytest -q $$(grep -rl NOROSHI_REGEN tests --include=*.py)

pictures: setup-dev
	$(PY) scripts/campaign_images.py "$(OUT)" docs/images
	$(PY) scripts/report_images.py "$(OUT)/report.html" docs/images

# An installation for a machine without a network. KEY=FILE (Ed25519, OpenSSH) signs it, OUT=DIR puts it elsewhere.
bundle: OUT = dist
bundle: setup
	$(PY) scripts/offline_bundle.py "$(OUT)" $(if $(KEY),--key "$(KEY)")

# Builds the bundle and installs it in a network namespace without network: minutes, the package index, and root.
bundle-test: setup-dev
	NOROSHI_FULL=1 $(PY) -m pytest -q -p no:xdist tests/scripts/test_offline_install.py

lock:
	.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate -o requirements-dev.lock

clean:
	rm -rf $(OUT) .venv build dist
