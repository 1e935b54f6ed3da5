#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the main job on two cases, on a system that may lack everything but its
# package manager. What the program says is on standard output and ends with a
# line of JSON; what is done to get there is on standard error.
set -eu
cd "$(dirname "$0")/.."

{
	sh tests/setup.sh demo
	sh tests/build.sh build -Dbuildtype=release -Dtests=disabled
} >&2
exec build/examples/demo "$@"
