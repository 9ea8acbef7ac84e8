"""Programs and libraries that read calendars, each made to tell what it shows of a feed. Judges nothing.

Each reader is a function from a feed's file and a folder of its own to a list of dictionaries with some of the keys
uid, start, end, status and title: what that reader can be asked for. Times are `2026-11-25T00:00:00Z`, days
`2026-12-01`, and an end that is a day is the day after the last, as in the file. Those outside Python's own environment
are looked for in `.readers` (scripts/install_readers.sh) and among the system's commands.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("READERS", HERE.parent.parent / ".readers"))
SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")
HORDE = Path("/usr/share/php/Horde/Icalendar.php")
RUBY = Path("/usr/share/rubygems-integration/*/gems/icalendar-*")
SYSTEMS_PYTHON = Path("/usr/bin/python3")
EVOLUTION = (
    SYSTEMS_PYTHON,
    Path("/usr/lib/python3/dist-packages/gi"),
    Path("/usr/lib/*/girepository-1.0/ECal-2.0.typelib"),
)

Shown = dict[str, str | None]
FIRST, LAST = date(2024, 1, 1), date(2029, 1, 1)
"""Readers that show a span of days are asked for this one; every fixture lies within."""


class Reader(NamedTuple):
    """who: whose calendars are read with it. missing: why it cannot be asked here, None where it can."""

    name: str
    who: str
    read: Callable[[Path, Path], list[Shown]]
    missing: str | None


def moment(value: Any) -> str | None:
    """A Python date or datetime as all readers' answers are compared; a floating time stays without Z."""
    if value is None or not isinstance(value, datetime):
        return None if value is None else value.isoformat()
    whole = value.replace(microsecond=0)
    return whole.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if whole.tzinfo else whole.isoformat()


def with_icalendar(file: Path, _: Path) -> list[Shown]:
    """The library that reads our feeds back before they are published."""
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    return [_component(event) for event in calendar.walk("VEVENT")]


def with_recurring_ical_events(file: Path, _: Path) -> list[Shown]:
    """As Open Web Calendar asks: the occurrences of a span of days."""
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    found = recurring_ical_events.of(calendar).between(FIRST, LAST)
    shown = [_component(event) for event in found]
    return [{key: one[key] for key in ("uid", "start", "status", "title")} for one in shown]


def with_ical(file: Path, _: Path) -> list[Shown]:
    """The strict one inside Home Assistant, with its timeline."""
    calendar = IcsCalendarStream.calendar_from_ics(file.read_text(encoding="utf-8"))
    return [
        {
            "uid": event.uid,
            "start": moment(event.dtstart),
            "end": moment(event.dtend),
            "status": event.status.value if event.status else None,
            "title": event.summary,
        }
        for event in calendar.timeline
    ]


def with_javascript(library: str, file: Path, _: Path) -> list[Shown]:
    """One of the libraries in javascript.mjs."""
    environment = {**os.environ, "READERS": str(FOLDER), "TZ": "America/Phoenix"}
    return _json(["node", HERE / "javascript.mjs", library, file], environment)


def with_vobject(file: Path, _: Path) -> list[Shown]:
    """In its own environment."""
    return _json([FOLDER / "py/bin/python", "-c", VOBJECT, file])


VOBJECT = """
import datetime, json, sys, vobject

def shown(moment):
    if not isinstance(moment, datetime.datetime) or not moment.tzinfo:
        return moment.isoformat()
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

calendar = vobject.readOne(open(sys.argv[1], encoding="utf-8", newline="").read())
print(json.dumps([
    {
        "uid": event.uid.value,
        "start": shown(event.dtstart.value),
        "end": shown(event.dtend.value) if "dtend" in event.contents else None,
        "status": event.status.value,
        "title": event.summary.value,
    }
    for event in calendar.contents.get("vevent", [])
]))
"""


def with_sabre(file: Path, _: Path) -> list[Shown]:
    """Debian's php-sabre-vobject."""
    return _json(["php", HERE / "sabre.php", file])


def with_horde(file: Path, _: Path) -> list[Shown]:
    """Debian's php-horde-icalendar."""
    return _json(["php", HERE / "horde.php", file])


def with_ruby(file: Path, _: Path) -> list[Shown]:
    """Debian's ruby-icalendar."""
    return _json(["ruby", HERE / "icalendar.rb", file], {**os.environ, "TZ": "America/Phoenix"})


def with_evolution(file: Path, _: Path) -> list[Shown]:
    """Debian's gir1.2-ecal-2.0, asked by the system's Python for a span of days."""
    return _json([SYSTEMS_PYTHON, HERE / "evolution.py", file, FIRST, LAST], {"TZ": "America/Phoenix"})


def with_kcalendarcore(file: Path, _: Path) -> list[Shown]:
    """A program of ours around KDE's library, compiled by scripts/install_readers.sh."""
    return _json([FOLDER / "kcalendarcore", file, FIRST, LAST], {**os.environ, "TZ": "America/Phoenix"})


def with_khal(file: Path, folder: Path) -> list[Shown]:
    """Imported into a vdir, then listed."""
    configuration = folder / "khal.conf"
    configuration.write_text(
        f"[calendars]\n[[feed]]\npath = {folder / 'vdir'}\n[sqlite]\npath = {folder / 'khal.db'}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\nlongdateformat = %Y-%m-%d\ndateformat = %Y-%m-%d\n"
        "timeformat = %H:%M:%S\ndatetimeformat = %Y-%m-%dT%H:%M:%SZ\nlongdatetimeformat = %Y-%m-%dT%H:%M:%SZ\n"
    )
    (folder / "vdir").mkdir()
    command = [FOLDER / "py/bin/khal", "-c", configuration]
    _run([*command, "import", "--batch", "-a", "feed", file])
    line = "{uid}\x1f{start-long-full}\x1f{all-day}\x1f{title}\x1e"
    said = _run([*command, "list", "--once", "--day-format", "", "--format", line, str(FIRST), str(LAST)])
    rows = [row.strip("\r\n ").split("\x1f") for row in said.split("\x1e") if "\x1f" in row]
    return [
        {"uid": uid, "start": start[:10] if day == "True" else start, "title": title} for uid, start, day, title in rows
    ]


def with_vdirsyncer(file: Path, folder: Path) -> list[Shown]:
    """Synchronized over HTTP from loopback into a folder of single events, which are then read one by one."""
    (folder / "web").mkdir()
    shutil.copy(file, folder / "web/feed.ics")
    serve = partial(_Quiet, directory=str(folder / "web"))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        configuration = folder / "vdirsyncer.conf"
        configuration.write_text(
            f'[general]\nstatus_path = "{folder}/status"\n[pair p]\na = "web"\nb = "here"\ncollections = null\n'
            f'[storage web]\ntype = "http"\nurl = "http://127.0.0.1:{server.server_port}/feed.ics"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{folder}/items"\nfileext = ".ics"\n'
        )
        (folder / "items").mkdir()
        for verb in ("discover", "sync"):
            _run([FOLDER / "py/bin/vdirsyncer", "-c", configuration, verb])
        server.shutdown()
    items = (with_icalendar(path, folder) for path in (folder / "items").glob("*.ics"))
    return [{key: shown[key] for key in shown if key != "uid"} for item in items for shown in item]


def with_calcurse(file: Path, folder: Path) -> list[Shown]:
    """Imported, and the appointments listed; a whole day has no time and stands apart."""
    command = ["calcurse", "-q", "-D", folder, "-C", folder]
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    said = _run([*command[:1], *command[2:], "-i", file], environment)
    if "0 skipped" not in said:
        raise ValueError(f"calcurse skipped something: {said}")
    days = str((LAST - FIRST).days)
    query = [
        "-Q",
        "--from",
        f"{FIRST:%m/%d/%Y}",
        "--days",
        days,
        "--format-apt",
        "%(start:%Y-%m-%dT%H:%M:%SZ)\x1f%m\x1e",
    ]
    listed = _run([*command, *query, "--filter-type", "apt"], environment)
    shown: list[Shown] = []
    heading = ""
    for row in listed.split("\x1e"):
        *headings, last = row.strip("\n").split("\n")
        heading = headings[-1] if headings else heading
        start, _, title = last.strip().partition("\x1f")
        if title and f"{start[5:7]}/{start[8:10]}/{start[2:4]}:" == heading:  # again on each day it lasts
            shown.append({"start": start, "title": title})
    return shown


def readers() -> Sequence[Reader]:
    """All of them, and which of them can be asked here."""
    return (
        Reader("icalendar", "Python programs", with_icalendar, None),
        Reader("recurring-ical-events", "Open Web Calendar", with_recurring_ical_events, None),
        Reader("ical (strict)", "Home Assistant", with_ical, None),
        Reader("ical.js", "Nextcloud, FullCalendar", partial(with_javascript, "ical.js"), _of_node("ical.js")),
        Reader("node-ical", "dashboards", partial(with_javascript, "node-ical"), _of_node("node-ical")),
        Reader("ts-ics", "web programs", partial(with_javascript, "ts-ics"), _of_node("ts-ics")),
        Reader("vobject", "Radicale, gcalcli", with_vobject, _of_python("vobject")),
        Reader("khal", "terminal calendar", with_khal, _of_python("khal")),
        Reader("vdirsyncer", "synchronizing to phones", with_vdirsyncer, _of_python("vdirsyncer")),
        Reader("libecal", "Evolution, GNOME Calendar", with_evolution, _missing("gir1.2-ecal-2.0", *EVOLUTION)),
        Reader(
            "KCalendarCore", "KOrganizer, Plasma", with_kcalendarcore, _missing(".readers", FOLDER / "kcalendarcore")
        ),
        Reader(
            "sabre/vobject", "Nextcloud's and other servers", with_sabre, _missing("php-sabre-vobject", "php", SABRE)
        ),
        Reader("Horde_Icalendar", "Horde", with_horde, _missing("php-horde-icalendar", "php", HORDE)),
        Reader("icalendar (Ruby)", "web programs", with_ruby, _missing("ruby-icalendar", "ruby", RUBY)),
        Reader("calcurse", "terminal calendar", with_calcurse, _missing("calcurse", "calcurse")),
    )


def _missing(what: str, *needed: str | Path) -> str | None:
    """That something is not here, unless all it needs is: commands, and paths in which a star fits anything."""
    here = (shutil.which(one) if isinstance(one, str) else any(Path("/").glob(str(one).lstrip("/"))) for one in needed)
    return None if all(here) else f"{what}: not here (scripts/install_readers.sh)"


def _of_node(package: str) -> str | None:
    return _missing(f"{package} in .readers", "node", FOLDER / "node_modules" / package)


def _of_python(package: str) -> str | None:
    return _missing(f"{package} in .readers/py", FOLDER / "py/lib/python3*/site-packages" / package)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _component(event: Any) -> Shown:
    end = event.get("DTEND")
    return {
        "uid": str(event["UID"]),
        "start": moment(event["DTSTART"].dt),
        "end": moment(end.dt) if end is not None else None,
        "status": str(event["STATUS"]),
        "title": str(event["SUMMARY"]),
    }


def _json(command: Sequence[object], environment: dict[str, str] | None = None) -> list[Shown]:
    found: list[Shown] = json.loads(_run(command, environment))
    return found


def _run(command: Sequence[object], environment: dict[str, str] | None = None) -> str:
    """What a command prints. Raises ValueError with its last words where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, timeout=600, check=False, env=environment or dict(os.environ))
    if done.returncode:
        raise ValueError(f"{Path(words[0]).name} failed: {done.stderr.decode(errors='replace')[-400:]}")
    return done.stdout.decode() + (done.stderr.decode() if words[0] == "calcurse" else "")
