#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what building and testing need with the system's package manager,
# after saying what it runs.
set -eu

sudo=
if [ "$(id -u)" -ne 0 ] && command -v sudo > /dev/null; then
	sudo=sudo
fi

say_and_run() {
	echo "+ $*"
	"$@"
}

if command -v apt-get > /dev/null; then
	export DEBIAN_FRONTEND=noninteractive
	say_and_run $sudo apt-get update -qq
	say_and_run $sudo apt-get install -y -qq --no-install-recommends \
		gcc libc6-dev make pkg-config libpcre2-dev libgumbo-dev libjsmn-dev \
		libcurl4-openssl-dev libsqlite3-dev check strace python3 openssl
elif command -v dnf > /dev/null; then
	say_and_run $sudo dnf install -y gcc make pkgconf-pkg-config \
		pcre2-devel gumbo-parser-devel libcurl-devel sqlite-devel \
		check-devel strace python3 openssl
elif command -v apk > /dev/null; then
	say_and_run $sudo apk add build-base pkgconf pcre2-dev gumbo-parser-dev \
		curl-dev sqlite-dev check-dev strace python3 openssl
elif command -v pacman > /dev/null; then
	say_and_run $sudo pacman -S --needed --noconfirm base-devel pkgconf \
		pcre2 gumbo-parser curl sqlite check strace python openssl
elif command -v brew > /dev/null; then
	say_and_run brew install pkg-config pcre2 gumbo-parser curl sqlite check
else
	echo "No known package manager.  Needed: a C11 compiler, make and" \
		"pkg-config; PCRE2 for --keep and --drop; gumbo for" \
		"HTML; libcurl for send; sqlite3 for --ledger; check," \
		"Python 3 and openssl for the tests." >&2
	exit 1
fi
