"""HTML and plain text → Reading: structured data first, then records, then prose; the fuller word fills, none is
said twice.

Raises nothing for any bytes. The stages, each a module: `decode` (bytes → text), `page` or `plain` (→ blocks),
`dates` (what each
block says of time), `regions` (where each event stands), `fields` (what it says), `records` and `prose` (→ RawEvents).
With selectors in sources.toml, `selected` reads instead of all these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.extract import structured
from aggregator.extract.explanation import Explanation, regions_of
from aggregator.extract.html import addresses, announced, combine, explained, extent, titles
from aggregator.extract.html.blocks import Block, Document, SpanKind, Zone, links_of
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.context import Context
from aggregator.extract.html.dates import Dated, read_dates
from aggregator.extract.html.decode import decode
from aggregator.extract.html.links import calendar_link
from aggregator.extract.html.navigation import with_listings_freed
from aggregator.extract.html.offers import with_offers
from aggregator.extract.html.page import read_page
from aggregator.extract.html.plain import read_plain
from aggregator.extract.html.prose import find_told
from aggregator.extract.html.records import find_records
from aggregator.extract.html.selected import find_selected
from aggregator.extract.html.timetables import find_timetables
from aggregator.extract.html.towns import find_towns
from aggregator.extract.html.tree import fell, parse
from aggregator.extract.html.written import without_written
from aggregator.model import CalendarLink, Format, Link, Page, Problem, RawEvent, Reading, Source

_SUBSCRIBE = re.compile(r"subscri|calendar|feed|abonn|suscri|s'abonner|inscrever|iscriv", re.I)
"""In a link to a calendar file beside one event: it leads to the whole calendar after all."""

_JSON = re.compile(r"\s*[\[{]\s*[\[{\"]")

__all__ = ["explain", "read"]


@dataclass(frozen=True, slots=True)
class _Result:
    """A reading, with what it was made from: None where neither records nor prose were looked for."""

    reading: Reading
    context: Context | None = None
    candidates: tuple[RawEvent, ...] = ()


def read(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Reading:
    """Read an HTML page or a plain text.

    now: the page's local time when naive; missing years are read against it. timezone and source are `normalize`'s
    to apply: a reader says only what the page says. Raises nothing.
    """
    return _result(page, now, timezone, source).reading


def explain(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Explanation:
    """How `read` reads a page: its regions, and the dates that gave no event, from the same decisions."""
    done = _result(page, now, timezone, source)
    if done.context is None:
        regions = regions_of(done.reading.events, "selected")
        return Explanation(format=Format.HTML, reading=done.reading, regions=regions)
    return explained.explain(done.context, done.candidates, done.reading)


def _result(page: Page, now: datetime, timezone: str | None, source: Source | None) -> _Result:
    local = _local(now, timezone)
    text = decode(page.content, page.content_type)
    zoned = bool(timezone or (source is not None and source.timezone))
    if _JSON.match(text):
        hint = "name the address of the page that people read"
        unread = Problem("extract", page.url or "page", "holds data, not a page", hint)
        return _Result(Reading(format=Format.HTML, problems=(unread,)))
    if _is_plain(text, page.content_type):
        return _by_stages(read_plain(text, url=page.url), (), (), local, zoned=zoned)
    soup = parse(text)
    if source is not None and source.selectors:
        chosen, doubts = find_selected(soup, dict(source.selectors), url=page.url, now=local)
        return _Result(Reading(format=Format.HTML, events=chosen, problems=doubts, complete=not doubts))
    events, problems = structured.find_events(soup, base_url=page.url, now=local)
    document = read_page(soup, url=page.url)
    fell(soup)
    return _by_stages(document, events, problems, local, zoned=zoned)


def _local(now: datetime, timezone: str | None) -> datetime:
    """The page's own wall clock: naive."""
    if now.tzinfo is None:
        return now
    try:
        return now.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) if timezone else now.replace(tzinfo=None)
    except (ValueError, OSError, KeyError):
        return now.replace(tzinfo=None)


def _bears_on_dates(block: Block, dated: Sequence[Dated | None]) -> bool:
    """Whether a block that became main matter tells days or hours, or may head others."""
    return dated[block.index] is not None or block.level > 0 or block.strong or block.text.isupper()


def _read_dates(document: Document, now: datetime) -> tuple[tuple[Dated | None, ...], tuple[tuple[Block, ...], ...]]:
    """What each block says of time, without the days on which something was written, and the headings over it."""
    dated, above = read_dates(document, now=now)
    return without_written(document, dated, today=now.date()), above


def _by_stages(
    document: Document, stated: Sequence[RawEvent], problems: Sequence[Problem], now: datetime, *, zoned: bool
) -> _Result:
    dated, above = _read_dates(document, now)
    if (freed := with_listings_freed(document, dated, today=now.date())) is not document:
        again = any(_bears_on_dates(a, dated) for a, b in zip(document.blocks, freed.blocks, strict=True) if a is not b)
        document = freed
        dated, above = _read_dates(document, now) if again else (dated, above)
    context = Context(document=document, dated=dated, above=above, now=now, subject=titles.subject(document))
    weekly, ranges = find_timetables(context)
    in_towns, listed = find_towns(context)
    records = [told for told in find_records(context) if not any(a <= told.first < b for a, b in ranges)]
    records = [told for told in records if not any(told.first < b and a < told.stop for a, b in listed)]
    records += [*weekly, *in_towns]
    prose = [] if stated else find_told(context, records)
    candidates = with_offers(context, records, prose)
    found = combine.distinct(candidates, context.notes.refused)
    if not stated:
        found = announced.completed(context, found)
    found = addresses.completed(document, found)
    if not zoned:
        found = combine.with_page_zone(found)
    main = links_of(block for block in document.blocks if block.zone is Zone.MAIN)
    events = tuple(combine.with_page_links(combine.combined(stated, found), main))
    sure = [event for event in events if event.confidence >= PUBLISHED]
    reading = Reading(
        format=Format.HTML,
        events=events,
        problems=tuple(problems),
        links=_calendars(context),
        title=document.title,
        covers=extent.covers(document, sure, now),
        complete=extent.is_complete(document, sure),
    )
    return _Result(reading, context, tuple(candidates))


def _is_plain(text: str, content_type: str) -> bool:
    declared = content_type.partition(";")[0].strip().lower()
    return declared == "text/plain" or "<" not in text


def _calendars(page: Context) -> tuple[CalendarLink, ...]:
    """Other calendars that the page offers or points to, each URL once; not the files that bring one event each."""
    document, found = page.document, {link.url: link for link in page.document.offered}
    listed = [(region.first, region.stop) for region in page.notes.regions if region.shape != "sole"]
    lone = len(page.notes.regions) == 1 and any(not offer.stop for offer in document.offers)
    single: set[str] = set()
    for block in document.blocks:
        for words, span in block.of(SpanKind.LINK):
            link = calendar_link(Link(url=span.value, text=words), block.text, document.base)
            if link is None or (link.kind == "ical" and lone and not _SUBSCRIBE.search(words)):
                continue
            if link.kind == "ical" and any(first <= block.index < stop for first, stop in listed):
                single.add(link.url)
            found.setdefault(link.url, link)
    return tuple(link for url, link in found.items() if url not in single or len(single) == 1)
