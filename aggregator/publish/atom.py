"""Occurrences → the bytes of an Atom feed (RFC 4287): one entry an event, the last changed first. Pure.

Refuses to list a date that is over: the feed tells what is coming up and what changed about it. An event is one entry
however many dates it has, so that a weekly meeting does not fill anybody's reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from html import escape
from itertools import groupby
from operator import attrgetter
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, PublishedOccurrence
from aggregator.publish.contentline import clean, clean_line, web_address
from aggregator.publish.wording import (
    feed_address,
    newest_confirmation,
    telling,
    when_line,
)

MOST_DATES = 12
"""Dates of a series that its entry names; it says how many more there are."""

EVENT_MODULE = "http://purl.org/rss/1.0/modules/event/"
"""The RSS event module: start, end, place and organizer of the next date, for programs."""


def render(
    calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, today: date, name: str, note: str | None = None
) -> bytes:
    """The feed of the events with a date that is not over.

    today: the day it is in the calendar's zone. name: what the feed is called under `calendar.url`. note: a sentence
    about what it holds. Equal data gives equal bytes until a date has passed.
    """
    coming = [o for o in occurrences if not is_over(o, today)]
    newest = newest_confirmation(coming)
    entries = [
        (max(o.updated_at for o in dates), event_id, dates)
        for event_id, group in groupby(sorted(coming, key=attrgetter("event_id")), key=attrgetter("event_id"))
        for dates in [sorted(group, key=_order)]
    ]
    entries.sort(key=lambda entry: (-entry[0].timestamp(), entry[1]))
    updated = entries[0][0] if entries else _midnight(calendar, today)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:ev="{EVENT_MODULE}">',
        *_head(calendar, name, note, updated),
    ]
    for changed, event_id, dates in entries:
        lines += _entry(calendar, event_id, dates, changed, newest)
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def is_over(occurrence: PublishedOccurrence, today: date) -> bool:
    """Whether its last local day has passed. By days, so that a feed is the same from midnight to midnight."""
    end = occurrence.end or occurrence.start
    return (end.date() if isinstance(end, datetime) else end) < today


def _head(calendar: Calendar, name: str, note: str | None, updated: datetime) -> Iterator[str]:
    """What stands before the entries; an author for them all (RFC 4287 §4.1.1)."""
    address = feed_address(calendar, name)
    yield f"<id>{_urn(address or f'{clean_line(calendar.name)}/{name}')}</id>"
    yield f"<title>{_text(clean_line(calendar.name))}</title>"
    about = " ".join(filter(None, (clean_line(calendar.description or ""), clean_line(note or ""))))
    if about:
        yield f"<subtitle>{_text(about)}</subtitle>"
    yield f"<updated>{_instant(updated)}</updated>"
    yield f"<author><name>{_text(clean_line(calendar.name))}</name></author>"
    if address:
        yield f'<link rel="self" type="application/atom+xml" href="{_text(address)}"/>'
    page = web_address(calendar.url)
    if page:
        yield f'<link rel="alternate" type="text/html" href="{_text(page)}"/>'


def _entry(
    calendar: Calendar,
    event_id: str,
    dates: Sequence[PublishedOccurrence],
    changed: datetime,
    newest: datetime | None,
) -> Iterator[str]:
    """One event, told as its next date tells it."""
    first = dates[0]
    told = telling(first, calendar.url, newest)
    yield "<entry>"
    yield f"<id>{_urn(event_id)}</id>"
    yield f"<title>{_text(told.title)}</title>"
    yield f"<published>{_instant(min(o.created_at for o in dates))}</published>"
    yield f"<updated>{_instant(changed)}</updated>"
    link = told.own or told.link
    if link:
        yield f'<link rel="alternate" type="text/html" href="{_text(link)}"/>'
    for category in filter(None, map(clean_line, first.categories)):
        yield f'<category term="{_text(category)}"/>'
    yield f"<ev:startdate>{first.start.isoformat()}</ev:startdate>"
    if first.end is not None:
        yield f"<ev:enddate>{first.end.isoformat()}</ev:enddate>"
    if told.place:
        yield f"<ev:location>{_text(told.place)}</ev:location>"
    if first.organizer:
        yield f"<ev:organizer>{_text(clean_line(first.organizer))}</ev:organizer>"
    paragraphs = clean(told.description).split(chr(10) * 2)
    yield f'<content type="html">{_text(_html([*_when(dates), *paragraphs]))}</content>'
    yield "</entry>"


def _when(dates: Sequence[PublishedOccurrence]) -> list[str]:
    """The dates, one a line in one paragraph."""
    lines = [when_line(o) for o in dates[:MOST_DATES]]
    if len(dates) > MOST_DATES:
        lines.append(f"and {len(dates) - MOST_DATES} more dates")
    return ["\n".join(lines)]


def _html(paragraphs: Sequence[str]) -> str:
    """Plain paragraphs as HTML: nothing of theirs is markup."""
    return "".join(f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip())


def _text(text: str) -> str:
    """Text as XML, in an element or an attribute; `clean` has taken out what XML cannot hold."""
    return escape(clean(text))


def _urn(name: str) -> str:
    """A permanent id (RFC 4287 §4.2.6) that stays when the site moves."""
    return uuid5(NAMESPACE_URL, name).urn


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _midnight(calendar: Calendar, today: date) -> datetime:
    """The beginning of the calendar's day: when a feed without entries became as it is, at the latest."""
    return datetime.combine(today, time(), ZoneInfo(calendar.timezone))


def _order(occurrence: PublishedOccurrence) -> tuple[str, str]:
    return occurrence.start.isoformat(), occurrence.uid
