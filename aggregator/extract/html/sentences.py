"""Where the sentences of a text begin and end. Refuses to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.extract.html.words import phrases

_SENTENCE = re.compile(r"(?<=[.!?])['\"”’)]*\s+(?=[\"“'‘(]?[A-ZÀ-Þ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[ap]\.m|z\.\s?B|d|bzw|ca|ggf|inkl|[Ss]tr|Nr|Hr|Fr|Prof|Dott|Sig|Sr|Sra|Avda|Av|Mme|MM|bd|"
    r"P\.?zza|n|tel|Tel|anschl|einschl|zzgl|evtl|Mo|Di|Mi|Do|Sa|So|St|Ave|Blvd|Rd|Dr|Mr|Mrs|Ms|Jr|Sr|No|vs|Rev|Sen|Rep|Gov|Inc|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun))\.\Z"
)

_ORDINAL = re.compile(r"(?<![\d:.,])\d{1,2}\.\Z")
_MONTH = re.compile(
    r"['\"”’)]*\s+(?:\d{1,2}\.|\d{4}|Jan|Jän|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Uhr|Stock|Etage|Jahr|Klasse|Tag\b)"
)
"""What makes a German ordinal of a number and its full stop ("am 28. Januar")."""


_OF_HOUR = re.compile(r"(?<=\d)\s?[ap]\.m\.\Z", re.I)
_OPENS = re.compile(rf"(?:{phrases('opens_behind_hour')})\b")
"""Behind "8 p.m.", whose full stop ends the sentence as well: a word with which no name of a house begins."""

LONGEST_ABBREVIATION = 12
"""Characters before a full stop in which an abbreviation is looked for."""


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end offsets of the sentences of a text; initials and abbreviations end none."""
    start = 0
    for match in _SENTENCE.finditer(text):
        stop = match.start()
        abbreviated = _ABBREVIATED.search(text, max(start, stop - LONGEST_ABBREVIATION), stop)
        if abbreviated and _OF_HOUR.search(text, max(start, stop - LONGEST_ABBREVIATION), stop):
            abbreviated = None if _OPENS.match(text, match.end()) else abbreviated
        if not abbreviated and not _is_ordinal(text, start, stop):
            yield start, stop
            start = match.end()
    yield start, len(text)


def ends_in_abbreviation(text: str) -> bool:
    """Whether the full stop at the end of a text is that of an abbreviation ("Quiz, 7 p.m.")."""
    return _ABBREVIATED.search(text, max(0, len(text) - LONGEST_ABBREVIATION)) is not None


def _is_ordinal(text: str, start: int, stop: int) -> bool:
    """Whether a full stop belongs to a number that counts what follows it."""
    return _ORDINAL.search(text, max(start, stop - 4), stop) is not None and _MONTH.match(text, stop) is not None
