"""Which signs of an event hold for one date of a region, by name.

Refuses to weigh them: that is `confidence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aggregator import where
from aggregator.extract.html import links, matters, titles, words
from aggregator.extract.html.anchors import is_dateline
from aggregator.extract.html.blocks import Block, SpanKind, Zone
from aggregator.extract.html.confidence import EVENTFUL, weighed_together
from aggregator.extract.html.dates import Dated, was_posted_before
from aggregator.extract.html.flats import ALIKE
from aggregator.extract.html.mentions import is_called_event
from aggregator.extract.html.record import Record
from aggregator.extract.html.statements import LONGEST_STATEMENT, governs
from aggregator.extract.html.written import TIME_ZONES, is_odd
from aggregator.model import Precision, When, day_of

MANY = 5
"""So many entries written alike under "Meetings" are a list of what was held."""

OPENING = 800
"""Characters of a description in which words that call people are looked for."""

SHORT_LINE = 60

TOLD_RULES = frozenset({"place-in-sentence", "place-in-title"})
"""Places that stand in no line of their own; beside a past date they make no event of it."""

LONG_TITLE_WORDS = 14


def signs_of(record: Record, found: When, dated: Dated, title: str | None) -> set[str]:
    """The names of the signs that hold for one date of the region."""
    held = {
        name
        for name, holds in (
            *_signs_of_time(record, found, dated),
            *_signs_of_title(record, title),
            ("posted", _is_issue(record, found, title)),
            *_signs_of_surroundings(record, found, title),
        )
        if holds
    }
    if "future" in held and _may_be_just_written(record, found) and held.isdisjoint(EVENTFUL - {"future"}):
        held.remove("future")
    return held | set(weighed_together(held))


def _may_be_just_written(record: Record, found: When) -> bool:
    """Whether a moment without an end is of today, or of tomorrow as the day begins on the other side of the earth, and
    no neighbour cut alike is of a later day: so is what was written just now."""
    day = day_of(found.start)
    single = found.end is None and found.rrule is None and not record.fields.clocks
    return single and day <= record.page.now.date() + TIME_ZONES and record.region.alike < ALIKE


def _signs_of_time(record: Record, found: When, dated: Dated) -> Iterator[tuple[str, bool]]:
    timed = isinstance(found.start, datetime) and not _is_hour_from_elsewhere(record, dated)
    yield "time-of-day", timed
    yield "odd-minutes", is_odd(found)
    yield "range", found.end is not None and found.end != found.start
    yield "recurring", found.rrule is not None and timed
    yield "bare-recurrence", found.rrule is not None and not timed
    yield "contradiction", bool(found.problems)
    past = day_of(found.end or found.start) < record.page.now.date()
    yield "future", not past and not _is_bare_today(record, found, dated)
    yield "headline", not past and dated.block.level in (1, 2) and bool(dated.rest)
    yield "past-bare", past and not timed and not record.fields.location
    yield "long-range", not timed and found.end is not None and matters.is_term(day_of(found.start), day_of(found.end))
    yield "posted", dated.posted or is_posted(record, found, dated)
    yield "month-only", found.precision is Precision.MONTH


def _is_bare_today(record: Record, found: When, dated: Dated) -> bool:
    """Whether one of a page's few records is today, in a line without an hour or a label: as a post is dated."""
    today = found.all_day and day_of(found.start) == record.page.now.date() and found.end is None
    few = record.region.alike < ALIKE
    return today and few and not dated.rest and "when" not in record.fields.labelled


def _is_hour_from_elsewhere(record: Record, dated: Dated) -> bool:
    """Whether a paragraph, or a section beside the list, says the hour of all: it fills a gap, and proves no
    event."""
    said, own = record.said_hour, any(not each.all_day for each in dated.whens)
    if said is None or own or record.fields.clocks:
        return False
    return len(said.block.text) > LONGEST_STATEMENT or not governs(said, record.above)


def is_posted(record: Record, found: When, dated: Dated) -> bool:
    """Whether words, a role, or the page's own metadata make this the day of writing."""
    if is_called_event(dated.block.text, found):
        return False
    written = words.POSTED.search(dated.rest)
    if written is not None and (
        _is_author_of_a_book(record, found, written[0]) or was_posted_before(found, dated.refused)
    ):
        written = None
    if written is not None or dated.block.hints & words.POSTED_HINTS:
        return True
    if day_of(found.start).isoformat() in record.page.document.written and "when" not in record.fields.labelled:
        return True
    blocks = record.page.document.blocks[record.region.first : record.region.stop]
    short = (
        b.text
        for b in blocks
        if len(b.text) <= SHORT_LINE and b.zone is Zone.MAIN and not _tells_other_day(record, b, found)
    )
    if found.all_day:
        coming = day_of(found.start) > record.page.now.date()  # "By Harbour Tenants": who holds it
        return any(words.POSTED.match(text) and not (coming and words.BYLINE.match(text)) for text in short)
    return day_of(found.start) <= record.page.now.date() and is_dateline(dated.block, record.page.document.blocks)


def _tells_other_day(record: Record, block: Block, found: When) -> bool:
    """Whether a line tells a day of its own, and another one ("Posted on May 2" beside May 9)."""
    dated = record.page.dated[block.index]
    told = {day_of(each.start) for each, _ in dated.refused} if dated is not None else set()
    return bool(told) and day_of(found.start) not in told


def _is_issue(record: Record, found: When, title: str | None) -> bool:
    """Whether the name is that of a newsletter and its day no later than today: the day on which it came out."""
    if title is None or words.OCCASION.search(title) or isinstance(found.start, datetime):
        return False
    return words.ISSUE.search(title) is not None and day_of(found.start) <= record.page.now.date()


def _is_under_news(record: Record) -> bool:
    """Whether what stands over a record is a newsletter's name: a day to come under it is not one of posting."""
    over = next((block for block in reversed(record.above) if words.NOT_LISTING.search(block.text)), None)
    return over is not None and words.ISSUE.search(over.text) is not None


def _is_author_of_a_book(record: Record, found: When, said: str) -> bool:
    """Whether a name behind "by" stands beside a day to come, when nothing was written ("May 5: Mills by Jo Marsh")."""
    return words.BYLINE.fullmatch(said) is not None and day_of(found.start) > record.page.now.date()


def _signs_of_title(record: Record, title: str | None) -> Iterator[tuple[str, bool]]:
    own = record.fields.title
    yield "titled", own is not None
    yield "title-inherited", own is None and title is not None
    yield "no-title", title is None
    yield "occasion", title is not None and words.OCCASION.search(title) is not None
    yield from matters.signs_of_name(title or "")
    yield "title-sentence", own is not None and len(own.text.split()) > LONG_TITLE_WORDS


def _signs_of_surroundings(record: Record, found: When, title: str | None) -> Iterator[tuple[str, bool]]:
    fields, region = record.fields, record.region
    text = " ".join(fields.description)[:OPENING]
    document = record.page.document
    blocks = document.blocks[region.first : region.stop]
    listing, not_listing = titles.what_is_listed(document, record.above, title, among=region.alike >= ALIKE)
    ahead = day_of(found.end or found.start) >= record.page.now.date()
    to_come = day_of(found.start) > record.page.now.date() and _is_under_news(record)
    said = record.said_place is not None and (ahead or isinstance(found.start, datetime))
    lines = [rule for _, _, rule in fields.location if rule not in TOLD_RULES]
    yield "place", bool(lines) or said or (bool(fields.location) and ahead)  # a history names places too
    yield "labelled", ("when" in fields.labelled or record.role == "when") and not _is_results(record)
    yield "listing", listing
    yield "over", listing and not ahead and _is_listed_as_held(record)
    yield "not-listing", not_listing and not listing and not to_come
    yield "sign-up", links.registration(fields.links) is not None
    yield "repeated", region.alike >= 3
    yield "in-calendar", region.shape == "cell"
    named = ahead or fields.title is not None  # a post of the past may call people into a chat
    yield "invites", named and words.INVITES.search(text) is not None
    yield "papers", fields.papers
    yield "online", where.find_online(text[:1000]) is not None
    bare_day = not isinstance(found.start, datetime)
    side = record.page.document.blocks[region.anchors[0]].zone is Zone.ASIDE
    yield "aside", side and (bare_day or not _are_facts_of_page(record, title))
    headed = ahead and document.main_heading is not None and document.main_heading.index == region.anchors[0]
    yield "read-on", bare_day and not headed and any(words.READ_ON.search(block.text) for block in blocks)
    yield "cancelled-note", fields.cancelled_note is not None
    yield "recorded", not ahead and (_is_under_notes(record) or (record.alone and _is_recorded(record)))


def _is_listed_as_held(record: Record) -> bool:
    """Whether a record stands among others under a heading of past events, or among many under one of gatherings, where
    it leads to no post."""
    name = record.fields.title
    if record.region.alike >= MANY and name is not None and titles.heads_gatherings(record.above):
        return not any(name.block.of(SpanKind.LINK))
    return record.region.alike >= ALIKE and titles.heads_past(record.above)


def _are_facts_of_page(record: Record, title: str | None) -> bool:
    """Whether a page's only record, with a place, has the name of the page: what stands at its side are its facts."""
    top = record.page.document.main_heading
    return record.alone and bool(record.fields.location) and top is not None and title == top.text


def _is_under_notes(record: Record) -> bool:
    """Whether the record has the name of the page, and that is of notes taken at a meeting ("April meeting notes")."""
    top, title = record.page.document.main_heading, record.fields.title
    return top is not None and title is not None and title.block is top and words.NOTES_OF.search(top.text) is not None


def _is_recorded(record: Record) -> bool:
    """Whether the page's own part is the record of a meeting: it says in two ways how the meeting went."""
    main = (block.text for block in record.page.document.blocks if block.zone is Zone.MAIN)
    return len({found[0].casefold() for text in main for found in words.RECORDED.finditer(text)}) > 1


def _is_results(record: Record) -> bool:
    """Whether the table has a column for what came of it: a date there is that of an entry, not of a call."""
    return "outcome" in record.columns.values()
