#!/bin/sh
# Lint, types, contracts, knowledge, tests. As root on Debian it installs what the tests of the pages need.
set -eu
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            chromium fonts-noto-cjk) >/dev/null 2>&1 || echo "chromium could not be installed: browser tests are skipped"
    else
        echo "chromium is not installed: browser tests are skipped (Debian: apt-get install chromium fonts-noto-cjk)"
    fi
fi

if ! command -v slapd >/dev/null 2>&1 || ! command -v nginx >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            slapd nginx-light) >/dev/null 2>&1 || echo "slapd and nginx could not be installed: their tests are skipped"
    else
        echo "slapd or nginx is not installed: tests of logging in skip them (Debian: apt-get install slapd nginx-light)"
    fi
fi

.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
.venv/bin/noroshi knowledge check
.venv/bin/python -m pytest -n 2 -q
# the same records and pages on the other database; what needs no database or a browser has had its turn
sh scripts/with-postgresql.sh .venv/bin/python -m pytest -n 2 -q --create-db tests/records tests/web \
    --ignore tests/web/test_templates.py --ignore tests/web/test_hardening.py --ignore tests/web/test_story.py \
    --ignore tests/web/test_tutorial.py --ignore tests/web/test_user_documents.py --ignore tests/web/public \
    -k "not browser"
