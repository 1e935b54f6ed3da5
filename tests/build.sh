#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Configures a build folder if it must be, compiles, and says in one line what
# it did; the whole log only when something fails.
#
#	sh tests/build.sh FOLDER [options of meson setup]...
set -eu
cd "$(dirname "$0")/.."

dir=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT

configure() {
	if [ -f "$dir/meson-private/coredata.dat" ]; then
		# A folder left by another Meson, or moved, is made anew.
		meson setup --reconfigure "$@" "$dir" || meson setup --wipe "$@" "$dir"
	else
		meson setup "$@" "$dir"
	fi
}

if configure "$@" >"$log" 2>&1 && meson compile -C "$dir" >"$log" 2>&1; then
	echo "built $dir"
else
	grep -v '^\[[0-9]*/[0-9]*\] ' "$log" | tail -n 60 >&2
	echo "could not build $dir" >&2
	exit 1
fi
