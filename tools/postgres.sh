#!/bin/bash
# tools/postgres.sh COMMAND...: runs the command with JIAFENG_DATABASE_URL naming a PostgreSQL of its own, which is gone afterwards.
# It listens on a unix socket in a temporary folder only, and skips fsync because nothing in it is meant to last.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/debian.sh

programs="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)"
[ -n "$programs" ] || programs="$(dirname "$(command -v initdb || fail 'PostgreSQL is missing:  apt-get install postgresql')")"

folder="$(mktemp -d /tmp/jiafeng-postgres-XXXXXX)"
as_owner=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$folder"
  as_owner=(runuser -u postgres --)
fi
chmod 755 "$folder"
stop() {
  (cd / && "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -s stop) || true
  rm -rf "$folder"
}
trap stop EXIT

(
  cd /
  "${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U jiafeng --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -s -w -l "$folder/log" start -o \
    "-c listen_addresses='' -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
) || { cat "$folder/log" >&2; fail "PostgreSQL did not start."; }

export JIAFENG_DATABASE_URL="postgresql://jiafeng@${folder//\//%2F}/postgres"
"$@"
