#!/usr/bin/env bash
# The calendar programs that our feeds are shown to, into .readers (not committed); each only if it can be had.
# Debian's own (calcurse, php-cli php-sabre-vobject) are installed where we may.
set -u
cd "$(dirname "$0")/.."
mkdir -p .readers && cd .readers
if command -v npm >/dev/null 2>&1; then
  npm install --silent --no-audit --no-fund --prefix . ical.js@2 node-ical ts-ics || echo "JavaScript's readers could not be installed."
fi
{ python3 -m venv py && py/bin/python -m pip --quiet --disable-pip-version-check install khal vdirsyncer vobject; } ||
  echo "khal, vdirsyncer and vobject could not be installed."
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    calcurse php-cli php-sabre-vobject; } >/dev/null 2>&1 || echo "Debian's readers could not be installed."
fi
