#!/bin/sh
# Make .venv with the Python given; says in one sentence what is missing where it cannot.
set -eu
python=${1:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "需要 Python 3.11 或更新版本（$python 不是） · Python 3.11 or newer is needed ($python is not); run make PYTHON=/path/to/python3.11" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" >/dev/null
  else
    echo "Python 缺少 venv，请先安装 python$version-venv · this Python lacks venv: install the package python$version-venv" >&2
    exit 1
  fi
fi
rm -rf .venv
"$python" -m venv .venv
