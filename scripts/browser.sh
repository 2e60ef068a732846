#!/bin/sh
# Print the path of an installed Chromium, Chrome or Edge for the browser tests; as root on Debian install one with a Chinese font.
set -eu
find_browser() {
  for name in ${BROWSER_PATH:-} chromium chromium-browser google-chrome google-chrome-stable microsoft-edge msedge \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"; do
    command -v "$name" 2>/dev/null && return 0
  done
  return 1
}
has_chinese_font() { ! command -v fc-list >/dev/null || fc-list :lang=zh | grep -q .; }

if find_browser >/dev/null && has_chinese_font; then find_browser; exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
  find_browser && exit 0
fi
if find_browser; then exit 0; fi
echo "浏览器测试需要 Chromium、Chrome 或 Edge，请先安装其一 · the browser tests need Chromium, Chrome or Edge: install one of them" >&2
exit 1
