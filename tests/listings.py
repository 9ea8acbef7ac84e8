"""Events, listings and answers made for tests of decide, merge and store; and what carrying out a Plan leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.decide import listing_id
from aggregator.model import (
    Event,
    EventKey,
    Extraction,
    Fetched,
    Format,
    Listing,
    NotModified,
    Outcome,
    Page,
    Plan,
    Precision,
    Problem,
    Role,
    Source,
    TimezoneSource,
    Validators,
)
from aggregator.normalize.identity import content_hash

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)

UNION = Source(slug="union", name="Tenants Union", url="https://union.example.org/events")
PORTAL = Source(slug="portal", name="City Portal", url="https://portal.example.org/", role=Role.AGGREGATOR)


def at(day: int, hour: int = 19, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """Wall time in Los Angeles; November 2026 unless told otherwise."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def event(uid: str = "1@union", title: str = "Tenants assembly", start: date | None = None, **fields: Any) -> Event:
    """An event as normalize makes it, its content hash right. source: "union" unless given; name: its recurrence id."""
    start = start or at(21)
    key = EventKey(fields.pop("source", "union"), uid, fields.pop("name", ""))
    defaults: dict[str, Any] = {
        "all_day": not isinstance(start, datetime),
        "timezone": "America/Los_Angeles",
        "timezone_source": TimezoneSource.EVENT,
        "precision": Precision.TIME if isinstance(start, datetime) else Precision.DAY,
    }
    made = Event(key=key, title=title, start=start, **(defaults | fields))
    return replace(made, content_hash=content_hash(made))


def keyless(title: str, start: date, **fields: Any) -> Event:
    """An event whose source gives no uid: the key is its address, or its title and day."""
    uid = fields.pop("uid", None) or fields.get("url") or f"made:{title.lower()}:{start:%Y-%m-%d}"
    return event(uid, title, start, uid_assumed=True, **fields)


def listing(made: Event, *, seen_at: datetime = NOW, **fields: Any) -> Listing:
    """A stored listing of an event, first and last seen at one moment."""
    times = {"first_seen_at": seen_at, "last_seen_at": seen_at, "changed_at": seen_at}
    return Listing(id=listing_id(made.key), event=made, **(times | fields))


def answer(*events: Event, complete: bool = True, **fields: Any) -> Extraction:
    """What was read from a page."""
    return Extraction(events=events, format=Format.ICAL, complete=complete, **fields)


def outcome(extraction: Extraction, *, slug: str = "union", now: datetime = NOW, etag: str = '"1"') -> Outcome:
    """A good answer with a body."""
    fetched = Fetched(
        page=Page(content=b"BEGIN:VCALENDAR", content_type="text/calendar"),
        fetched_at=now,
        validators=Validators(etag, None),
        body_hash="b0d1",
    )
    return Outcome(slug=slug, started_at=now, seconds=0.25, fetched=fetched, extraction=extraction)


def unchanged(*, slug: str = "union", now: datetime = NOW) -> Outcome:
    """A 304."""
    not_modified = NotModified(fetched_at=now, validators=Validators(), body_hash=None)
    return Outcome(slug=slug, started_at=now, seconds=0.01, not_modified=not_modified)


def failed(*, slug: str = "union", now: datetime = NOW, gone: bool = False) -> Outcome:
    """No usable answer."""
    problem = Problem("fetch", "https://union.example.org/events", "the server answered 503", "try later")
    return Outcome(slug=slug, started_at=now, seconds=5.0, error=problem, error_status=503, gone=gone)


def carried_out(stored: Iterable[Listing], plan: Plan, now: datetime) -> tuple[Listing, ...]:
    """The listings that a Plan leaves, by source and uid: what the store must do, in a few lines."""
    after = {one.id: one for one in stored}
    for one in plan.insert:
        after[listing_id(one.key)] = listing(one, seen_at=now)
    seen: dict[str, Any] = {"last_seen_at": now, "missed": 0, "missing_since": None, "withdrawn_at": None}
    for known, new in plan.update:
        changed_at = now if known.event.content_hash != new.content_hash else known.changed_at
        after[known.id] = replace(known, event=new, changed_at=changed_at, **seen)
    for known in plan.unchanged:
        after[known.id] = replace(known, **seen)
    for known in plan.missing:
        gone_at = now if known in plan.withdraw else None
        since = known.missing_since or now
        after[known.id] = replace(known, missed=known.missed + 1, missing_since=since, withdrawn_at=gone_at)
    return tuple(sorted(after.values(), key=lambda one: one.event.key))


def titles(events: Sequence[Event]) -> list[str]:
    """Titles, to compare."""
    return [one.title for one in events]
