"""One VEVENT while it is being read: its lines by name, the words each field came from, and what was wrong with it.

Knows which line counts when several say the same; refuses to know what any of them means.
"""

from __future__ import annotations

import re
from collections import defaultdict

from aggregator.extract.ical.lines import Component, Line
from aggregator.extract.ical.properties import read_values
from aggregator.extract.ical.values import unescape
from aggregator.model import Evidence

EVIDENCE_LENGTH = 300
"""Characters of a line that are kept as evidence."""
SEVERAL = frozenset({"RDATE", "EXDATE", "CATEGORIES", "CONFERENCE", "RRULE", "EXRULE"})
"""Properties that may stand on several lines (RFC 5545 §3.6.1); of all others the first counts."""

_TIMES = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})
_TIME = re.compile(r'\s*"?(?:\d{8}|\d{4}-)', re.A)


class Draft:
    """The lines of one VEVENT, and the sentences and evidence gathered while reading it.

    position: `VEVENT 12`, as RawEvent's.
    """

    def __init__(self, component: Component, position: str) -> None:
        self.position = position
        self.problems: list[str] = []
        self.evidence: list[Evidence] = []
        self._lines: defaultdict[str, list[Line]] = defaultdict(list)
        for line in read_values(map(_whole_value, component.lines)):
            self._lines[line.name].append(line)

    def line(self, name: str) -> Line | None:
        """The line of a property, None when absent or empty. Of different ones the first counts, and that is noted."""
        lines = self._lines.get(name)
        if not lines:
            return None
        if name not in SEVERAL and any(other.value != lines[0].value for other in lines[1:]):
            self.note(f"{name} stands on {len(lines)} lines; the first was read")
        return lines[0]

    def lines(self, name: str) -> list[Line]:
        """All lines of a property, in order."""
        return self._lines.get(name, [])

    def note(self, sentence: str) -> None:
        """Something is wrong with the event, though not enough to lose it."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def quote(self, field: str, line: Line, text: str | None = None) -> None:
        """Say which words a field was read from; `text` where the line itself may not be shown.

        Without the backslashes: `\\n555-0100` would hide a telephone number from those who take them out.
        """
        words = (unescape(line.text) if text is None else text)[:EVIDENCE_LENGTH]
        self.evidence.append(Evidence(field, words, f"{self.position}, line {line.number}", f"ical:{line.name}"))


def _whole_value(line: Line) -> Line:
    """Give back to the parameters what an unquoted colon took from them: `TZID=(GMT +01:00):20240501T…`."""
    head, colon, tail = line.value.rpartition(":")
    if line.name not in _TIMES or not colon or _TIME.match(line.value) or not _TIME.match(tail):
        return line
    return Line(line.number, line.name, f"{line.parameters}:{head}", tail)
