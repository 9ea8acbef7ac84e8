"""Whether a reader shows exactly what the database holds: every occurrence once, at its time, under its title."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from aggregator.model import PublishedOccurrence
from aggregator.publish.ics import render
from tests.conformance.fixtures import to_be_shown
from tests.conformance.quirks import QUIRKS, Due
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
    "libecal": "all",
    "KCalendarCore": "all",
    "sabre/vobject": "all but the title",
    "Horde_Icalendar": "all",
    "icalendar (Ruby)": "all",
    "calcurse": "start and title of what has a time",
}
"""What each reader can be asked for, of UID, start, end, status and title."""


class Comparison(NamedTuple):
    """differing: what a reader shows otherwise than is due. unexplained: what is not explained by its quirks either."""

    differing: list[str]
    unexplained: list[str]


def compared(reader: Reader, occurrences: Sequence[PublishedOccurrence]) -> Comparison:
    """What the reader shows otherwise, as sentences. Compared is what it can be asked for.

    Raises what the reader raises of events that none of its quirks calls unfit.
    """
    quirks = QUIRKS.get(reader.name, ())
    fit = [one for one in occurrences if not any(quirk.unfit(one) for quirk in quirks)]
    try:
        shown = _read(reader, occurrences)
        differing = _differences(shown, [row for _, row in _due(reader, occurrences)])
    except (KeyError, ValueError) as error:
        if len(fit) == len(occurrences):
            raise
        differing = [f"the whole cannot be read: {error}"]
    if len(fit) < len(occurrences):
        shown = _read(reader, fit)
    due: Sequence[Due] = _due(reader, fit)
    for quirk in quirks:
        due = quirk.twist(due)
    return Comparison(differing, _differences(shown, [row for _, row in due]))


def _due(reader: Reader, occurrences: Sequence[PublishedOccurrence]) -> list[Due]:
    """Each occurrence that the reader can be asked for, and what it has to show of it."""
    due = list(zip(occurrences, to_be_shown(occurrences), strict=True))
    if reader.name == "calcurse":
        return [(one, row) for one, row in due if "T" in str(row["start"])]
    if reader.name == "KCalendarCore":
        return [(one, {**row, "end": row["end"] or _end_unsaid(str(row["start"]))}) for one, row in due]
    return due


def _end_unsaid(start: str) -> str:
    """The end of what has none (RFC 5545 §3.6.1): of a time that time, of a day the day after."""
    return start if "T" in start else (date.fromisoformat(start) + timedelta(days=1)).isoformat()


def _read(reader: Reader, occurrences: Sequence[PublishedOccurrence]) -> list[Shown]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed.ics"
        file.write_bytes(render(CALENDAR, occurrences))
        (Path(folder) / "own").mkdir()
        return reader.read(file, Path(folder) / "own")


def _differences(shown: Sequence[Shown], wanted: Sequence[Shown]) -> list[str]:
    keys = tuple(shown[0]) if shown else ("uid",)
    there, due = Counter(_row(one, keys) for one in shown), Counter(_row(one, keys) for one in wanted)
    lost = [f"not shown: {row}" for row in (due - there).elements()]
    return lost + [f"shown, but not there: {row}" for row in (there - due).elements()]


def _row(one: Shown, keys: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(one[key] for key in keys)
