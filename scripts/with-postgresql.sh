#!/bin/sh
# Runs a command with NOROSHI_TEST_DATABASE set to an empty PostgreSQL database, and removes the database afterwards.
# Uses the server at 127.0.0.1:5432 if it lets user postgres in; else, as root on Debian, installs PostgreSQL if needed
# and starts a server of its own in a temporary folder; else says why the command is skipped and ends with 0.
set -eu
cd "$(dirname "$0")/.."
name=noroshi_test_$$
folder=

ask() { # ask URL STATEMENT
    .venv/bin/python -c 'import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True, connect_timeout=3) as connection:
    connection.execute(sys.argv[2])' "$1" "$2" 2>/dev/null
}

skip() {
    echo "PostgreSQL: skipped, $1"
    exit 0
}

stop() {
    [ -z "${created:-}" ] || ask "$server/postgres" "DROP DATABASE IF EXISTS $name WITH (FORCE)" || true
    if [ -n "$folder" ]; then
        runuser -u postgres -- "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop || true
        rm -rf "$folder"
    fi
}

programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

start_own() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || skip "no server at 127.0.0.1:5432 lets postgres in"
    if [ -z "$(programs)" ]; then
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql) \
            >/dev/null 2>&1 || skip "it could not be installed"
    fi
    bin=$(programs)
    [ -x "$bin/initdb" ] || skip "it could not be installed"
    folder=$(mktemp -d)
    chown postgres "$folder"
    port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    runuser -u postgres -- "$bin/initdb" -D "$folder/data" -A trust -E UTF8 --locale C.UTF-8 >/dev/null
    runuser -u postgres -- "$bin/pg_ctl" -D "$folder/data" -s -w -l "$folder/log" \
        -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c fsync=off" start \
        || skip "its server did not start: $(tail -n 1 "$folder/log")"
    server=postgres://postgres@127.0.0.1:$port
}

trap stop EXIT
server=postgres://postgres@127.0.0.1:5432
ask "$server/postgres" "SELECT 1" || start_own
ask "$server/postgres" "CREATE DATABASE $name" || skip "user postgres may not make a database"
created=1
echo "PostgreSQL: $server/$name"
NOROSHI_TEST_DATABASE=$server/$name "$@"
