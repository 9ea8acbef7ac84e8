"""The rows behind every list: occurrences of published events, as the templates show them.

Refuses to write and to know about HTML. One query serves the agenda, the month, and an event's own dates, so that they
cannot disagree; feeds are rendered from `web.feeds`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from aggregator.model import AttendanceMode, Registration
from aggregator.store.dates import OWN_FIELDS, PLACE_FIELDS
from aggregator.web.database import rows
from aggregator.web.filters import Filters
from aggregator.web.format import Span
from aggregator.web.links import safe_url

PUBLISHED = "published"
"""The `state` of an event that stands in the feeds."""

PAGE_SIZE = 60
"""Occurrences on one page of the agenda."""

PLACE = (*PLACE_FIELDS, "postal_code", "location")
"""The columns that tell a place: one listing's, all of them, never a mixture."""

OWN = ", ".join(f"'{name}', l.{name}" for name in (*PLACE, *OWN_FIELDS))

COLUMNS = f"""
    o.id, o.event_id, o.recurrence_id, o.title, o.start, o."end", o.timezone, o.status,
    o.location AS occurrence_location, {", ".join(f"e.{name}" for name in (*PLACE, *OWN_FIELDS))},
    e.categories, e.series, (SELECT l.format FROM listings AS l WHERE l.id = o.listing_id) AS format,
    (SELECT json_object({OWN}) FROM listings AS l WHERE l.id = o.listing_id AND (
        l.recurrence_id <> '' OR (o.recurrence_id IS NOT NULL AND l.rrule IS NULL AND l.rdates IS NULL)
    )) AS own,
    (SELECT json_group_array(json_array(name, url)) FROM (
        SELECT s.name, es.url FROM event_sources AS es JOIN sources AS s ON s.slug = es.source
        WHERE es.event_id = e.id ORDER BY es.is_primary DESC, s.name)) AS credits
"""  # noqa: S608 - only names of ours

JOINED = "FROM occurrences AS o JOIN events AS e ON e.id = o.event_id"

FROM = f"{JOINED} WHERE e.state = '{PUBLISHED}'"

ORDER = "ORDER BY o.start_date, o.all_day DESC, o.start_utc, o.title, o.id"


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that lists an event: its name, and its own page on it where that is known and safe to follow."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One occurrence in a list.

    place: where to go, in a line, or None. moved_to: this occurrence's own place where it is not the series'.
    own: what this date of a series says otherwise than the series. fields: the columns of its place and `OWN_FIELDS`,
    as stored, that of this date. no_time: what to say where only its day is known:
    a calendar file means all day, a page left it out.
    """

    id: str
    event_id: str
    recurrence_id: str | None
    title: str
    span: Span
    status: str
    place: str | None
    moved_to: str | None
    attendance_mode: str | None
    url: str | None
    registration_url: str | None
    registration: str | None
    organizer: str | None
    categories: tuple[str, ...]
    series: str | None
    own: Mapping[str, Any]
    no_time: str
    credits: tuple[Credit, ...]
    fields: Mapping[str, Any]

    @property
    def host(self) -> str | None:
        """The organizer, unless one of the credits says the name already."""
        named = {credit.name.casefold() for credit in self.credits}
        return self.organizer if self.organizer and self.organizer.casefold() not in named else None

    @property
    def path(self) -> str:
        """Its page below the calendar's root; an occurrence of a series names itself."""
        return event_path(self.event_id, self.recurrence_id)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the agenda and what begins on it. hidden: how many more do; rest: where all of them are."""

    date: date
    shown: tuple[Shown, ...]
    hidden: int = 0
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the agenda. more: whether there is a later one."""

    shown: tuple[Shown, ...]
    number: int
    more: bool


def event_path(event_id: str, recurrence_id: str | None = None) -> str:
    """`/event/<id>`, with the occurrence meant where the event has several."""
    return f"/event/{event_id}" + (f"?occurrence={recurrence_id}" if recurrence_id else "")


async def page(database: Any, filters: Filters, *, number: int) -> Page:
    """The occurrences a reader asked for, in order of their local days. number: from 1."""
    where, params = filters.where()
    chosen = f"SELECT o.rowid {FROM}{where} {ORDER} LIMIT :limit OFFSET :offset"  # bare rows sort faster than full ones
    sql = f"SELECT {COLUMNS} {JOINED} WHERE o.rowid IN ({chosen}) {ORDER}"
    limits = {"limit": PAGE_SIZE + 1, "offset": (number - 1) * PAGE_SIZE}
    found = await rows(database, sql, {**params, **limits})
    shown = tuple(from_row(row) for row in found)
    return Page(shown[:PAGE_SIZE], number, len(shown) > PAGE_SIZE)


async def parts(database: Any, filters: Filters, size: int) -> tuple[int, AsyncIterator[tuple[Shown, ...]]]:
    """How many occurrences a choice has, and all of them in order, so many at a time; an empty choice has one part."""
    where, params = filters.where()
    found = await rows(database, f"SELECT o.rowid {FROM}{where} {ORDER}", params)
    chosen = [row[0] for row in found]

    async def read() -> AsyncIterator[tuple[Shown, ...]]:
        for begin in range(0, max(len(chosen), 1), size):
            yield await of_rows(database, chosen[begin : begin + size])

    return len(chosen), read()


async def of_rows(database: Any, rowids: Iterable[int]) -> tuple[Shown, ...]:
    """The occurrences of some rowids, in order."""
    sql = f"SELECT {COLUMNS} {JOINED} WHERE o.rowid IN (SELECT value FROM json_each(:rows)) {ORDER}"  # noqa: S608 - ours
    found = await rows(database, sql, {"rows": json.dumps(list(rowids))})
    return tuple(from_row(row) for row in found)


async def of_event(database: Any, event_id: str, *, limit: int) -> tuple[Shown, ...]:
    """The occurrences of one event in order, whatever its state; at most `limit`."""
    sql = f"SELECT {COLUMNS} {JOINED} WHERE e.id = :id {ORDER} LIMIT :limit"
    found = await rows(database, sql, {"id": event_id, "limit": limit})
    return tuple(from_row(row) for row in found)


async def months(database: Any, filters: Filters) -> Sequence[tuple[date, int]]:
    """(first day of the month, occurrences that begin in it) for a reader's choice, at most two years of them."""
    where, params = filters.where()
    sql = (
        f"SELECT substr(o.start_date, 1, 7) || '-01' AS month, count(*) AS n {FROM}{where}"
        " GROUP BY month ORDER BY month LIMIT 24"
    )
    found = await rows(database, sql, params)
    return tuple((date.fromisoformat(row["month"]), row["n"]) for row in found)


def days(shown: Iterable[Shown]) -> tuple[Day, ...]:
    """In the order given, which is by day."""
    return tuple(Day(day, tuple(group)) for day, group in groupby(shown, key=lambda one: one.span.first_day))


def from_row(row: Mapping[str, Any]) -> Shown:
    """One row of `COLUMNS`."""
    own = json.loads(row["own"]) if row["own"] else {}
    fields = overlay(dict(row), own)
    elsewhere = row["occurrence_location"] != row["location"]
    return Shown(
        id=row["id"],
        event_id=row["event_id"],
        recurrence_id=row["recurrence_id"] or None,
        title=row["title"],
        span=Span.read(row["start"], row["end"], row["timezone"]),
        status=row["status"] or "confirmed",
        place=place_words(fields),
        moved_to=row["occurrence_location"] if elsewhere else None,
        attendance_mode=fields["attendance_mode"],
        url=safe_url(fields["url"]),
        registration_url=safe_url(fields["registration_url"]),
        registration=fields["registration"],
        organizer=fields["organizer"],
        categories=read_list(row["categories"]),
        series=row["series"],
        own=own,
        no_time="All day" if row["format"] == "ical" else "Time not given",
        credits=read_credits(row["credits"]),
        fields={name: fields[name] for name in (*PLACE, *OWN_FIELDS)},
    )


def overlay(event: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """An event's fields as one date of its series tells them, by the rule of the feeds (`store.reads`)."""
    fields = dict(event)
    if any(own.get(name) is not None for name in PLACE):
        fields.update({name: own[name] for name in PLACE})
    return fields | {name: own[name] for name in OWN_FIELDS if own.get(name) not in (None, Registration.UNKNOWN)}


def place_words(fields: Mapping[str, Any]) -> str | None:
    """Where to go, in one line: venue, town and state; else as the source words it."""
    town = ", ".join(part for part in (fields["locality"], fields["region"]) if part)
    known = [part for part in (fields["venue"] or fields["address"], town) if part]
    place = " · ".join(known) or fields["location"] or None
    if place and place.casefold() == fields["attendance_mode"] == AttendanceMode.ONLINE:
        return None  # the badge says it
    return place


def read_list(text: str | None) -> tuple[str, ...]:
    """A column that holds a JSON array of texts; whatever else stands there reads as none."""
    try:
        values = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def read_credits(text: str | None) -> tuple[Credit, ...]:
    """Each source once, in order; the first address it gives that may be followed."""
    found: dict[str, str | None] = {}
    for name, url in json.loads(text or "[]"):
        found[name] = found.get(name) or safe_url(url)
    return tuple(Credit(name, url) for name, url in found.items())
