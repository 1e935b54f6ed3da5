#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the Python package as a user has it: a virtual environment of its own under
# build/python, the package installed by its folder's name, everything else from the index of
# packages that pip knows.
#
#	sh tests/python/run.sh [--junit FILE] [ARGUMENT OF PYTEST]...
#
# PYTHON names the interpreter, python3 by default. Ends with 77, and says why, where no
# environment can be made or the index cannot be reached.
set -eu
cd "$(dirname "$0")/../.."

junit=
if [ "${1:-}" = --junit ]; then
	junit=$(mkdir -p "$(dirname "$2")" && cd "$(dirname "$2")" && pwd)/$(basename "$2")
	rm -f "$junit"
	shift 2
fi
python=${PYTHON:-python3}
name=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
venv=$PWD/build/python/$name
log=$PWD/build/python/$name.log

skip() {
	printf 'SKIP python: %s\n' "$1"
	exit 77
}

mkdir -p build/python
if [ ! -x "$venv/bin/pip" ]; then
	rm -rf "$venv"
	"$python" -m venv "$venv" >"$log" 2>&1 || {
		rm -rf "$venv"
		skip "no virtual environment can be made here"
	}
fi
PATH=$venv/bin:$PATH
PIP_DISABLE_PIP_VERSION_CHECK=1
export PATH PIP_DISABLE_PIP_VERSION_CHECK

tools='pytest hypothesis mypy ruff pandas pandas-stubs openpyxl types-openpyxl tqdm types-tqdm
	matplotlib'
# shellcheck disable=SC2086
if ! pip -q install --retries 1 --timeout 30 $tools >"$log" 2>&1; then
	tail -n 5 "$log" >&2
	skip "the index of packages cannot be reached"
fi
if ! pip -q install --force-reinstall --no-deps ./bindings/python >"$log" 2>&1 ||
	! pip -q install 'cffi>=1.15' >>"$log" 2>&1; then
	tail -n 40 "$log" >&2
	echo "the package could not be installed" >&2
	exit 1
fi

MYPY_CACHE_DIR=$PWD/build/python/$name-mypy
export MYPY_CACHE_DIR
exec python -m pytest -q -p no:cacheprovider ${junit:+--junit-xml="$junit"} tests/python "$@"
