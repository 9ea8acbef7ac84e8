"""The lines of one VEVENT → the same lines, with what icalendar reads in their values.

Gives icalendar one event at a time, framed anew, as bytes: text that is a path would be opened, and one fault can lose
a whole calendar. Refuses to hand over parameters (`zones` and `lines.parameters_of` read them): icalendar opens a file
by a TZID's name, and `US` is a folder; it makes the times of a zone it does not know floating, an instant beside a TZID
local, and a date beside one a midnight; and it loses a line for one bad quote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import icalendar

from aggregator.extract.ical.lines import Line

READ_NAMES = frozenset(
    {
        *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "STATUS", "CLASS", "URL", "CONFERENCE"),
        *("GEO", "SEQUENCE", "LAST-MODIFIED", "DTSTART", "DTEND", "RECURRENCE-ID"),
    }
)
"""Properties whose values icalendar reads whole. Of RDATE, EXDATE and RRULE it refuses all for one bad part: those
are given to it part by part (`values`). A DURATION it makes a length that has forgotten whether it was days or hours.
"""


def read_values(lines: Iterable[Line]) -> list[Line]:
    """The lines that say anything, in order, with `read` set; what icalendar refuses is a vBroken.

    An Event of icalendar's holds a property for each line, those of one name in their order, so that each finds the
    line it stood on again.
    """
    lines = [line for line in lines if line.value.strip()]
    content = "".join(f"{line.name}:{line.value}\r\n" for line in lines if line.name in READ_NAMES)
    component = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{content}END:VEVENT\r\n".encode())
    found = {name: iter(value if isinstance(value, list) else [value]) for name, value in component.items()}
    return [replace(line, read=next(found[line.name])) if line.name in READ_NAMES else line for line in lines]
