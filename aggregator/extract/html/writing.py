"""The day on which a page was written, as it says itself: in its metadata, in a line such as "Posted on May 3, 2026",
or in a line that is nothing but a day beside its heading or at its end.

Refuses a day to come, and lines that disagree. "Tomorrow" counts from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice, pairwise

from aggregator import when
from aggregator.extract.html.blocks import Block, Document, Zone
from aggregator.extract.html.edges import bare
from aggregator.extract.html.issues import is_issue
from aggregator.extract.html.words import BYLINE, OCCASION, POSTED, POSTED_HINTS, phrases, whole
from aggregator.model import Precision, When, day_of

LONGEST_BYLINE, FIRST_BLOCKS = 90, 40
LONGEST_DAY = 40
NEAR_HEADING = 2
"""Lines between the page's heading and one that is nothing but its day."""

MOST_BLOCKS = 60
"""A post is short: of a longer page a bare day may head anything."""

OPENING = 6
"""Lines of a page's own part in which a report says that it tells of yesterday."""

_YESTERDAY = whole("yesterday")
_COMMENTS = re.compile(rf"\W*(?:{phrases('comment_form')})\W*", re.I)
_ENTRY_POSTED = re.compile(rf"\W*(?:{phrases('entry_posted')})\b", re.I)
_SAID_BY = re.compile(rf"[^.!?]+\b(?:{phrases('said_by')})\s*:?", re.I)

_find = lru_cache(maxsize=512)(when.find)


@dataclass(frozen=True, slots=True)
class Writing:
    """When a page was written. day: None where it does not say it, or says two. bylines: the blocks that are nothing
    but that day, or the day of a comment, under which other days are told."""

    day: date | None = None
    bylines: frozenset[int] = frozenset()


def find_writing(document: Document, now: datetime, languages: tuple[str, ...] = ()) -> Writing:
    """The day of writing of a page, and the lines that only tell it. languages: those of its words."""
    bare_days = dict(_bare_days(document, now, languages))
    days = set(_stated(document)) or {day for block in _bylines(document) for day in _days(block, now)}
    issues = dict(_issues(document, now))
    bare_days.update(issues)
    over_bylines = dict(_over_bylines(document, now))
    bare_days.update(over_bylines)
    days = days or set(bare_days.values())
    known = {day for day in days if day <= now.date()}
    day = known.pop() if len(known) == 1 == len(days) else None
    said = (at for at, told in bare_days.items() if told == day)
    named = _named_by_day(document, day, now) if day is not None else ()
    return Writing(day, frozenset((*said, *issues, *over_bylines, *named, *_under_writers(document, now))))


def _stated(document: Document) -> Iterator[date]:
    try:
        yield date.fromisoformat((document.published or "")[:10])
    except ValueError:
        return


def _bylines(document: Document) -> Iterator[Block]:
    """The short lines near the top of the page's own part that speak of posting."""
    main = (block for block in document.blocks if block.zone is Zone.MAIN)
    for block in islice(main, FIRST_BLOCKS):
        if len(block.text) > LONGEST_BYLINE or block.level or not any(map(str.isdecimal, block.text)):
            continue
        if POSTED.search(block.text) or BYLINE.match(block.text) or block.hints & POSTED_HINTS:
            yield block


def _days(block: Block, now: datetime) -> Iterator[date]:
    for found in _find(block.text, now=now):
        if "year" not in found.assumed and "day" not in found.assumed and found.end is None:
            yield day_of(found.start)


def _bare_days(document: Document, now: datetime, languages: tuple[str, ...]) -> Iterator[tuple[int, date]]:
    """The line beside the heading of a short page, or at its end, that is nothing but a full day up to today, where it
    is the only day told so and the page's sentences tell other times, or readers comment on it: a post is dated so."""
    top, main = document.main_heading, [block for block in document.blocks if block.zone is Zone.MAIN]
    if top is None or len(main) > MOST_BLOCKS:
        return
    is_post = any(len(block.text) <= LONGEST_BYLINE and _COMMENTS.fullmatch(block.text) for block in main)
    lone = [each for block in main if (each := _only_day(block.text, now)) is not None and _dates(each, post=is_post)]
    earliest = min((day_of(each.start) for each in lone), default=None)
    if any(day_of(each.start) != earliest and "year" not in each.assumed for each in lone):
        return
    reports = any(_YESTERDAY.search(block.text) for block in main[:OPENING])
    beside = range(max(top.index - NEAR_HEADING, 0), top.index + NEAR_HEADING + 1)
    for block in main:
        if block.level or len(block.text) > LONGEST_DAY or not (block.index in beside or block is main[-1]):
            continue
        found = _find(block.text, now=now)
        signed = len(found) == 1 and _is_signed(found[0], block, main, now)
        if len(found) != 1 or not (signed or _is_full_day(found[0], block.text, now, timed=reports)):
            continue
        day = day_of(found[0].start)
        if day != earliest and not signed:
            continue
        if (
            reports
            or is_post
            or any(_tells_another(other, day, now, languages) for other in main if other is not block)
        ):
            yield block.index, day


def _is_signed(found: When, block: Block, main: Sequence[Block], now: datetime) -> bool:
    """Whether a line is a full day up to today and, behind a mark, who wrote then ("2 November 2018 · Ada Finch"), and
    no other line is written alike with a day: those would be a list."""
    head, *rest = _MARK.split(block.text)
    writer = rest[0] if len(rest) == 1 else ""
    if _WRITER.fullmatch(writer) is None or OCCASION.search(writer) or not _is_full_day(found, head, now):
        return False
    alike = (other for other in main if other is not block and other.look == block.look)
    return not any(len(other.text) <= LONGEST_BYLINE and _find(other.text, now=now) for other in alike)


_MARK = re.compile(r"\s[·•|–—-]\s")
_WRITER = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:d[aeio]s?|van|von|del|[A-Z]\.))?(?: [A-ZÀ-Þ][\w’'-]+){1,2}")
"""The name of a person."""


def _dates(lone: When, *, post: bool) -> bool:
    """Whether a line that is nothing but a time dates an entry: a weekday with its hours does not, nor does, on which
    readers comment, a day with an hour and no year."""
    return "day" not in lone.assumed and not (post and "year" in lone.assumed and not lone.all_day)


def _under_writers(document: Document, now: datetime) -> Iterator[int]:
    """The lines that are nothing but a day up to today, each right below one that says who wrote ("Marta says:")."""
    for over, block in pairwise(document.blocks):
        if len(over.text) <= LONGEST_DAY and not block.level and _SAID_BY.fullmatch(over.text):
            found = _only_day(block.text, now)
            if found is not None and day_of(found.start) <= now.date():
                yield block.index


def _over_bylines(document: Document, now: datetime) -> Iterator[tuple[int, date]]:
    """The lines that are nothing but a full day up to today, each with a heading below it and, at the end of the entry,
    a byline that gives no more than an hour ("Posted by Marta at 9:12 AM"): the day is said above."""
    head: tuple[int, date] | None = None
    for block, below in pairwise(document.blocks):
        if below.level and len(block.text) <= LONGEST_DAY:
            found = _find(block.text, now=now)
            if len(found) == 1 and _is_full_day(found[0], block.text, now):
                head = block.index, day_of(found[0].start)
        elif head is not None and len(below.text) <= LONGEST_BYLINE and _ENTRY_POSTED.match(below.text):
            if not _find(below.text, now=now):
                yield head
            head = None


def _issues(document: Document, now: datetime) -> Iterator[tuple[int, date]]:
    """The page's own heading, where it is the name of a newsletter with its day up to today ("Weekly update – 5/3")."""
    top = document.main_heading
    day = _day_in_name(top, now) if top is not None and is_issue(top.text) else None
    if top is not None and day is not None and day <= now.date():
        yield top.index, day


def _named_by_day(document: Document, day: date, now: datetime) -> Iterator[int]:
    """The headings that are told apart by the day of writing, in full, and name no occasion ("Notes from the hill
    5/3/2026" over a post of that day)."""
    for block in document.headings:
        if str(day.year) in block.text and not OCCASION.search(block.text) and _day_in_name(block, now) == day:
            yield block.index


def _day_in_name(heading: Block, now: datetime) -> date | None:
    """The only day of a heading, without an hour."""
    found = _find(heading.text, now=now)
    return day_of(found[0].start) if len(found) == 1 and found[0].end is None and found[0].all_day else None


def _only_day(text: str, now: datetime) -> When | None:
    """The day of a line that is nothing but a day, with or without its year and hour: as lists date their entries."""
    if len(text) > LONGEST_DAY or not any(map(str.isdecimal, text)):
        return None
    found = _find(text, now=now)
    whole = len(found) == 1 and not bare(text[: found[0].span[0]]) and not bare(text[found[0].span[1] :])
    return found[0] if whole else None


def _is_full_day(found: When, text: str, now: datetime, *, timed: bool = False) -> bool:
    """Whether a text is nothing but a day with its year, not to come. timed: with an hour, too."""
    whole = not bare(text[: found.span[0]]) and not bare(text[found.span[1] :])
    plain = (
        found.precision is not Precision.MONTH
        and (found.all_day or timed)
        and found.end is None
        and found.rrule is None
    )
    return whole and plain and not {"year", "day"} & found.assumed and day_of(found.start) <= now.date()


def _tells_another(block: Block, day: date, now: datetime, languages: tuple[str, ...]) -> bool:
    """Whether a line tells a later day, or one that is told from now with its hour."""
    text = block.text[:1500]
    context = when.Context(languages=languages)
    found = (*_find(text, now=now), *when.find_days(text, now=now, context=context))
    return any(day_of(each.start) > day or "day" in each.assumed for each in found)
