"""What readers are known to show otherwise than is due, as rules. The same octets are right in the other readers.

A quirk is a rule, not a list of what was seen, so that whatever a reader shows beside it is still found, and so that a
quirk that is gone is found too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.model import PublishedOccurrence
from aggregator.publish import ics
from tests.conformance.readers import FOLDER, Shown, moment
from tests.publish.occurrences import CALENDAR

Due = tuple[PublishedOccurrence, Shown]
"""An occurrence, and what has to be shown of it."""


def nothing(_: PublishedOccurrence) -> bool:
    """No occurrence is unfit."""
    return False


class Quirk(NamedTuple):
    """why: a sentence for the page. seen_in: a fixture in which it shows, None where it may not: its data may be new.

    twist: what the reader makes of what is due. unfit: what it shows wrong in no way worth a rule, or fails on; the
    rest is compared without it.
    """

    why: str
    seen_in: str | None
    twist: Callable[[Sequence[Due]], Sequence[Due]] = lambda due: due
    unfit: Callable[[PublishedOccurrence], bool] = nothing


def titles(change: Callable[[str], str]) -> Callable[[Sequence[Due]], Sequence[Due]]:
    """A twist of each title."""
    return lambda due: [(one, {**shown, "title": change(str(shown["title"]))}) for one, shown in due]


def fold_lost(due: Sequence[Due]) -> Sequence[Due]:
    """A time in UTC is turned into the calendar's zone (X-WR-TIMEZONE), where two of autumn's hours are equal."""
    return [(one, {**shown, "start": _first_hour(one, shown["start"])}) for one, shown in due]


def _first_hour(one: PublishedOccurrence, due: str | None) -> str | None:
    if not isinstance(one.start, datetime) or in_zone(one):
        return due
    again = one.start.astimezone(ZoneInfo(CALENDAR.timezone)).fold
    return moment(one.start.astimezone(UTC) - timedelta(hours=1)) if again else due


def fold_prolonged(due: Sequence[Due]) -> Sequence[Due]:
    """The moment at which autumn's repeated hour is over still counts as in it."""
    return [(one, {**shown, **{key: _still_summer(one, shown[key]) for key in ("start", "end")}}) for one, shown in due]


def _still_summer(one: PublishedOccurrence, due: str | None) -> str | None:
    if due is None or "T" not in due or not in_zone(one):
        return due
    zone, told = ZoneInfo(one.timezone), datetime.fromisoformat(due)
    here, before = told.astimezone(zone), (told - timedelta(seconds=1)).astimezone(zone)
    back = (before.replace(fold=0).utcoffset() or timedelta()) - (here.utcoffset() or timedelta())
    return moment(told - back) if before.fold else due


def near_a_change(one: PublishedOccurrence) -> bool:
    """Whether it is told in a zone whose clocks change within a day of its start or end."""
    zone, day = ZoneInfo(one.timezone), timedelta(days=1)
    times = [told.astimezone(UTC) for told in (one.start, one.end) if isinstance(told, datetime)]
    offsets = ({(told + n * day).astimezone(zone).utcoffset() for n in (-1, 0, 1)} for told in times)
    return in_zone(one) and any(len(found) > 1 for found in offsets)


def borders_in_text(one: PublishedOccurrence) -> bool:
    """Whether its words are those by which a component begins or ends."""
    return re.search(r"(BEGIN|END):V(EVENT|CALENDAR)", str(one)) is not None


def other_zone_data(due: Sequence[Due]) -> Sequence[Due]:
    """Wall times are turned into instants by pytz, the zone database in the reader's own environment."""
    asked = json.dumps([(one.timezone, _wall(one)) for one, _ in due])
    command = [str(FOLDER / "py/bin/python"), "-c", PYTZ]
    said = json.loads(subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout)
    return [(one, {**shown, "start": start or shown["start"]}) for (one, shown), start in zip(due, said, strict=True)]


def nodes_zone_data(due: Sequence[Due]) -> Sequence[Due]:
    """Wall times are turned into instants by the zone database that Node.js carries."""
    asked = json.dumps([(one.timezone, _wall(one)) for one, _ in due])
    said = json.loads(
        subprocess.run(["node", "-e", ICU], input=asked, capture_output=True, text=True, check=True).stdout
    )
    return [(one, {**shown, "start": start or shown["start"]}) for (one, shown), start in zip(due, said, strict=True)]


def systems_zone_data(due: Sequence[Due]) -> Sequence[Due]:
    """Wall times are turned into instants by the zone database of the system, the later of two."""
    return [(one, {**shown, **_moved(shown, start)}) for (one, shown), (start, _) in _by_the_system(due)]


def systems_gaps_lost(due: Sequence[Due]) -> Sequence[Due]:
    """The same, and a wall time that the system's zone database skips is not shown at all."""
    return [(one, {**shown, **_moved(shown, start)}) for (one, shown), (start, there) in _by_the_system(due) if there]


def _by_the_system(due: Sequence[Due]) -> Iterable[tuple[Due, tuple[str | None, bool]]]:
    """Each with its start by the system's zone database, and whether that hour exists there."""
    asked = json.dumps([(one.timezone, _wall(one)) for one, _ in due])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"}
    command = [sys.executable, "-c", SYSTEM]
    said = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, env=environment).stdout
    return zip(due, json.loads(said), strict=True)


def _moved(shown: Shown, start: str | None) -> Shown:
    """The start, and an end by as much, where the reader shows them otherwise."""
    if start is None or shown["start"] is None or start == shown["start"]:
        return {}
    end = shown.get("end")
    if end is None:
        return {"start": start}
    by = datetime.fromisoformat(start) - datetime.fromisoformat(shown["start"])
    return {"start": start, "end": (datetime.fromisoformat(end) + by).strftime("%Y-%m-%dT%H:%M:%SZ")}


SYSTEM = """
import datetime, json, sys, zoneinfo

def instant(zone, wall):
    naive = datetime.datetime.fromisoformat(wall)
    moment = naive.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    utc = max(moment.replace(fold=n).astimezone(datetime.timezone.utc) for n in (0, 1))
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ"), utc.astimezone(moment.tzinfo).replace(tzinfo=None, fold=0) == naive

print(json.dumps([instant(zone, wall) if wall else (None, True) for zone, wall in json.load(sys.stdin)]))
"""

ICU = """
const clocks = {};
const style = {dateStyle: "short", timeStyle: "medium"};
const clock = zone => clocks[zone] ??= new Intl.DateTimeFormat("sv", {timeZone: zone, ...style});
const offset = (zone, instant) => Date.parse(clock(zone).format(instant).replace(" ", "T") + "Z") - instant;
const instant = (zone, wall) => {
  const utc = Date.parse(wall + "Z");
  return utc - offset(zone, utc - offset(zone, utc));
};
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([zone, wall]) =>
  wall && new Date(instant(zone, wall)).toISOString().replace(".000Z", "Z"))));
"""

PYTZ = """
import datetime, json, pytz, sys

def instant(zone, wall):
    return pytz.timezone(zone).localize(datetime.datetime.fromisoformat(wall)).astimezone(pytz.UTC)

print(json.dumps([
    wall and instant(zone, wall).strftime("%Y-%m-%dT%H:%M:%SZ") for zone, wall in json.load(sys.stdin)
]))
"""


def _wall(one: PublishedOccurrence) -> str | None:
    """The wall time of the start where the feed tells it, None for a day and for what is told in UTC."""
    if not isinstance(one.start, datetime) or not in_zone(one):
        return None
    return one.start.astimezone(ZoneInfo(one.timezone)).replace(tzinfo=None, microsecond=0).isoformat()


def in_zone(one: PublishedOccurrence) -> bool:
    """Whether the feed tells its times with a TZID."""
    return bool(ics.blocks(CALENDAR, [one])[0].zones)


def each_once(due: Sequence[Due]) -> Sequence[Due]:
    """Of events that are equal but for UID and the dates of their making, one."""
    names = rb"^(UID|DTSTAMP|LAST-MODIFIED|CREATED):.*?\r\n(?! )"
    bodies = (re.sub(names, b"", ics.blocks(CALENDAR, [one])[0].octets, flags=re.M | re.S) for one, _ in due)
    return list(dict(zip(bodies, due, strict=True)).values())


def whole_minutes(due: Sequence[Due]) -> Sequence[Due]:
    """Seconds are lost."""
    return [(one, {**shown, "start": re.sub(r"\d\dZ$", "00Z", str(shown["start"]))}) for one, shown in due]


QUIRKS: Mapping[str, Sequence[Quirk]] = {
    "recurring-ical-events": (
        Quirk(
            "shows times told in UTC in the calendar's zone, where it takes the second of autumn's hours for the first",
            "kinds",
            fold_lost,
        ),
    ),
    "node-ical": (
        Quirk("goes by the zone database of Node.js, not by the file's VTIMEZONE", None, nodes_zone_data),
        Quirk(
            "takes a backslash before an n in a title, escaped as RFC 5545 wants, for a line end",
            "kinds",
            titles(lambda title: re.sub(r"\\[nN]", "\\\\\n", title)),
        ),
    ),
    "ts-ics": (
        Quirk(
            "is an hour off in some hours of the days around a change of clocks; which, depends on the machine's zone",
            "32 zones",
            unfit=near_a_change,
        ),
        Quirk(
            "takes BEGIN:VEVENT and its like within a text for the border of a component",
            "hostile text",
            unfit=borders_in_text,
        ),
    ),
    "khal": (
        Quirk("goes by a zone database of its own (pytz), not by the file's VTIMEZONE", None, other_zone_data),
        Quirk(
            "takes a backslash before an N in a title, escaped as RFC 5545 wants, for a line end",
            "kinds",
            titles(lambda title: title.replace("\\N", "\n")),
        ),
    ),
    "vdirsyncer": (Quirk("takes events that are equal but for their UID for one", "kinds", each_once),),
    "KCalendarCore": (
        Quirk(
            "goes by the system's zone database, not by the file's VTIMEZONE, and nothing in an hour skipped there",
            None,
            systems_gaps_lost,
        ),
    ),
    "sabre/vobject": (
        Quirk("goes by the system's zone database, not by the file's VTIMEZONE", None, systems_zone_data),
    ),
    "Horde_Icalendar": (
        Quirk(
            "takes a backslash before an n in a title, escaped as RFC 5545 wants, for a line end",
            "kinds",
            titles(lambda title: re.sub(r"\\[nN]", "\\\\\r\n", title)),
        ),
    ),
    "icalendar (Ruby)": (
        Quirk(
            "takes a backslash before an n in a title, escaped as RFC 5545 wants, for a line end",
            "kinds",
            titles(lambda title: title.replace("\\n", "\\\n")),
        ),
        Quirk("is an hour off at the very moment when autumn's repeated hour is over", "32 zones", fold_prolonged),
    ),
    "calcurse": (
        Quirk("goes by the system's zone database, not by the file's VTIMEZONE", None, systems_zone_data),
        Quirk("keeps no seconds", "kinds", whole_minutes),
    ),
}
"""By reader."""
