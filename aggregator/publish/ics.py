"""Occurrences → the bytes of one iCalendar file. Pure: no clock, no disk; equal data gives equal bytes in any order.

Refuses to choose what is published (`publish.files`) and to check itself (`publish.lint`, `publish.readback`).
The shape is docs/design.md §5 "Publishing", made from what calendar apps do with a feed, not from what they should:

- one VEVENT an occurrence, no RRULE: overrides of a recurrence are shown twice by some readers;
- no METHOD, ORGANIZER, ATTENDEE, VALARM: they make readers ask for an answer, refuse the file, or ring;
- wall time with TZID where a plain rule describes the zone in that year, UTC elsewhere and in the repeated hour of
  autumn, never floating;
- DTSTAMP = LAST-MODIFIED = when the content last changed, never when the file was made;
- a postponed event is TENTATIVE: Google removes what is CANCELLED, and the title is where people learn of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, PublishedOccurrence, Status
from aggregator.publish import vtimezone
from aggregator.publish.contentline import clean, clean_line, escape, fold, web_address
from aggregator.publish.wording import describe, event_page, newest_confirmation, shown_place, shown_title

PRODID = "-//Movement Calendar Aggregator//Published calendar//EN"
REFRESH = "PT6H"
"""How often readers are asked to come back (RFC 7986 §5.7)."""

STATUSES = {
    Status.CONFIRMED: "CONFIRMED",
    Status.TENTATIVE: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
    Status.POSTPONED: "TENTATIVE",
}


class Block(NamedTuple):
    """One rendered VEVENT. Blocks sort as they stand in the file: by start, UID, then octets.

    instant: POSIX timestamp of the start. zones: the TZIDs that the octets refer to.
    """

    instant: float
    uid: str
    octets: bytes
    zones: tuple[str, ...]
    occurrence: PublishedOccurrence


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
    return assemble(calendar, blocks(calendar, occurrences), note=note, filename=filename)


def blocks(calendar: Calendar, occurrences: Sequence[PublishedOccurrence]) -> list[Block]:
    """The VEVENT of each occurrence, in the order of the file."""
    newest = newest_confirmation(occurrences)
    return sorted((_block(calendar, o, newest) for o in occurrences), key=_order)


def assemble(
    calendar: Calendar, blocks: Sequence[Block], *, note: str | None = None, filename: str = "calendar.ics"
) -> bytes:
    """The file around blocks that are in order: the calendar's own properties and the zones the blocks refer to."""
    zones = sorted({zone for block in blocks for zone in block.zones})
    if not blocks:
        zones = [calendar.timezone]  # RFC 5545 §3.6 wants at least one component
    head = [
        "BEGIN:VCALENDAR\r\n",
        *(f"{fold(line)}\r\n" for line in _calendar_lines(calendar, blocks, note, filename)),
        *(vtimezone.component(zone) or "" for zone in zones),
    ]
    return b"".join(["".join(head).encode(), *(block.octets for block in blocks), b"END:VCALENDAR\r\n"])


def _order(block: Block) -> tuple[float, str, bytes]:
    return block[:3]


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
    changed = max((block.occurrence.updated_at for block in blocks), default=None)
    if changed:
        yield f"LAST-MODIFIED:{_utc(changed)}"


def _block(calendar: Calendar, o: PublishedOccurrence, newest: datetime | None) -> Block:
    """One VEVENT; a property that would be empty is left out."""
    begin, end, instant, zones = _times(o)
    updated = _utc(o.updated_at)
    url = event_page(o, calendar.url)
    place = shown_place(o)
    about = describe(o, calendar.url, newest)
    categories = ",".join(escape(name) for name in map(clean_line, o.categories) if name)
    parts = (
        f"BEGIN:VEVENT\r\n{fold(f'UID:{escape(clean_line(o.uid))}')}\r\nDTSTAMP:{updated}\r\nDTSTART{begin}\r\n",
        f"DTEND{end}\r\n" if end else "",
        f"{fold(f'SUMMARY:{escape(shown_title(o))}')}\r\n",
        f"{fold(f'DESCRIPTION:{escape(about)}')}\r\n" if about else "",
        f"{fold(f'LOCATION:{escape(place)}')}\r\n" if place else "",
        f"GEO:{_degrees(o.latitude)};{_degrees(o.longitude)}\r\n" if _has_point(o) else "",
        f"{fold(f'URL:{url}')}\r\n" if url else "",
        f"{fold(f'CATEGORIES:{categories}')}\r\n" if categories else "",
        f"STATUS:{STATUSES[o.status]}\r\nTRANSP:TRANSPARENT\r\nCLASS:PUBLIC\r\nSEQUENCE:{o.sequence}\r\n",
        f"CREATED:{_utc(o.created_at)}\r\nLAST-MODIFIED:{updated}\r\nEND:VEVENT\r\n",
    )
    return Block(instant, o.uid, "".join(parts).encode(), zones, o)


def _times(o: PublishedOccurrence) -> tuple[str, str | None, float, tuple[str, ...]]:
    """What follows DTSTART and DTEND, the start as a timestamp, and the TZIDs used.

    An end that does not lie after the start is left out (RFC 5545 §3.8.2.2), and the start stands alone.
    """
    if not isinstance(o.start, datetime):
        return (*_days(o.start, o.end), _midnight(o.start, _zone(o.timezone)), ())
    instant = o.start.timestamp()
    end = o.end if isinstance(o.end, datetime) and o.end.timestamp() // 1 > instant // 1 else None
    begin_text, end_text = _wall(o.start, o.timezone), _wall(end, o.timezone) if end else ""
    if begin_text is None or end_text is None:
        return f":{_utc(o.start)}", f":{_utc(end)}" if end else None, instant, ()
    return begin_text, end_text or None, instant, (o.timezone,)


def _days(start: date, end: date | None) -> tuple[str, str | None]:
    """All-day: our last day, inclusive, becomes RFC 5545's exclusive end."""
    begin = f";VALUE=DATE:{_basic(start.isoformat())}"
    if end is None or (isinstance(end, datetime) and end.date() < start):
        return begin, None
    last = end.date() if isinstance(end, datetime) else end
    if last < start or last == date.max:
        return begin, None
    return begin, f";VALUE=DATE:{_basic((last + timedelta(days=1)).isoformat())}"


def _wall(moment: datetime, timezone: str) -> str | None:
    """A DATE-TIME as wall time with TZID; None where that would not say one instant to every reader."""
    zone = _zone(timezone)
    if zone is None:
        return None
    wall = moment if moment.tzinfo is zone else moment.astimezone(zone)
    turning = vtimezone.turning_days(timezone, wall.year)
    if turning is None or (wall.date() in turning and not _unique(wall)):
        return None
    return f";TZID={timezone}:{_basic(wall.isoformat()[:19])}"


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


def _midnight(day: date, zone: ZoneInfo | None) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone or UTC).timestamp()


def _utc(moment: datetime) -> str:
    """RFC 5545 DATE-TIME, form 2: `20261121T180000Z`."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{_basic(moment.isoformat()[:19])}Z"


def _basic(text: str) -> str:
    """ISO 8601 extended → basic format."""
    return text.replace("-", "").replace(":", "")


def _has_point(o: PublishedOccurrence) -> bool:
    """Whether both coordinates are there and lie on the globe."""
    return o.latitude is not None and o.longitude is not None and -90 <= o.latitude <= 90 and -180 <= o.longitude <= 180


def _degrees(value: float | None) -> str:
    """Six digits after the point (RFC 5545 §3.8.1.6), about ten centimetres."""
    return f"{(value or 0.0) + 0.0:.6f}"
