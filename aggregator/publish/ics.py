"""Occurrences → the bytes of one iCalendar file. Pure: no clock, no disk; equal data gives equal bytes in any order.

Refuses to choose what is published (`publish.files`) and to check itself (`publish.lint`, `publish.readback`).
The shape is docs/design.md §5 "Publishing", made from what calendar apps do with a feed, not from what they should:

- one VEVENT an occurrence, no RRULE: overrides of a recurrence are shown twice by some readers;
- no METHOD, ORGANIZER, ATTENDEE, VALARM: they make readers ask for an answer, refuse the file, or ring;
- wall time with TZID where a plain rule describes the zone in that year, UTC elsewhere, in the repeated hour of
  autumn and for what lasts over a change of clocks, never floating;
- DTSTAMP = LAST-MODIFIED = when the content last changed, never when the file was made;
- a postponed event is TENTATIVE: Google removes what is CANCELLED, and the title is where people learn of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.collecting import uncollected
from aggregator.model import Calendar, PublishedOccurrence, Status
from aggregator.publish import vtimezone
from aggregator.publish.contentline import (
    clean,
    clean_line,
    escape,
    folded,
    text_lines,
    web_address,
)
from aggregator.publish.pieces import Layout, Making, Octets, Text
from aggregator.publish.wording import newest_confirmation, telling

PRODID = "-//Movement Calendar Aggregator//Published calendar//EN"
REFRESH = "PT6H"
"""How often readers are asked to come back (RFC 7986 §5.7)."""

STATUSES = {
    Status.CONFIRMED: "CONFIRMED",
    Status.TENTATIVE: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
    Status.POSTPONED: "TENTATIVE",
}


LAYOUT = Layout(
    opening=b"BEGIN:VEVENT\r\n",
    between=b"END:VEVENT\r\nBEGIN:VEVENT\r\n",
    end=b"END:VEVENT\r\nEND:VCALENDAR\r\n",
    empty=b"END:VCALENDAR\r\n",
    whole="calendar-full.ics",
)


class Block(NamedTuple):
    """The properties of one VEVENT, rendered. Blocks sort as they stand in the file: by start, UID, then octets.

    instant: POSIX timestamp of the start. zones: the TZIDs that the octets refer to. origin: as in `pieces.Piece`.
    """

    instant: float
    uid: str
    octets: Octets
    zones: tuple[str, ...]
    occurrence: PublishedOccurrence
    origin: bytes = b""

    @property
    def occurrences(self) -> tuple[PublishedOccurrence, ...]:
        """The one it tells of."""
        return (self.occurrence,)


def render(
    calendar: Calendar,
    occurrences: Sequence[PublishedOccurrence],
    *,
    note: str | None = None,
    filename: str = "calendar.ics",
) -> bytes:
    """The whole feed. note: a sentence for readers of the calendar's description, such as why its window is narrow.

    Datetimes are aware. filename: what the feed is called under `calendar.url`.
    """
    return bytes(assemble(calendar, blocks(calendar, occurrences), note=note, filename=filename))


@uncollected()
def blocks(calendar: Calendar, occurrences: Sequence[PublishedOccurrence], making: Making | None = None) -> list[Block]:
    """The VEVENT of each occurrence, in the order of the file.

    The dates of a series differ in little but their times: what they share is rendered once.
    """
    newest, origins, known = making or Making(newest_confirmation(occurrences))
    dates = Counter(o.event_id for o in occurrences)
    rendered: dict[str, tuple[tuple[object, ...], bytes]] = {}
    found = []
    for o, origin in zip(occurrences, origins, strict=False):
        octets = known.get(origin) if known else None
        if octets is not None:
            found.append(_known_block(o, octets, origin))
        elif dates[o.event_id] == 1:
            found.append(_block(o, _body(calendar, o, newest), origin))
        else:
            key, body = rendered.get(o.event_id, ((), b""))
            own = _shared(o)
            if own != key:
                body = _body(calendar, o, newest)
                rendered[o.event_id] = own, body
            found.append(_block(o, body, origin))
    return sorted(found, key=_order)


def assemble(
    calendar: Calendar, blocks: Sequence[Block], *, note: str | None = None, filename: str = "calendar.ics"
) -> Text:
    """The file around blocks that are in order: the calendar's own properties and the zones the blocks refer to."""
    zones = sorted(set(chain.from_iterable(map(attrgetter("zones"), blocks))))
    if not blocks:
        zones = [calendar.timezone]  # RFC 5545 §3.6 wants at least one component
    head = [
        "BEGIN:VCALENDAR\r\n",
        *map(folded, _calendar_lines(calendar, blocks, note, filename)),
        *(vtimezone.component(zone) or "" for zone in zones),
    ]
    return Text(LAYOUT, "".join(head).encode(), [block.octets for block in blocks])


_order = itemgetter(0, 1, 2)


def _calendar_lines(calendar: Calendar, blocks: Iterable[Block], note: str | None, filename: str) -> Iterator[str]:
    """The properties of VCALENDAR. Names and descriptions stand twice: RFC 7986 §5, and what older readers know."""
    name = escape(clean_line(calendar.name))
    about = escape("\n\n".join(filter(None, (clean(calendar.description or ""), clean(note or "")))))
    yield "VERSION:2.0"
    yield f"PRODID:{PRODID}"
    yield "CALSCALE:GREGORIAN"
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    if about:
        yield from (f"DESCRIPTION:{about}", f"X-WR-CALDESC:{about}")
    yield f"X-WR-TIMEZONE:{calendar.timezone}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"
    yield f"X-PUBLISHED-TTL:{REFRESH}"
    address = web_address(calendar.url)
    if address:
        yield f"SOURCE;VALUE=URI:{address.rstrip('/')}/{filename}"
        yield f"URL:{address}"
    changed = max(map(attrgetter("occurrence.updated_at"), blocks), default=None)
    if changed:
        yield f"LAST-MODIFIED:{_utc(changed)}"


_OWN = ("uid", "start", "end", "timezone", "all_day", "event_updated_at")
"""What the dates of one series differ in, as a rule, and what no VEVENT tells."""

_shared = attrgetter(*(field.name for field in fields(PublishedOccurrence) if field.name not in _OWN))


def _known_block(o: PublishedOccurrence, octets: Octets, origin: bytes) -> Block:
    """One VEVENT that was rendered before."""
    instant = o.start.timestamp() if isinstance(o.start, datetime) else _midnight(o.start, o.timezone)
    return Block(instant, o.uid, octets, (o.timezone,) if b"\r\nDTSTART;TZID=" in bytes(octets) else (), o, origin)


def _block(o: PublishedOccurrence, body: bytes, origin: bytes) -> Block:
    """One VEVENT around what is rendered of it already."""
    times, instant, zones = _times(o)
    uid = o.uid
    line = f"UID:{uid}\r\n" if _is_plain_uid(uid) else folded(f"UID:{escape(clean_line(uid))}")
    return Block(instant, uid, f"{line}DTSTAMP:{_utc(o.updated_at)}\r\n{times}".encode() + body, zones, o, origin)


_is_plain_uid = re.compile(r"[\w@.:+-]{1,71}", re.ASCII).fullmatch
"""Nothing of it has to be cleaned, escaped or folded."""


def _body(calendar: Calendar, o: PublishedOccurrence, newest: datetime | None) -> bytes:
    """All of a VEVENT that does not depend on `_OWN`, from SUMMARY on; a property that would be empty is left out."""
    title, place, about, _, link, _ = telling(o, calendar.url, newest)
    words = f"SUMMARY:{title}\rDESCRIPTION:{about}" if about else f"SUMMARY:{title}"
    if place:
        words += f"\rLOCATION:{place}"
    address = folded(f"URL:{link}") if link else ""
    rest = (
        f"\r\n{_point(o.latitude, o.longitude)}{address}{_categories(o.categories)}"
        f"{_STATUS_LINES[o.status]}{o.sequence}\r\nCREATED:{_utc(o.created_at)}\r\nLAST-MODIFIED:{_utc(o.updated_at)}\r\n"
    )
    return text_lines(words) + rest.encode()


_STATUS_LINES = {
    status: f"STATUS:{value}\r\nTRANSP:TRANSPARENT\r\nCLASS:PUBLIC\r\nSEQUENCE:" for status, value in STATUSES.items()
}


@lru_cache(maxsize=4096)
def _point(latitude: float | None, longitude: float | None) -> str:
    """GEO to six digits after the point (RFC 5545 §3.8.1.6), about ten centimetres; "" for no place on Earth."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return ""
    return f"GEO:{latitude + 0.0:.6f};{longitude + 0.0:.6f}\r\n"  # never -0.000000


@lru_cache(maxsize=4096)
def _categories(names: tuple[str, ...]) -> str:
    """The CATEGORIES line of some names, "" where none is left; the same few stand on most events."""
    categories = ",".join(escape(name) for name in map(clean_line, names) if name)
    return folded(f"CATEGORIES:{categories}") if categories else ""


def _times(o: PublishedOccurrence) -> tuple[str, float, tuple[str, ...]]:
    """The lines of DTSTART and DTEND, the start as a timestamp, and the TZIDs used.

    An end that does not lie after the start is left out (RFC 5545 §3.8.2.2), and the start stands alone.
    """
    start, end, timezone = o.start, o.end, o.timezone
    if not isinstance(start, datetime):
        return _days(start, end.date() if isinstance(end, datetime) else end), _midnight(start, timezone), ()
    instant = start.timestamp()
    timed_end = end if isinstance(end, datetime) else None
    begin_text = _wall(start, timezone)
    end_text = _wall(timed_end, timezone) if timed_end else ""
    if begin_text is None or end_text is None or not _one_offset(start, timed_end, timezone):
        later = timed_end is not None and timed_end.timestamp() // 1 > instant // 1
        line = f"DTEND:{_utc(timed_end)}\r\n" if timed_end and later else ""
        return f"DTSTART:{_utc(start)}\r\n{line}", instant, ()
    line = f"DTEND{end_text}\r\n" if end_text > begin_text else ""
    return f"DTSTART{begin_text}\r\n{line}", instant, (timezone,)


@lru_cache(maxsize=4096)
def _days(start: date, last: date | None) -> str:
    """DTSTART and DTEND of whole days: our last day, inclusive, becomes RFC 5545's exclusive end."""
    begin = f"DTSTART;VALUE=DATE:{_basic(start.isoformat())}\r\n"
    if last is None or last < start or last == date.max:
        return begin
    return f"{begin}DTEND;VALUE=DATE:{_basic((last + timedelta(days=1)).isoformat())}\r\n"


def _one_offset(start: datetime, end: datetime | None, timezone: str) -> bool:
    """Whether the clocks stand alike at both ends: libecal (Evolution) adds an event's length to the wall time.

    What lasts over a change of clocks would end an hour off there; in UTC it is right for every reader.
    """
    zone = _zone(timezone)
    return end is None or start.astimezone(zone).utcoffset() == end.astimezone(zone).utcoffset()


def _wall(moment: datetime, timezone: str) -> str | None:
    """A DATE-TIME as wall time with TZID; None where that would not say one instant to every reader.

    Texts of one zone sort as their instants do, for each stands for exactly one.
    """
    zone = _zone(timezone)
    if zone is None:
        return None
    wall = moment if moment.tzinfo is zone else moment.astimezone(zone)
    text, turning = _day(timezone, wall.toordinal())
    if text is None or (turning and not _unique(wall)):
        return None
    return f"{text}{_CLOCK[wall.hour * 60 + wall.minute]}{_SECONDS[wall.second]}"


_CLOCK = tuple(f"{minute // 60:02}{minute % 60:02}" for minute in range(24 * 60))
_SECONDS = tuple(f"{second:02}" for second in range(60))


@lru_cache(maxsize=4096)
def _day(timezone: str, ordinal: int) -> tuple[str | None, bool]:
    """A DATE-TIME up to its hour, None where no rule fits the year; and whether the clocks change on that day."""
    day = date.fromordinal(ordinal)
    turning = vtimezone.turning_days(timezone, day.year)
    if turning is None:
        return None, False
    return f";TZID={timezone}:{_basic(day.isoformat())}T", day in turning


def _unique(wall: datetime) -> bool:
    """Whether the wall time exists exactly once: not in autumn's repeated hour nor in the one skipped in spring."""
    return wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()


@cache
def _zone(timezone: str) -> ZoneInfo | None:
    """The zone, None where its name is unknown to the zone database here."""
    try:
        return ZoneInfo(timezone)
    except (ValueError, OSError, KeyError):
        return None


@lru_cache(maxsize=4096)
def _midnight(day: date, timezone: str) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=_zone(timezone) or UTC).timestamp()


def _utc(moment: datetime) -> str:
    """RFC 5545 DATE-TIME, form 2: `20261121T180000Z`."""
    return _utc_stamp(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=4096)
def _utc_stamp(instant: datetime) -> str:
    """Many events were seen first, and changed, in one run. Only for UTC: elsewhere fold makes no difference."""
    return f"{_basic(instant.isoformat()[:19])}Z"


def _basic(text: str) -> str:
    """ISO 8601 extended → basic format."""
    return text.replace("-", "").replace(":", "")
