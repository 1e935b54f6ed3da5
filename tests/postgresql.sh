#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs a command with a PostgreSQL server of its own: on a socket in a temporary folder,
# never the system's, gone when the command ends.
#
#	sh tests/postgresql.sh COMMAND [ARGUMENT]...
#
# The command finds the server through GJ_TEST_POSTGRESQL (a URI), its folder in
# GJ_TEST_POSTGRESQL_DIR (the data in data/; `as` runs a command as the server's user) and its
# programs in GJ_TEST_POSTGRESQL_BIN. With GJ_TEST_POSTGRESQL_LAZY set, the server does not wait for
# its disk, and is in memory where there is room: databases of hundreds of files are made and dropped
# by thousands. GJ_TEST_UNDER names what the command, not the server, is to run under. Ends with
# status 77 where there is no server to be started.
set -eu

say() { printf '%s\n' "$*" >&2; }

bin=
for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin; do
	[ -x "$dir/initdb" ] && bin=$dir
done
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
if [ ! -x "$bin/initdb" ]; then
	say "no PostgreSQL server here: skipped"
	exit 77
fi

# A server refuses to run as root; its own user, else nobody, runs it then.
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
	user=postgres
	id -u postgres >/dev/null 2>&1 || user=nobody
fi
as_server() {
	if [ "$(id -un)" = "$user" ]; then
		"$@"
	else
		setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env HOME=/tmp "$@"
	fi
}

tmp=${TMPDIR:-/tmp}
memory=/dev/shm
if [ -n "${GJ_TEST_POSTGRESQL_LAZY:-}" ] && [ -z "${TMPDIR:-}" ] && [ -w "$memory" ] &&
	! grep -q " $memory [^ ]* [^ ]*noexec" /proc/mounts &&
	[ "$(df -Pk "$memory" | awk 'END { print $4 }')" -gt 4194304 ]; then
	tmp=$memory
fi
folder=$(mktemp -d "$tmp/gjpg.XXXXXX")
chmod 755 "$folder"
[ "$(id -u)" -ne 0 ] || chown "$user" "$folder"

stop() {
	cd /
	for data in "$folder"/*/postmaster.pid; do
		as_server "$bin/pg_ctl" -D "${data%/*}" -m immediate -w stop >/dev/null 2>&1 || true
	done
	rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

cat >"$folder/as" <<AS
#!/bin/sh
cd "$folder"
[ "\$(id -un)" != "$user" ] || exec "\$@"
exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env HOME=/tmp "\$@"
AS
chmod 755 "$folder/as"

if ! (cd "$folder" && as_server "$bin/initdb" -D "$folder/data" -U guanjia -A trust \
	--locale=C -E UTF8 -N >"$folder/initdb.log" 2>&1); then
	cat "$folder/initdb.log" >&2
	exit 1
fi
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 100
shared_buffers = 128MB
CONF
# Where nothing is measured and only processes are killed, nobody waits for the disk.
if [ -n "${GJ_TEST_POSTGRESQL_LAZY:-}" ]; then
	echo "fsync = off" >>"$folder/data/postgresql.conf"
fi
(cd "$folder" && as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w start \
	>/dev/null) || {
	cat "$folder/server.log" >&2
	exit 1
}

GJ_TEST_POSTGRESQL="postgresql://guanjia@/postgres?host=$folder"
GJ_TEST_POSTGRESQL_DIR=$folder
GJ_TEST_POSTGRESQL_BIN=$bin
export GJ_TEST_POSTGRESQL GJ_TEST_POSTGRESQL_DIR GJ_TEST_POSTGRESQL_BIN
status=0
${GJ_TEST_UNDER:-} "$@" || status=$?
exit "$status"
