"""Dates of a line that are not the day of what the line tells: a day that gave way to another, a deadline, the day of
papers that a meeting is asked to approve, a count.

Refuses to know blocks: it is handed a text and the dates in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.html.words import CANCELLED_NOTE, phrases
from aggregator.model import When, day_of

LEAD = 120
"""Characters before a date in which its meaning is looked for."""

SECONDS = 3
"""Characters of the seconds behind an hour that is read without them."""

_BETWEEN = re.compile(rf"\W*(?:(?:was|is|has been|been)\s+)?(?:{phrases('moved_to')})\W*(?:on\s+)?", re.I)
_BEFORE = re.compile(rf"\b(?:{phrases('moved_from')})\W*(?:\w+day\W*)?\Z", re.I)
_APPROVING = re.compile(
    rf"\b(?:{phrases('approving')})\b[^.;:]*\b(?:minutes|actas?|protokolls?|procès-verb\w+|atas?|verbal\w+)\b[^.;]*\Z",
    re.I,
)
_CLOSING = re.compile(
    rf"\b(?:{phrases('not_its_line')})\b(?:\s+(?:{phrases('joints')}))?\s*[:–—-]?\s*(?:\w+day,?\s*)?\Z", re.I
)
_FOR_EXAMPLE = re.compile(rf"(?<!\w)(?:{phrases('for_example')})[\s,:]*\Z", re.I)
_BARE_PAIR = re.compile(r"\W*\d{1,2}\s?[/.-]\s?\d{1,2}\W*")
_DOTTED_DAY = re.compile(r"\W*\d{1,2}\.\s?\d{1,2}\.\W*")
_WEEKDAY_BEFORE = re.compile(
    r"\w{4,}(?:day|tag|abend|woch|di|feira|bado|ingo|nche|lunes|martes|coles|jueves|viernes|menica|bato)\W*\(\Z", re.I
)
_HELD_BEFORE = re.compile(
    r"\b(?:held|met|meets?|meeting (?:is|was|will be)|tak(?:es?|ing) place|took place|scheduled(?: for)?|"
    r"findet|lieu|celebr\w+|realiz\w+)(?:\s+(?:on|am|le|el|em|il))?\Z",
    re.I,
)
"""What people do on a day ("was held on" 11/12), and not so many of so many times."""

_SENTENCE = re.compile(rf"\s+(?:{phrases('sentence_opens')})\b", re.I)
"""Behind two numbers that open a line: a sentence of what happens on that day ("4/24 We will offer …")."""

_COUNTED = re.compile(r"\b(?:part|session|week|episode|chapter|volume|no|number|page|step|level)\.?\Z", re.I)


_STAMP = re.compile(r"\d{1,2}:\d\d:\d\d\s*(?:[+-]\d{4}|[A-Z]{2,5}\s+\d{4})\b")
"""An hour to the second with its offset, or its zone and the year behind it: as programs write it (RFC 5322 §3.3)."""


_TO_THE_SECOND = re.compile(r"\d:\d\d:(?!00)\d\d(?!\d)")
"""An hour to the second: people do not meet so."""

_KEY = r"[\"'](?!\w*(?i:meeting|event|start|begin))[\w.$-]{2,60}[\"']\s*:\s*[\"']?[^\"'{}]{0,30}"
_OPTION = r"(?<!\S)--[a-z][\w-]+[ =][\"']?[^\s\"']{0,20}"
_IN_DATA = re.compile(rf"(?:{_KEY}|{_OPTION}|\b[A-Za-z_]\w*=[\"']?)\Z")
"""Before a date in a program's data or command (`"createdAt": "…`, `--since …`, `from=…`)."""

_VERSION = re.compile(
    r"\W*(?:(?:version|release[d]?|rel|v)\.?\s*v?\d+(?:\.\d+)*|\d+\.\d+\.\d+(?:\.\d+)*)"
    r"(?:[.-]?(?:rc|a|b|alpha|beta|dev|post)\.?\d*)?\W*",
    re.I,
)
"""All that stands beside a date: it is that of a release ("Version 1.4.2 – May 3, 2026")."""


_PAST = re.compile(rf"\b(?:{phrases('told_as_past')})\b", re.I)
_TO_COME = re.compile(rf"\b(?:{phrases('told_as_to_come')})\b", re.I)

LONGEST_NOTE = 90
_NOT_HELD = re.compile(rf"\W*{CANCELLED_NOTE.pattern}(?!.*(?:\d|\binstead\b))", re.I)
"""Right behind a day, in a short line: nothing is held then ("August 11 – no meeting")."""

_OF_EVENT = re.compile(rf"\b(?:{phrases('day_of_event')})\W*\Z", re.I)


def current(text: str, whens: Sequence[When]) -> Iterator[When]:
    """The dates of a text, in order, without those that gave way to another; of such a move the new day is left."""
    for at, each in enumerate(whens):
        following = whens[at + 1] if at + 1 < len(whens) else None
        if following is not None and _BETWEEN.fullmatch(text[each.span[1] : following.span[0]]):
            continue
        if not _BEFORE.search(_lead(text, each)):
            yield each
        elif _is_span_of_days(each):
            yield _new_day(each)


def asks_to_approve(text: str) -> bool:
    """Whether a line ends with papers that a meeting is asked to approve ("2. Approval of minutes:")."""
    return _APPROVING.search(text) is not None


def is_called_event(text: str, found: When) -> bool:
    """Whether the words before a date call it an event's ("Event date: May 3 · posted on April 2")."""
    return _OF_EVENT.search(text, 0, found.span[0]) is not None


def refusal(found: When, text: str, parts: Sequence[str]) -> str:
    """Why a date of a line is not the day of what the line tells; "" for one that can be."""
    if found.aside is not None:
        return found.aside
    if "day" in found.assumed and found.rrule is None and _is_told_as_past(found, text):
        return "past"
    if len(text) <= LONGEST_NOTE and _NOT_HELD.match(text, found.span[1]):
        return "except"
    if _STAMP.search(found.text) or _TO_THE_SECOND.search(text, found.span[0], found.span[1] + SECONDS):
        return "posted"
    if parts and all(map(_VERSION.fullmatch, parts)):
        return "posted"
    if _IN_DATA.search(_lead(text, found)):
        return "data"
    if is_count(found, text, parts):
        return "count"
    lead = _lead(text, found)
    if _FOR_EXAMPLE.search(lead):
        return "example"
    if _APPROVING.search(lead):
        return "of-papers"
    return "another-matter" if _CLOSING.search(lead) else ""


def _is_told_as_past(found: When, text: str) -> bool:
    """Whether the sentence around a day of the week says before it what was then, and nothing of what is to come ("The
    mill had closed at 5 on Thursday")."""
    start, stop = next(span for span in sentence_spans(text) if found.span[0] < span[1])
    past = _PAST.search(text, start, found.span[0])
    return past is not None and _TO_COME.search(text, start, stop) is None


def is_count(found: When, text: str, parts: Sequence[str]) -> bool:
    """Whether two numbers in a line of words are rather a count ("4/7 Workshop series", "(2/3)") than a day ("Phone
    bank 11/5")."""
    if not parts or not _BARE_PAIR.fullmatch(found.text) or _DOTTED_DAY.fullmatch(found.text):
        return False
    before, after = text[: found.span[0]].rstrip(), text[found.span[1] :]
    if _WEEKDAY_BEFORE.search(before) or _HELD_BEFORE.search(before) or (not before and _SENTENCE.match(after)):
        return False
    return (
        before.endswith("(") or _COUNTED.search(before) is not None or re.match(r"\s+[^\W\d_]{2,}", after) is not None
    )


def _lead(text: str, found: When) -> str:
    first = found.span[0]
    return text[max(first - LEAD, 0) : first]


def _is_span_of_days(found: When) -> bool:
    first, last = found.start, found.end
    return last is not None and day_of(first) != day_of(last)


def _new_day(found: When) -> When:
    """Of "(postponed from) November 8 to November 15, 7 pm", which reads as a range, its last day."""
    end = found.end
    assert end is not None  # noqa: S101 - asked by the caller
    if isinstance(found.start, datetime) and isinstance(end, datetime):
        end = end.replace(hour=found.start.hour, minute=found.start.minute)
    elif isinstance(found.start, datetime):
        end = found.start.replace(year=end.year, month=end.month, day=end.day)
    return replace(found, start=end, end=None)
