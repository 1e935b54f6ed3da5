#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tries the two commands as a new user would: in a bare system made for the
# occasion, with nothing but its package manager.
#
#	sh tests/chroot.sh [OPTION]... [COMMAND]...
#
# --worktree    take the files as they are, not the last commit
# --sudo        work as a plain user who has sudo, not as root
# --keep        leave the system where it is, and say where
# --noble       Ubuntu 24.04 instead of Debian 12
# --unverified  go on where the host has no keyring for that system
# --mirror      where its packages come from; else the host's own mirror
#
# Without COMMAND: "sh examples/demo.sh" and "sh tests/run.sh". Needs root and
# debootstrap. The host's mirror and the settings of apt and pip for fetching are used again.
set -eu
cd "$(dirname "$0")/.."

worktree=no user=root keep=no suite=bookworm distribution=debian components=main mirror=
check=
while [ $# -gt 0 ]; do
	case $1 in
	--worktree) worktree=yes ;;
	--sudo) user=guest ;;
	--keep) keep=yes ;;
	--noble) suite=noble distribution=ubuntu components=main,universe ;;
	--unverified) check=--no-check-gpg ;;
	--mirror)
		mirror=${2:?}
		shift
		;;
	--*)
		sed -n '/^#$/,/^set/s/^#//p' "$0" >&2
		exit 2
		;;
	*) break ;;
	esac
	shift
done
[ $# -gt 0 ] || set -- "sh examples/demo.sh" "sh tests/run.sh"

say() { printf '## %s\n' "$*"; }
stop() {
	printf '%s\n' "$*" >&2
	exit 2
}
[ "$(id -u)" -eq 0 ] || stop "a system can only be made by root"
git rev-parse -q --verify HEAD >/dev/null || [ "$worktree" = yes ] ||
	stop "no commit to take: try --worktree"
command -v debootstrap >/dev/null || stop "debootstrap is missing: apt-get install debootstrap"

# The first archive that apt of the host knows, in either of its formats.
host_mirror() {
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
		/etc/apt/sources.list.d/*.sources 2>/dev/null |
		sed -n -e 's/^deb  *\(\[[^]]*\]  *\)\{0,1\}\([a-z]*:[^ ]*\).*/\2/p' \
			-e 's/^URIs:  *\([^ ]*\).*/\1/p' | grep -v security | head -n 1
}
if [ -z "$mirror" ]; then
	mirror=$(host_mirror)
	[ -n "$mirror" ] || stop "apt of this host names no archive: give --mirror URL"
	# A mirror of one often carries the other beside it.
	mirror=$(printf '%s\n' "$mirror" | sed "s#/\(debian\|ubuntu\)/*\$#/$distribution#")
fi
if command -v apt-config >/dev/null && [ -z "${http_proxy:-}" ]; then
	eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
	[ -z "${http_proxy:-}" ] || export http_proxy
fi

place=$(mktemp -d)
target=$place/system
cleanup() {
	if [ "$keep" = yes ]; then
		say "kept in $target"
	else
		# Mounts are made in a name space of their own; this is the second lock.
		rm -rf --one-file-system "$place"
	fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

say "making $suite from its archive"
script=
[ -e "/usr/share/debootstrap/scripts/$suite" ] || script=gutsy
keyring=/usr/share/keyrings/$distribution-archive-keyring.gpg
if [ -e "$keyring" ]; then
	check=--keyring=$keyring
elif [ -z "$check" ]; then
	stop "$keyring is missing, so the archive cannot be verified: try --unverified"
fi
# shellcheck disable=SC2086
debootstrap --variant=minbase --components="$components" "$check" \
	"$suite" "$target" "$mirror" $script >"$place/log" 2>&1 || {
	tail -n 20 "$place/log" >&2
	stop "debootstrap could not make $suite"
}
{
	apt-config dump | grep '^Acquire::' || true
	[ -z "${http_proxy:-}" ] || printf 'Acquire::http::Proxy "%s";\n' "$http_proxy"
} >"$target/etc/apt/apt.conf.d/99host"
cp /etc/hosts /etc/resolv.conf "$target/etc/"
{
	echo "[global]"
	[ -z "${PIP_INDEX_URL:-}" ] || echo "index-url = $PIP_INDEX_URL"
	[ -z "${PIP_CERT:-}" ] || echo "cert = /etc/pip-cert.pem"
} >"$target/etc/pip.conf"
[ -z "${PIP_CERT:-}" ] || cp "$PIP_CERT" "$target/etc/pip-cert.pem"

home=$target/home/guest
mkdir -p "$home/guanjia"
if [ "$worktree" = yes ]; then
	git ls-files -z --cached --others --exclude-standard |
		xargs -0 sh -c 'for f; do [ ! -e "$f" ] || printf "%s\0" "$f"; done' sh |
		tar --null -T - -cf - | tar -xf - -C "$home/guanjia"
else
	git archive HEAD | tar -xf - -C "$home/guanjia"
fi

# Mounts vanish with the process that made them.
cat >"$place/enter" <<'ENTER'
set -eu
target=$1 user=$2 command=$3
mount --make-rprivate / 2>/dev/null || true
mount -t proc proc "$target/proc" 2>/dev/null || mount --rbind /proc "$target/proc" || true
mount --rbind /dev "$target/dev" || true
exec chroot "$target" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/guest \
	TERM=dumb su "$user" -s /bin/sh -c "cd /home/guest/guanjia && $command"
ENTER
enter() { unshare --mount sh "$place/enter" "$target" "$1" "$2"; }

if [ "$user" != root ]; then
	enter root "apt-get -qq update && apt-get -qq -y --no-install-recommends install sudo &&
		useradd -s /bin/sh -d /home/guest guest && chown -R guest: /home/guest &&
		echo 'guest ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/guest" >"$place/log" 2>&1 || {
		tail -n 20 "$place/log" >&2
		stop "sudo could not be installed"
	}
fi

status=0
for command; do
	say "$command"
	began=$(date +%s)
	result=0
	enter "$user" "$command" || result=$?
	say "status $result after $(($(date +%s) - began)) seconds"
	[ "$result" -eq 0 ] || status=1
done
exit $status
