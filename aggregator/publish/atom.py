"""Occurrences → the bytes of an Atom feed (RFC 4287): one entry an event, the last changed first. Pure.

Refuses to list a date that is over: the feed tells what is coming up and what changed about it. An event is one entry
however many dates it has, so that a weekly meeting does not fill anybody's reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from html import escape
from operator import itemgetter
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, PublishedOccurrence
from aggregator.publish.contentline import clean, clean_line, web_address
from aggregator.publish.origins import digest
from aggregator.publish.pieces import Layout, Making, Octets, Text
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


LAYOUT = Layout(
    opening=b"<entry>\n",
    between=b"</entry>\n<entry>\n",
    end=b"</entry>\n</feed>\n",
    empty=b"</feed>\n",
    whole="calendar.atom",
)


class Entry(NamedTuple):
    """What stands in one entry, rendered. key: by which entries are in order. occurrences: its dates.

    origin: as in `pieces.Piece`.
    """

    key: tuple[float, str]
    octets: Octets
    occurrences: Sequence[PublishedOccurrence]
    origin: bytes = b""
    zones: tuple[str, ...] = ()


def render(
    calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, today: date, name: str, note: str | None = None
) -> bytes:
    """The feed of the events with a date that is not over.

    today: the day it is in the calendar's zone. name: what the feed is called under `calendar.url`. note: a sentence
    about what it holds. Equal data gives equal bytes until a date has passed.
    """
    return bytes(assemble(calendar, entries(calendar, occurrences, today=today), today=today, name=name, note=note))


def entries(
    calendar: Calendar,
    occurrences: Sequence[PublishedOccurrence],
    making: Making | None = None,
    *,
    today: date,
) -> list[Entry]:
    """The entry of each event with a date that is not over, in the order of the file.

    The origin of an entry is that of all its dates together.
    """
    newest, origins, known = making or Making(newest_confirmation(occurrences))
    events: defaultdict[str, list[tuple[PublishedOccurrence, bytes]]] = defaultdict(list)
    for o, origin in zip(occurrences, origins, strict=False):
        if not is_over(o, today):
            events[o.event_id].append((o, origin))
    found = []
    for event_id, dated in events.items():
        if len(dated) == 1:
            [(o, origin)] = dated
            dates, changed = [o], changed_at(o)
        else:
            dated.sort(key=_order)
            dates = [o for o, _ in dated]
            changed = max(map(changed_at, dates))
            origin = digest(b"".join(made_from for _, made_from in dated)) if dated[0][1] else b""
        octets = known.get(origin) or _octets(_entry(calendar, event_id, dates, changed, newest))
        found.append(Entry((-changed.timestamp(), event_id), octets, dates, origin))
    return sorted(found, key=itemgetter(0))


def assemble(calendar: Calendar, entries: Sequence[Entry], *, today: date, name: str, note: str | None = None) -> Text:
    """The feed around entries that are in order."""
    updated = max(map(changed_at, entries[0].occurrences)) if entries else _midnight(calendar, today)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:ev="{EVENT_MODULE}">',
        *_head(calendar, name, note, updated),
    ]
    return Text(LAYOUT, _octets(head), [entry.octets for entry in entries])


def changed_at(occurrence: PublishedOccurrence) -> datetime:
    """When what an entry says of its event last changed, by one of its dates; that another was taken out counts."""
    return occurrence.event_updated_at or occurrence.updated_at


def _order(dated: tuple[PublishedOccurrence, bytes]) -> tuple[str, str]:
    """Of the dates of an event: by start as written, then UID."""
    return dated[0].start.isoformat(), dated[0].uid


def _octets(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


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
