#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# All tests, on a system that may lack everything but its package manager:
#
#	sh tests/run.sh [SUITE]...
#
# Three builds with warnings as errors: with AddressSanitizer and
# UndefinedBehaviorSanitizer, in which every suite but abi runs, and those of the
# nouns a second time on a PostgreSQL server of the test's own; with clang,
# compiled only; a release, in which abi tests the library as it is installed. Then the
# Python package, which is built and installed as a user does it.
# Closes with "N passed, M failed, K skipped". GJ_SEED names the seed of the
# random tests.
set -eu
cd "$(dirname "$0")/.."

GJ_SEED=${GJ_SEED:-20260101}
# Meson would fill fresh memory with a byte of its own choice.
MALLOC_PERTURB_=$((GJ_SEED % 255 + 1))
export GJ_SEED MALLOC_PERTURB_
began=$(date +%s)
suites=
abi=$([ $# -eq 0 ] && echo yes || echo no)
python=$abi
for suite in "$@"; do
	case $suite in
	abi) abi=yes ;;
	python) python=yes ;;
	*) suites="$suites --suite $suite" ;;
	esac
done
failed=
logs=

say() { printf '== %s\n' "$*"; }

build() {
	name=$1
	shift
	say "building: $name"
	sh tests/build.sh "build/$name" -Dwerror=true -Dtests=enabled "$@" && return 0
	failed="$failed --failed build-$name"
	return 1
}

run() {
	name=$1
	shift
	say "testing: $name"
	rm -f "build/$name/meson-logs/testlog.json"
	meson test -C "build/$name" --no-rebuild --print-errorlogs --quiet "$@" || true
	logs="$logs build/$name/meson-logs/testlog.json"
}

# The same programs with every ledger on a PostgreSQL server of the test's own.
run_on_postgresql() {
	say "testing: asan, on PostgreSQL"
	if ! sh tests/postgresql.sh true; then
		failed="$failed --skipped postgresql"
		return 0
	fi
	log=build/asan/postgresql.json
	cp build/asan/meson-logs/testlog.json build/asan/sqlite.json
	logs="${logs% *} build/asan/sqlite.json"
	GJ_TEST_POSTGRESQL_LAZY=1 sh tests/postgresql.sh meson test -C build/asan --no-rebuild \
		--print-errorlogs --quiet --suite engines || true
	mv build/asan/meson-logs/testlog.json $log
	logs="$logs $log"
}

# The Python package, in an environment of its own.
run_python() {
	say "testing: python"
	log=build/python/junit.xml
	rm -f $log
	result=0
	sh tests/python/run.sh --junit $log || result=$?
	case $result in
	0 | 1) if [ -f $log ]; then logs="$logs $log"; else failed="$failed --failed python"; fi ;;
	77) failed="$failed --skipped python" ;;
	*) failed="$failed --failed python" ;;
	esac
}

sh tests/setup.sh tests
if [ -d build/locale ]; then
	LOCPATH=$PWD/build/locale
	export LOCPATH
fi

if [ $# -eq 0 ] || [ -n "$suites" ]; then
	if build asan -Dbuildtype=debug -Doptimization=1 -Db_sanitize=address,undefined; then
		# shellcheck disable=SC2086
		run asan --no-suite abi $suites
		[ $# -ne 0 ] || run_on_postgresql
	fi
fi
if [ $# -eq 0 ]; then
	CC=clang CXX=clang++ build clang -Dbuildtype=debugoptimized || true
fi
if [ "$abi" = yes ] && build release -Dbuildtype=release; then
	run release --suite abi
fi
[ "$python" = no ] || run_python

say "seed $GJ_SEED, $(($(date +%s) - began)) seconds"
# shellcheck disable=SC2086
exec python3 tests/summary.py $failed $logs
