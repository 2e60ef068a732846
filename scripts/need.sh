#!/bin/sh
# need.sh PACKAGES PROGRAM…: make sure that one of the programs is there (names or paths); as root on Debian the packages are installed.
set -eu
packages=$1
shift
found() {
  for name in "$@"; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

found "$@" && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >&2
  # shellcheck disable=SC2086 # several packages are several words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
  found "$@" && exit 0
fi
echo "测试需要 $1，请先安装（Debian 软件包 $packages） · the tests need $1: install it (Debian's packages $packages)" >&2
exit 1
