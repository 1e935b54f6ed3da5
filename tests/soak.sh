#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The long versions of the tests, and the short ones under valgrind. Appends a
# line to tests/soak.log: when, which commit, which seed, what came of it.
#
# GJ_SEED names the seed; without it the seed is the current time.
set -eu
cd "$(dirname "$0")/.."

GJ_SEED=${GJ_SEED:-$(date +%s)}
MALLOC_PERTURB_=$((GJ_SEED % 255 + 1))
export GJ_SEED MALLOC_PERTURB_
began=$(date +%s)
commit=$(git describe --always --dirty --abbrev=12 2>/dev/null) || commit=unknown
failed=
logs=

build() {
	name=$1
	shift
	sh tests/build.sh "build/$name" -Dwerror=true -Dtests=enabled "$@" && return 0
	failed="$failed --failed build-$name"
	return 1
}

run() {
	name=$1
	setup=$2
	shift 2
	rm -f "build/$name/meson-logs/testlog-$setup.json"
	meson test -C "build/$name" --no-rebuild --print-errorlogs --quiet --setup "$setup" "$@" || true
	logs="$logs build/$name/meson-logs/testlog-$setup.json"
}

sh tests/setup.sh soak
if [ -d build/locale ]; then
	LOCPATH=$PWD/build/locale
	export LOCPATH
fi
if build asan -Dbuildtype=debug -Doptimization=1 -Db_sanitize=address,undefined; then
	run asan long --suite soak
	if sh tests/postgresql.sh true; then
		mv build/asan/meson-logs/testlog-long.json build/asan/sqlite-long.json
		logs="$logs build/asan/sqlite-long.json"
		GJ_TEST_POSTGRESQL_LAZY=1 sh tests/postgresql.sh meson test -C build/asan --no-rebuild \
			--print-errorlogs --quiet --setup long alloc-long kill-long replay-long \
			storage-long || true
		logs="${logs#*testlog-long.json} build/asan/meson-logs/testlog-long.json"
	else
		failed="$failed --skipped postgresql"
	fi
fi
if build debug -Dbuildtype=debugoptimized; then
	run debug valgrind
fi

status=0
# shellcheck disable=SC2086
out=$(python3 tests/summary.py $failed $logs) || status=$?
printf '%s\n' "$out"
printf '%s commit=%s seed=%s seconds=%s %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$commit" \
	"$GJ_SEED" "$(($(date +%s) - began))" "$([ $status -eq 0 ] && echo ok || echo FAILED)" \
	"$(printf '%s\n' "$out" | tail -n 1)" >>tests/soak.log
exit $status
