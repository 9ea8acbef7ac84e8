"""The time of an event told in the words of a post: its title, a labelled line, a line of its own.

Refuses what is not plainly the time of what the post announces: a time before the post was written, a deadline, one of
several times in running text. How plain the words are is said by a named rule and its confidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aggregator import when, where
from aggregator.model import Precision, When, day_of

CONFIDENCE = {
    "time-in-title": 0.75,
    "day-in-title-hour-in-text": 0.75,
    "labelled-time": 0.75,
    "line-of-its-own": 0.7,
    "day-in-title": 0.65,
    "labelled-day": 0.65,
    "only-time-in-text": 0.4,
}
"""Rules in the order they are tried. The last lies below the bound of publishing: it is kept for review."""

TIME_LABELS = re.compile(
    r"(?:when|dates?|time|date\s*(?:&|and|/|\+)\s*time|day|starts?|event date|fecha|cu[áa]ndo|d[ií]a y hora|"
    r"date et heure|quand|wann|datum|termin|beginn|quando|data e ora|data)\s*[:–—-]\s*(?P<rest>.+)",
    re.I | re.S,
)
PLACE_LABELS = re.compile(
    r"(?:where|location|venue|place|address|d[óo]nde|lugar|lieu|o[ùu]|wo|ort|dove|luogo|onde|local)\s*[:–—-]\s*"
    r"(?P<rest>.+)",
    re.I | re.S,
)
_SENTENCES = re.compile(r"(?<=\w{3}[.!?])\s+(?=[^\W\d_a-z])")
_ESCAPED = re.compile(r"\\([,;nN])")
"""RFC 5545 §3.3.11 escapes, which feeds made from calendars leave in their text."""

MAX_LINE = 400
"""A longer line is running text, whatever it begins with."""

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A time found in words: the expression, the rule that took it, and whether title or text told it."""

    found: When
    rule: str
    where: str

    @property
    def confidence(self) -> float:
        """How plain the words are."""
        return CONFIDENCE[self.rule]


def find_time(
    title: str, lines: Sequence[str], *, now: datetime, posted: date | None, languages: tuple[str, ...] = ()
) -> Told | None:
    """The time of the one event a post announces, or None.

    lines: the text as a reader sees it, a block a line. posted: the day of the post, from which missing years are told
    and before which nothing is announced. languages: ISO 639-1 codes of the feed.
    """
    context = when.Context(page_date=posted, languages=languages)

    def times(text: str) -> list[When]:
        found = when.find(text[:MAX_TEXT], now=now, context=context)
        return [each for each in found if _tells_a_day(each) and _is_ahead(each, posted)]

    in_title = times(title)
    labelled = [each for line in lines if (rest := _label(line, TIME_LABELS)) for each in times(rest)[:1]]
    if in_title:
        return _told_by_title(in_title[0], [*labelled, *times("\n".join(lines))])
    if labelled:
        timed = next((each for each in labelled if not each.all_day), labelled[0])
        return Told(found=timed, rule="labelled-day" if timed.all_day else "labelled-time", where="text")
    return _told_by_text(lines, times)


def find_location(lines: Sequence[str], time: str = "") -> str | None:
    """The words after "Where:" and its like, where a line has that label; else the one line that is all an address;
    else the place in the sentence that tells the time. time: the words of that."""
    said = next((rest for line in lines if (rest := _label(line, PLACE_LABELS))), None) or _address_line(lines)
    said = said or _told_with(lines, time)
    return _ESCAPED.sub(lambda match: ", " if match[1] in "nN" else match[1], said or "").strip() or None


def _address_line(lines: Sequence[str]) -> str | None:
    """The line that says little but one explicit place ("Grange Hall, 9 Elm St, Reno, NV"), where one line does."""
    short = [line for line in lines if len(line) <= MAX_LINE]
    found = [line for line in short if any(e - b >= 0.75 * len(line.strip()) for b, e, _ in where.find_places_in(line))]
    return found[0] if len(found) == 1 else None


def _told_with(lines: Sequence[str], time: str) -> str | None:
    """The place that the only sentence with the words of a time tells ("We meet on May 5 at 7 pm in Union Hall.")."""
    lines = [line for line in lines if time and time in line]
    told = [sentence for line in lines for sentence in _SENTENCES.split(line[:MAX_TEXT]) if time in sentence]
    return where.find_told(told[0]) if len(told) == 1 and len(told[0]) <= MAX_LINE else None


def _told_by_title(titled: When, others: Sequence[When]) -> Told:
    """The title's day, with the hour that the text gives for the same day where the title has none."""
    if not titled.all_day:
        return Told(found=titled, rule="time-in-title", where="title")
    fuller = next((each for each in others if not each.all_day and day_of(each.start) == titled.start), None)
    if fuller is not None and titled.end in (None, titled.start):
        return Told(found=fuller, rule="day-in-title-hour-in-text", where="text")
    return Told(found=titled, rule="day-in-title", where="title")


def _told_by_text(lines: Sequence[str], times: Callable[[str], list[When]]) -> Told | None:
    for line in lines:
        alone = times(line) if len(line) <= MAX_LINE else []
        if len(alone) == 1 and not alone[0].all_day and _fills(alone[0], line):
            return Told(found=alone[0], rule="line-of-its-own", where="text")
    timed = [each for each in times("\n".join(lines)) if not each.all_day]
    if len({each.start for each in timed}) == 1:
        return Told(found=timed[0], rule="only-time-in-text", where="text")
    return None


def _label(line: str, pattern: re.Pattern[str]) -> str | None:
    match = pattern.match(line.strip()) if len(line) <= MAX_LINE else None
    return match["rest"] if match else None


def _fills(found: When, line: str) -> bool:
    """Whether a line says little but the time."""
    begin, end = found.span
    return end - begin >= 0.75 * len(line.strip())


def _tells_a_day(found: When) -> bool:
    """A month names no time to come, and often only the issue of a newsletter."""
    return found.aside is None and found.precision is not Precision.MONTH


def _is_ahead(found: When, posted: date | None) -> bool:
    """Whether what is told lies not before the post: a report tells of days gone by."""
    if posted is None or found.rrule is not None:
        return True
    last = found.end or found.start
    return (last.date() if isinstance(last, datetime) else last) >= posted
