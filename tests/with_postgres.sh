#!/bin/sh
# Runs a command with DATABASE_URL pointing to a PostgreSQL server that lives as long as the command:
#     tests/with_postgres.sh python -m pytest
# The server is new and empty, on a free port of this machine, behind a password made for it, and gone afterwards.
# Without PostgreSQL it says so and does nothing; in CI that is an error.
set -eu

# Debian keeps the server's programs out of PATH, in a folder for each version.
for bin in "$(dirname "$(command -v initdb || echo /nowhere/initdb)")" $(ls -dr /usr/lib/postgresql/*/bin 2>/dev/null); do
    if [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ]; then break; fi
    bin=
done
if [ -z "$bin" ]; then
    echo "PostgreSQL is not installed: nothing was run on it. On Debian and Ubuntu: apt-get install postgresql" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
    exit 0
fi

# PostgreSQL refuses to run as root.
user=$(id -un)
if [ "$(id -u)" = 0 ]; then
    user=nobody
    if id postgres >/dev/null 2>&1; then user=postgres; fi
fi
as_user() {
    if [ "$(id -u)" = 0 ]; then (cd "$dir" && runuser -u "$user" -- "$@"); else "$@"; fi
}

dir=$(mktemp -d)
remove() {
    as_user "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap remove EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "$password" >"$dir/password"
chown -R "$user" "$dir"

# No waiting for the disk: nothing here outlives the command. No Unix socket: its folder may not be ours.
as_user "$bin/initdb" -D "$dir/data" -U postgres -A scram-sha-256 --pwfile="$dir/password" -E UTF8 --locale=C.UTF-8 \
    --no-sync >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
as_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w start -o "-p $port -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >"$dir/log" 2>&1 ||
    { cat "$dir/log" "$dir/server.log" >&2; exit 1; }

DATABASE_URL="postgresql://postgres:$password@127.0.0.1:$port/postgres" "$@"
