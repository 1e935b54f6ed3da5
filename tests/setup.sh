#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing, by the package manager of Debian or Ubuntu:
#
#	sh tests/setup.sh demo | tests | soak
#
# Does nothing, and needs no rights, when all is there. On another system it
# names the packages and stops with status 2. For the tests it also makes what no
# package holds: locales, and pm4py in an environment of its own, build/pm4py.
set -eu

# What is needed | by whom | its package on Debian and Ubuntu | Fedora | Arch | Alpine.
# c: a command, l: a library by pkg-config, f: a file.
table='
c:cc      demo  gcc             gcc                   gcc      gcc
x:libc    demo  libc6-dev       glibc-devel           glibc    musl-dev
c:meson   demo  meson           meson                 meson    meson
c:ninja   demo  ninja-build     ninja-build           ninja    samurai
c:pkg-config demo pkg-config    pkgconf-pkg-config    pkgconf  pkgconf
c:python3 demo  python3         python3               python   python3
l:sqlite3 demo  libsqlite3-dev  sqlite-devel          sqlite   sqlite-dev
l:libcjson demo libcjson-dev    cjson-devel           cjson    cjson-dev
l:libcrypto demo libssl-dev     openssl-devel         openssl  openssl-dev
l:check   tests check           check-devel           check    check-dev
c:c++     tests g++             gcc-c++               gcc      g++
c:clang   tests clang           clang                 clang    clang
f:/usr/share/i18n/locales/zh_CN tests locales glibc-locale-source glibc musl-locales
c:nm      tests binutils        binutils              binutils binutils
l:libpq   tests libpq-dev       libpq-devel           postgresql-libs libpq-dev
x:postgresql tests postgresql   postgresql-server     postgresql postgresql
x:venv    tests python3-venv    python3               python   python3
x:python  tests python3-dev     python3-devel         python   python3-dev
x:hanzi   tests fonts-wqy-microhei google-noto-sans-cjk-fonts noto-fonts-cjk font-noto-cjk
c:valgrind soak valgrind        valgrind              valgrind valgrind
'

say() { printf '%s\n' "$*" >&2; }

has() {
	case $1 in
	c:cc) command -v "${CC:-cc}" >/dev/null 2>&1 ;;
	c:*) command -v "${1#c:}" >/dev/null 2>&1 ;;
	f:*) [ -e "${1#f:}" ] ;;
	x:libc) echo '#include <stdio.h>' | "${CC:-cc}" -E - >/dev/null 2>&1 ;;
	x:postgresql)
		for program in "$(command -v initdb 2>/dev/null)" /usr/lib/postgresql/*/bin/initdb \
			/usr/pgsql-*/bin/initdb; do
			[ ! -x "$program" ] || return 0
		done
		return 1
		;;
	x:venv) python3 -c 'import ensurepip' >/dev/null 2>&1 ;;
	x:python)
		python3 -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null
		;;
	x:hanzi) # a font with Chinese characters
		for font in /usr/share/fonts/truetype/wqy/* /usr/share/fonts/*/*/*CJK* \
			/usr/share/fonts/*/*CJK*; do
			[ ! -e "$font" ] || return 0
		done
		return 1
		;;
	l:*) pkg-config --exists "${1#l:}" 2>/dev/null ;;
	esac
}

wanted() {
	case $need:$1 in
	*:demo | tests:tests | soak:tests | soak:soak) return 0 ;;
	esac
	return 1
}

# The packages that are missing, by the column of this system's names.
missing() {
	printf '%s\n' "$table" | while read -r thing for debian fedora arch alpine; do
		[ -n "$thing" ] && wanted "$for" && ! has "$thing" || continue
		case $1 in
		fedora) echo "$fedora" ;;
		arch) echo "$arch" ;;
		alpine) echo "$alpine" ;;
		*) echo "$debian" ;;
		esac
	done | sort -u | tr '\n' ' '
}

family() {
	id=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${ID_LIKE:-}") || id=
	case " $id " in
	*" debian "* | *" ubuntu "*) command -v apt-get >/dev/null 2>&1 && echo debian ;;
	*" fedora "* | *" rhel "*) echo fedora ;;
	*" arch "*) echo arch ;;
	*" alpine "*) echo alpine ;;
	esac
}

old_meson() {
	version=$(meson --version 2>/dev/null) || return 1
	[ "${version%%.*}" -lt 1 ]
}

need=${1:-}
case $need in
demo | tests | soak) ;;
*)
	say "usage: sh tests/setup.sh demo | tests | soak"
	exit 2
	;;
esac

family=$(family)
packages=$(missing "$family")
if [ -n "$packages" ]; then
	if [ "$family" != debian ]; then
		say "This is neither Debian nor Ubuntu. Please install, and run this again:"
		say "  $packages"
		[ -n "$family" ] || say "(these are the names on Debian)"
		exit 2
	fi
	if [ "$(id -u)" -eq 0 ]; then
		root=
	elif command -v sudo >/dev/null 2>&1; then
		root=sudo
	else
		say "Packages are missing, and there is neither root nor sudo. As root:"
		say "  apt-get install $packages"
		exit 2
	fi
	say "installing: $packages"
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	# The tests start a server of their own: the package is not to make one for the system.
	case $packages in
	*postgresql*)
		[ -e /etc/postgresql-common/createcluster.conf ] ||
			$root sh -c 'mkdir -p /etc/postgresql-common &&
				echo "create_main_cluster = false" \
				>/etc/postgresql-common/createcluster.conf'
		;;
	esac
	# shellcheck disable=SC2086
	if ! { $root apt-get -q update &&
		$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
			-o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \
			--no-install-recommends install $packages; } \
		>"$log" 2>&1; then
		tail -n 20 "$log" >&2
		say "The packages could not be installed: $packages"
		exit 1
	fi
	packages=$(missing "$family")
	if [ -n "$packages" ]; then
		say "Still missing after the installation: $packages"
		exit 1
	fi
fi
if old_meson; then
	say "Meson $(meson --version) is too old: 1.0 or later is needed (python3 -m pip install meson)"
	exit 2
fi

# Locales for the tests that must see that locales do not matter; where they
# cannot be made, those tests are skipped.
cd "$(dirname "$0")/.."
if [ "$need" != demo ] && command -v localedef >/dev/null 2>&1; then
	mkdir -p build/locale
	for name in de_DE zh_CN; do
		[ -d "build/locale/$name.UTF-8" ] ||
			localedef -i "$name" -f UTF-8 "build/locale/$name.UTF-8" >/dev/null 2>&1 ||
			rm -rf "build/locale/$name.UTF-8"
	done
fi

# pm4py, which counts an exported log in a test: pinned, and from wheels only, as nothing is to be
# compiled for it. Where the index cannot be reached, or has none for this Python, that test is
# skipped.
pm4py() {
	venv=build/pm4py
	pip_log=build/pm4py.log
	python=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
	! cmp -s tests/api/xes.txt $venv/installed || [ ! -d "$venv/lib/$python" ] || return 0
	rm -rf $venv
	mkdir -p build
	if python3 -m venv $venv >$pip_log 2>&1 &&
		$venv/bin/python -m pip -q --disable-pip-version-check install --retries 1 --timeout 15 \
			--no-deps --only-binary :all: -r tests/api/xes.txt >>$pip_log 2>&1 &&
		$venv/bin/python -c 'import pm4py' >>$pip_log 2>&1; then
		cp tests/api/xes.txt $venv/installed
	else
		rm -rf $venv
		say "no pm4py, so its test will be skipped: $(tail -n 1 $pip_log)"
	fi
}
[ "$need" = demo ] || pm4py
