"""What changed lately, as a page and as a feed to follow.

Refuses to word a change itself (`web.news`). New events are on the page; the feed leaves them out, because the calendar
announces them, and whoever follows changes wants to hear of what is different from what they wrote down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from sqlite3 import Connection
from typing import Any

from aggregator.store.news import News, read_news
from aggregator.web import ready
from aggregator.web.changes_feed import Entry, render
from aggregator.web.format import Span, read_instant, when_words
from aggregator.web.news import KINDS, MATTERS, Said, headline, said
from aggregator.web.occurrences import event_path
from aggregator.web.ready import Body
from aggregator.web.site import Site

DAYS = 14
"""Days on one page."""

FEED_DAYS = 60
MOST_ENTRIES = 200

NEW_APART = 3
"""More new events than this in one answer of a source are told in one line."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of news. path: where it leads. sources: the names of those who told it. kind: of `news.KINDS`."""

    at: datetime
    kind: str
    title: str
    path: str
    when: str | None
    sentences: tuple[Said, ...]
    sources: tuple[str, ...]

    @property
    def label(self) -> str:
        """The kind as people call it."""
        return KINDS[self.kind]


async def changes_page(datasette: Any, request: Any) -> Any:
    """`/changes`: two weeks of news, newest first. `?until=` a day goes back, `?source=` narrows."""
    site = await Site.open(datasette, request)
    until = _day(request.args.get("until")) or site.today
    context = await changes_context(site, until, request.args.get("source") or None)
    return await site.html("aggregator_changes.html", context)


async def changes_context(site: Site, until: date, source: str | None = None) -> dict[str, Any]:
    """What the page says. until: its last day. source: the slug of the only one that is told of."""
    first = until - timedelta(days=DAYS - 1)
    found = await _read(site, first, until, source)
    items = [*_items(news for news in found if not _is_first(news)), *_newcomers(found, _names(found))]
    items.sort(key=lambda item: (-item.at.timestamp(), item.kind == "new", item.title, item.path))
    days = [(day, list(group)) for day, group in groupby(items, key=lambda item: _local_day(site, item.at))]
    query = f"&source={source}" if source else ""
    return {
        "days": days,
        "first": first,
        "until": until,
        "source": source,
        "source_name": _names(found).get(source or "", source),
        "earlier": f"/changes?until={first - timedelta(days=1)}{query}",
        "later": f"/changes?until={min(until + timedelta(days=DAYS), site.today)}{query}"
        if until < site.today
        else None,
        "feed": "/changes.atom" + (f"?source={source}" if source else ""),
    }


async def changes_atom(datasette: Any, request: Any) -> Any:
    """`/changes.atom`: what moved, was called off, came back, or takes sign-ups otherwise; `?source=` narrows."""
    site = await Site.open(datasette, request)
    data = await changes_feed(site, request.args.get("source") or None)
    return ready.answer(request, Body(data, "changes.atom", None, "application/atom+xml; charset=utf-8"))


async def changes_feed(site: Site, source: str | None = None) -> bytes:
    """The feed. source: the slug of the only one that is told of."""
    found = await _read(site, site.today - timedelta(days=FEED_DAYS), site.today, source)
    entries = list(islice(_entries(site, found), MOST_ENTRIES))
    address = "/changes.atom" + (f"?source={source}" if source else "")
    calendar = site.about.calendar
    return render(
        title=f"{calendar.name}: what changed",
        author=calendar.name,
        address=site.absolute(address),
        page=site.absolute("/changes"),
        entries=entries,
        built_at=await _built_at(site),
    )


async def _read(site: Site, first: date, last: date, source: str | None) -> Sequence[News]:
    """The news of some local days, inclusive."""
    zone = site.about.zone
    begin = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)

    def reading(connection: Connection) -> tuple[News, ...]:
        return tuple(read_news(connection, first=begin, last=end, source=source))

    return tuple(await site.database.execute_fn(reading))


def _items(found: Iterable[News]) -> Iterator[Item]:
    """One line for what several sources say alike of one event, dated by the first of them."""
    told: dict[object, Item] = {}
    for news in found:
        sentences = said(news)
        item = _item(news, sentences)
        if not sentences or headline(sentences) == "detail":
            continue
        known = told.get((item.path, item.title, item.sentences))
        if known is not None:
            item = replace(item, sources=tuple(sorted({*known.sources, *item.sources})))
        told[item.path, item.title, item.sentences] = item
    yield from told.values()


def _item(news: News, sentences: tuple[Said, ...]) -> Item:
    return Item(
        at=news.at,
        kind=headline(sentences),
        title=news.title,
        path=event_path(news.event_id, news.recurrence_id),
        when=None if news.rrule and not news.recurrence_id else _when(news),
        sentences=sentences,
        sources=(news.source_name,),
    )


def _when(news: News) -> str:
    return when_words(Span(news.start, news.end, news.timezone), year=True)


def _newcomers(found: Iterable[News], names: dict[str, str]) -> Iterator[Item]:
    """New events one by one, or in one line where an answer brought many."""
    fresh = sorted((news for news in found if _is_first(news)), key=lambda news: (news.at, news.source))
    for (at, source), group in groupby(fresh, key=lambda news: (news.at, news.source)):
        together = list(group)
        if len(together) <= NEW_APART:
            yield from _items(together)
            continue
        yield Item(
            at=at,
            kind="new",
            title=f"{len(together)} events of {names[source]}",
            path=f"/calendar?source={source}",
            when=None,
            sentences=(Said("new", "New in this calendar"),),
            sources=(names[source],),
        )


def _is_first(news: News) -> bool:
    return [one.kind for one in said(news)] == ["new"]


def _entries(site: Site, found: Iterable[News]) -> Iterator[Entry]:
    for news in found:
        sentences = tuple(one for one in said(news) if one.kind in MATTERS)
        if not sentences:
            continue
        item = _item(news, sentences)
        lines = [f"{one.text}." for one in sentences]
        lines += [f"When: {item.when}"] if item.when and item.kind not in ("cancelled", "withdrawn") else []
        yield Entry(
            key=f"{news.listing_id or news.event_id}/{news.at.isoformat()}",
            title=f"{item.label}: {item.title}",
            address=site.absolute(item.path),
            updated_at=news.at,
            lines=(*lines, f"Told by {news.source_name}"),
            category=item.kind,
        )


def _names(found: Iterable[News]) -> dict[str, str]:
    return {news.source: news.source_name for news in found}


def _local_day(site: Site, at: datetime) -> date:
    return at.astimezone(site.about.zone).date()


async def _built_at(site: Site) -> datetime:
    """The date of a feed without an entry: when the feeds were made last.

    Where a site is exported that is not told, for it changes with every refresh; then, when anything changed last.
    """
    text = site.about.fact("generated_at") or (await site.database.execute(LAST_CHANGE)).rows[0][0]
    return read_instant(text) if text else datetime.combine(site.today, time(), site.about.zone)


LAST_CHANGE = "SELECT max(at) FROM (SELECT max(at) AS at FROM changes UNION ALL SELECT max(updated_at) FROM events)"


def _day(text: str | None) -> date | None:
    """A day of the address; None for what is none, or so early that nothing lies before it."""
    if not text or not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None
