"""A page that announces one event: the hour and the place that its other sentences give, where the event leaves them
open.

Refuses pages with several events, and whatever is said in two ways: of two hours or two addresses neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from aggregator import when, where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.combine import similar
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.context import Context
from aggregator.extract.html.dates import LONGEST_BLOCK
from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.html.telling_signs import only_day
from aggregator.extract.html.tellings import dated_sentences, is_its_day, with_clock
from aggregator.extract.moments import at_time
from aggregator.model import Evidence, Precision, RawEvent, When

MOST_BLOCKS = 150
"""An announcement is short; a longer page tells of more than one thing."""

_STARTS = words.whole("event_starts")
_STREETISH = re.compile(r"\b\d{1,5}\s+\w")
_NOT_ITS_PLACE = re.compile(rf"\b(?:{words.phrases('not_its_address')})", re.I)
"""Words beside an address that is not where the event is."""


def completed(page: Context, events: Sequence[RawEvent]) -> list[RawEvent]:
    """The events, the only sure one completed: with its hour where its day is the page's only one, with hour and place
    where the page's own heading names it."""
    sure = [event for event in events if event.confidence >= PUBLISHED]
    top = page.document.main_heading
    if len(sure) != 1 or top is None or len(page.document.blocks) > MOST_BLOCKS:
        return list(events)
    named = similar(sure[0].title, top.text)
    whole = _with_hour(page, sure[0]) if named or only_day(page) else sure[0]
    whole = _with_place(page, whole) if named else whole
    return [whole if event is sure[0] else event for event in events]


def _with_hour(page: Context, event: RawEvent) -> RawEvent:
    """An event of one day with the one hour that sentences give for that day, or for the start."""
    start = event.start
    if start is None or isinstance(start, datetime) or event.precision is not Precision.DAY or event.rrule:
        return event
    if event.end not in (None, start):
        return event
    day = When(text=start.isoformat(), span=(0, 0), start=start)
    found = list(_hours_of(page, day)) or list(_starts(page, day))
    if len({timed.start for timed, _ in found}) != 1:
        return event
    timed, block = max(found, key=lambda pair: pair[0].end is not None)
    told = Evidence("start", timed.text[:300], f"block {block.index}", "hour-in-another-sentence")
    return replace(
        at_time(event, timed, timed),
        evidence=(*event.evidence, told),
        problems=tuple(dict.fromkeys((*event.problems, *timed.problems))),
    )


def _hours_of(page: Context, day: When) -> Iterator[tuple[When, Block]]:
    """The day with each hour that a sentence gives for it."""
    for dated in page.dated:
        if dated is None or dated.block.zone is not Zone.MAIN:
            continue
        for sentence in dated_sentences(dated):
            for found in sentence.whens:
                timed = with_clock(found, sentence)
                if (
                    isinstance(timed.start, datetime)
                    and timed.start.date() == day.start
                    and is_its_day(found, sentence)
                    and timed.rrule is None
                ):
                    yield timed, dated.block


def _starts(page: Context, day: When) -> Iterator[tuple[When, Block]]:
    """The day with each hour at which a sentence without a day says that things start."""
    for dated in page.dated:
        if dated is None or dated.block.zone is not Zone.MAIN or dated.whens:
            continue
        text = dated.block.text[:LONGEST_BLOCK]
        for first, stop in sentence_spans(text):
            starts = _STARTS.search(text, first, stop)
            clock = next((c for c in dated.clocks if starts and starts.end() <= c.span[0] < stop), None)
            if clock is not None and clock.label != "doors":
                yield replace(when.join(day, clock), text=clock.text), dated.block


def _with_place(page: Context, event: RawEvent) -> RawEvent:
    """An event with the one street address that the page's own part gives."""
    if event.location or event.place or event.attendance_mode or "online" in event.rules:
        return event
    found = list(_addresses(page))
    if len({street.casefold().rstrip(".") for street, _, _ in found}) != 1:
        return event
    _, place, block = max(found, key=lambda each: len(each[1]))
    told = Evidence("location", place, f"block {block.index}", "only-address-of-the-page")
    return replace(event, location=place, evidence=(*event.evidence, told))


def _addresses(page: Context) -> Iterator[tuple[str, str, Block]]:
    """Each street address of the page's own part: the street, the place around it, the block it stands in."""
    for block in page.document.blocks:
        text = block.text[:LONGEST_BLOCK]
        if block.zone is not Zone.MAIN or not _STREETISH.search(text) or _NOT_ITS_PLACE.search(text):
            continue
        for _, _, place in where.find_places_in(text):
            if place.address and (named := where.find_told(text)):
                yield place.address, named, block
