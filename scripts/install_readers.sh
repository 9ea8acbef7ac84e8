#!/usr/bin/env bash
# The calendar programs that our feeds are shown to, into .readers (not committed); each only if it can be had.
# Debian's own are installed where we may.
set -u
cd "$(dirname "$0")/.."
mkdir -p .readers && cd .readers
if command -v npm >/dev/null 2>&1; then
  npm install --silent --no-audit --no-fund --prefix . ical.js@2 node-ical ts-ics || echo "JavaScript's readers could not be installed."
fi
{ python3 -m venv py && py/bin/python -m pip --quiet --disable-pip-version-check install khal vdirsyncer vobject; } ||
  echo "khal, vdirsyncer and vobject could not be installed."

debian() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
    echo "Debian's $1 could not be installed."
}
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq >/dev/null 2>&1
  debian calcurse
  debian php-sabre-vobject php-cli
  debian php-horde-icalendar php-cli
  debian ruby-icalendar ruby
  debian gir1.2-ecal-2.0 python3-gi
  debian libkf5calendarcore-dev g++ pkg-config
fi
if pkg-config --exists KF5CalendarCore Qt5Core 2>/dev/null; then
  # shellcheck disable=SC2046 # several words are meant
  g++ -std=c++17 -fPIC -O1 -o kcalendarcore ../tests/conformance/kcalendarcore.cpp \
    $(pkg-config --cflags --libs KF5CalendarCore Qt5Core) || echo "KCalendarCore's reader could not be compiled."
fi
