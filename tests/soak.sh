#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The long versions of the tests, for a night, or a part of them:
#
#	sh tests/soak.sh [places] [postgresql] [sanitizers] [valgrind]
#
# places: every place at which memory or storage can fail, killed writers, random commands and
# rights, in an optimised build; postgresql: the same on a server of the test's own; sanitizers:
# fuzz targets and properties many times as long, and failures of every operation at some places,
# with AddressSanitizer and UndefinedBehaviorSanitizer; valgrind: the short versions under it.
#
# Each part appends a line to tests/soak.log: when, which part of which commit, which seed, what
# came of it. GJ_SEED names the seed; without it the seed is the current time.
set -eu
cd "$(dirname "$0")/.."

GJ_SEED=${GJ_SEED:-$(date +%s)}
MALLOC_PERTURB_=$((GJ_SEED % 255 + 1))
export GJ_SEED MALLOC_PERTURB_
commit=$(git describe --always --dirty --abbrev=12 2>/dev/null) || commit=unknown

build() {
	name=$1
	shift
	sh tests/build.sh "build/$name" -Dwerror=true -Dtests=enabled "$@" && return 0
	failed="$failed --failed build-$name"
	return 1
}

plain() { build debug -Dbuildtype=debugoptimized; }

# run LOG BUILD SETUP [ARGUMENT]...
run() {
	log=build/soak-$1.json
	name=$2
	setup=$3
	shift 3
	rm -f "$log" "build/$name/meson-logs/testlog-$setup.json"
	$server meson test -C "build/$name" --no-rebuild --print-errorlogs --quiet \
		--setup "$setup" "$@" || true
	mv "build/$name/meson-logs/testlog-$setup.json" "$log" || true
	logs="$logs $log"
}

places() {
	! plain || run places debug long --suite places
}

postgresql() {
	if ! sh tests/postgresql.sh true; then
		failed="$failed --skipped postgresql"
	elif plain; then
		server='env GJ_TEST_POSTGRESQL_LAZY=1 sh tests/postgresql.sh'
		run postgresql debug long alloc-long kill-long replay-long storage-long
	fi
}

sanitizers() {
	build asan -Dbuildtype=debug -Doptimization=1 -Db_sanitize=address,undefined || return 0
	run sanitizers asan long --suite soak
	# The short versions leave out operations by turns.
	for turn in 0 1 2; do
		server="env GJ_SEED=$((GJ_SEED + turn))"
		run "sanitizers-$turn" asan quick alloc storage
	done
}

under_valgrind() {
	! plain || run valgrind debug valgrind
}

status=0
part() {
	began=$(date +%s)
	failed=
	logs=
	server=
	printf '== %s\n' "$1"
	case $1 in
	places | postgresql | sanitizers) $1 ;;
	valgrind) under_valgrind ;;
	*)
		printf 'no such part: %s\n' "$1" >&2
		exit 2
		;;
	esac
	result=ok
	# shellcheck disable=SC2086
	out=$(python3 tests/summary.py $failed $logs) || result=FAILED
	[ $result = ok ] || status=1
	printf '%s\n' "$out"
	printf '%s %s commit=%s seed=%s seconds=%s %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" \
		"$commit" "$GJ_SEED" "$(($(date +%s) - began))" "$result" \
		"$(printf '%s\n' "$out" | tail -n 1)" >>tests/soak.log
}

sh tests/setup.sh soak
if [ -d build/locale ]; then
	LOCPATH=$PWD/build/locale
	export LOCPATH
fi
[ $# -gt 0 ] || set -- places postgresql sanitizers valgrind
for name_of_part in "$@"; do
	part "$name_of_part"
done
exit $status
