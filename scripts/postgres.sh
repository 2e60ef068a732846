#!/bin/sh
# Make sure that PostgreSQL's programs are there for the tests of the store; as root on Debian they are installed.
set -eu
found() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
  found && exit 0
fi
echo "数据库测试需要 PostgreSQL，请先安装（Debian 软件包 postgresql） · the tests of the store need PostgreSQL: install it (Debian's package postgresql)" >&2
exit 1
