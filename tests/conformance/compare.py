"""Whether a reader shows exactly what the database holds: every occurrence once, at its time, under its title."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from aggregator.model import PublishedOccurrence
from aggregator.publish.ics import render
from tests.conformance.fixtures import to_be_shown
from tests.conformance.readers import Reader, Shown
from tests.publish.occurrences import CALENDAR

COMPARED = {
    "icalendar": "all",
    "recurring-ical-events": "all but the end",
    "ical (strict)": "all",
    "ical.js": "all",
    "node-ical": "all but the end",
    "ts-ics": "all",
    "vobject": "all",
    "khal": "UID, start, title",
    "vdirsyncer": "all but the UID, which it replaces",
    "sabre/vobject": "all but the title",
    "calcurse": "start and title of what has a time",
}
"""What each reader can be asked for, of UID, start, end, status and title."""

_FOLD = "shows the second of autumn's two equal hours as the first, though it is told in UTC"
_SLASH = "takes a backslash before an n in a title, escaped as RFC 5545 wants, for a line end"
_ZONE = "is an hour off in some hours of the days on which the clocks change"

KNOWN = {
    ("recurring-ical-events", "kinds"): _FOLD,
    ("recurring-ical-events", "32 zones"): _FOLD,
    ("recurring-ical-events", "random"): _FOLD,
    ("node-ical", "hostile text"): _SLASH,
    ("node-ical", "random"): _SLASH,
    ("ts-ics", "32 zones"): _ZONE,
    ("ts-ics", "hostile text"): "loses titles of such text",
    ("ts-ics", "random"): "fails on such text",
    ("khal", "32 zones"): "goes by its own zone database, in which Havana has another law than in ours",
    ("khal", "random"): "takes a backslash before an N in a title, escaped as RFC 5545 wants, for a line end",
    ("vdirsyncer", "random"): "takes events that are equal but for their UID for one",
    ("calcurse", "random"): "keeps no seconds",
}
"""What readers are known for; the same octets are right in the others."""


def differences(reader: Reader, occurrences: Sequence[PublishedOccurrence]) -> list[str]:
    """What the reader shows otherwise, as sentences; empty when it shows exactly these occurrences.

    Compared is what the reader can be asked for. Raises what the reader raises.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed.ics"
        file.write_bytes(render(CALENDAR, occurrences))
        (Path(folder) / "own").mkdir()
        shown = reader.read(file, Path(folder) / "own")
    wanted = to_be_shown(occurrences)
    if reader.name == "calcurse":
        wanted = [one for one in wanted if "T" in str(one["start"])]
    keys = tuple(shown[0]) if shown else ("uid",)
    there, due = Counter(_row(one, keys) for one in shown), Counter(_row(one, keys) for one in wanted)
    lost = [f"not shown: {row}" for row in (due - there).elements()]
    return lost + [f"shown, but not there: {row}" for row in (there - due).elements()]


def _row(one: Shown, keys: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(one[key] for key in keys)
