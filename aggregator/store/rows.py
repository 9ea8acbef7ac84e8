"""Records ↔ rows. One list says how each field of `model.Event` becomes a column and comes back; nothing else knows.

Refuses to talk to the database. A row is a mapping from column to what SQLite can hold: text, number or None.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from aggregator.config.address import public_url
from aggregator.model import (
    AttendanceMode,
    DateOrTime,
    Event,
    EventKey,
    Evidence,
    Format,
    Listing,
    Precision,
    Problem,
    Registration,
    Role,
    Source,
    SourceState,
    Status,
    TimezoneSource,
    Validators,
)
from aggregator.store.times import instant_text, moment_text, read_instant, read_moment, time_columns, zone_of

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = dict[str, Cell]

PLAIN_FIELDS = (
    *("title", "rrule", "location", "venue", "address", "locality", "region", "postal_code", "country"),
    *("latitude", "longitude", "url", "registration_url", "organizer", "description", "series", "confidence"),
    *("price", "content_hash"),
)
"""Fields that stand in their column as they are."""

ENUM_FIELDS: dict[str, type[StrEnum]] = {
    "timezone_source": TimezoneSource,
    "precision": Precision,
    "attendance_mode": AttendanceMode,
    "registration": Registration,
    "status": Status,
}
FLAG_FIELDS = ("timezone_assumed", "year_assumed", "title_assumed")
MOMENT_LISTS = ("rdates", "exdates")
"""Lists of dates and times: JSON arrays of ISO text."""

TIME_COLUMNS = ("start", "end", "start_date", "end_date", "start_utc", "end_utc", "timezone", "all_day")
EVENT_COLUMNS = (
    *PLAIN_FIELDS,
    *TIME_COLUMNS,
    *ENUM_FIELDS,
    *FLAG_FIELDS,
    *MOMENT_LISTS,
    "categories",
    "register_by_date",
)
"""The columns that `events` and `listings` share."""

LISTING_COLUMNS = (
    *("id", "source", "uid", "recurrence_id", "original_start", "event_id", *EVENT_COLUMNS),
    *("sequence", "uid_assumed", "position", "format", "rules"),
    *("state", "missed", "missing_since", "withdrawn_at", "first_seen_at", "last_seen_at", "changed_at"),
)


def event_row(event: Event) -> Row:
    """The shared columns of an event."""
    row: Row = {name: getattr(event, name) for name in PLAIN_FIELDS}
    times = time_columns(event.start, event.end, event.timezone)
    row |= {**times, "all_day": int(event.all_day)}
    row |= {name: getattr(event, name) for name in ENUM_FIELDS}
    row |= {name: int(getattr(event, name)) for name in FLAG_FIELDS}
    row |= {name: _array([moment_text(value) for value in getattr(event, name)]) for name in MOMENT_LISTS}
    row["categories"] = _array(event.categories)
    row["register_by_date"] = event.register_by_date.isoformat() if event.register_by_date else None
    return row


def read_event(row: Mapping[str, Any], *, evidence: tuple[Evidence, ...] = ()) -> Event:
    """A row of `listings` as the Event it holds."""
    zone = zone_of(row["timezone"])
    return Event(
        key=EventKey(row["source"], row["uid"], row["recurrence_id"]),
        start=read_moment(row["start"], zone),
        end=read_moment(row["end"], zone) if row["end"] else None,
        all_day=bool(row["all_day"]),
        timezone=row["timezone"],
        recurrence_id=_original_start(row["original_start"], zone),
        sequence=row["sequence"] or 0,
        rules=_strings(row["rules"]),
        evidence=evidence,
        uid_assumed=bool(row["uid_assumed"]),
        position=row["position"] or "",
        format=row["format"] or "",
        **shared_fields(row, zone),
    )


def shared_fields(row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The fields that stand alike in `events` and `listings`, times of the event itself excepted."""
    fields: dict[str, Any] = {name: row[name] for name in PLAIN_FIELDS}
    for name, kind in ENUM_FIELDS.items():
        fields[name] = kind(row[name]) if row[name] is not None else None
    for name in FLAG_FIELDS:
        fields[name] = bool(row[name])
    for name in MOMENT_LISTS:
        fields[name] = tuple(read_moment(text, zone) for text in _strings(row[name]))
    fields["categories"] = _strings(row["categories"])
    last = row["register_by_date"]
    fields["register_by_date"] = date.fromisoformat(last) if last else None
    return fields


def listing_row(listing: Listing) -> Row:
    """A whole row of `listings`."""
    event = listing.event
    return {
        "id": listing.id,
        "source": event.key.source,
        "uid": event.key.uid,
        "recurrence_id": event.key.recurrence_id,
        "original_start": None if event.recurrence_id is None else moment_text(event.recurrence_id),
        "event_id": listing.event_id,
        **event_row(event),
        "sequence": event.sequence,
        "uid_assumed": int(event.uid_assumed),
        "position": event.position or None,
        "format": event.format or None,
        "rules": _array(event.rules),
        "state": listing_state(listing),
        "missed": listing.missed,
        "missing_since": _instant(listing.missing_since),
        "withdrawn_at": _instant(listing.withdrawn_at),
        "first_seen_at": instant_text(listing.first_seen_at),
        "last_seen_at": instant_text(listing.last_seen_at),
        "changed_at": instant_text(listing.changed_at),
    }


def listing_state(listing: Listing) -> str:
    """listed, missing or withdrawn: the word people filter by."""
    if listing.withdrawn_at is not None:
        return "withdrawn"
    return "missing" if listing.missed else "listed"


def read_listing(row: Mapping[str, Any], *, evidence: tuple[Evidence, ...] = ()) -> Listing:
    """A row of `listings` as a Listing."""
    return Listing(
        id=row["id"],
        event=read_event(row, evidence=evidence),
        first_seen_at=read_instant(row["first_seen_at"]),
        last_seen_at=read_instant(row["last_seen_at"]),
        changed_at=read_instant(row["changed_at"]),
        missed=row["missed"],
        missing_since=_read_instant(row["missing_since"]),
        withdrawn_at=_read_instant(row["withdrawn_at"]),
        event_id=row["event_id"],
    )


def source_row(source: Source) -> Row:
    """The columns of `sources` that come from sources.toml."""
    return {
        "slug": source.slug,
        "name": source.name,
        "url": public_url(source),
        "role": source.role,
        "format": source.format,
        "timezone": source.timezone,
        "region": source.region,
        "categories": _array(source.categories),
        "every_minutes": int(source.every.total_seconds() // 60) if source.every is not None else None,
        "enabled": int(source.enabled),
        "review": int(source.review),
        "settings_hash": settings_hash(source),
    }


def settings_hash(source: Source) -> str:
    """Digest of the settings that change what is read from the same page. Anybody may try guesses on it: no secrets."""
    read_with = (public_url(source), source.format, source.timezone, source.region, source.categories)
    chosen_by = (source.include, source.exclude, source.selectors)
    return digest(*(json.dumps(part) for part in (*read_with, *chosen_by)))


def read_source(row: Mapping[str, Any]) -> Source:
    """A row of `sources` as far as merging needs it: name, address, role, review."""
    return Source(
        slug=row["slug"],
        name=row["name"],
        url=row["url"] or "",
        format=Format(row["format"]) if row["format"] else None,
        timezone=row["timezone"],
        region=row["region"],
        role=Role(row["role"] or Role.ORGANIZER),
        categories=_strings(row["categories"]),
        review=bool(row["review"]),
        enabled=bool(row["enabled"]),
    )


def read_state(row: Mapping[str, Any]) -> SourceState:
    """A row of `sources` as what the next fetch must know."""
    return SourceState(
        slug=row["slug"],
        validators=Validators(row["etag"], row["last_modified"]),
        body_hash=row["body_hash"],
        reader_version=row["reader_version"],
        failures=row["failures"],
        last_fetch_at=_read_instant(row["last_fetch_at"]),
        last_success_at=_read_instant(row["last_success_at"]),
        next_fetch_at=_read_instant(row["next_fetch_at"]),
        result=row["result"],
        paused=bool(row["paused"]),
    )


def problem_row(slug: str | None, problem: Problem, *, first_seen_at: str, last_seen_at: str) -> Row:
    """A row of `problems`. The id is made of what is said, so the same problem stays the same row."""
    return {
        "id": digest(slug or "", problem.stage, problem.where, problem.message)[:12],
        "source": slug,
        "stage": problem.stage,
        "position": problem.where,
        "message": problem.message,
        "hint": problem.hint or None,
        "first_seen_at": first_seen_at,
        "last_seen_at": last_seen_at,
    }


def digest(*parts: str) -> str:
    """Hex digest of texts; the separator cannot stand in any of them."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _original_start(text: str | None, zone: ZoneInfo) -> DateOrTime | None:
    """The moment an override replaces, told in the override's zone."""
    if text is None or len(text) == 10:
        return None if text is None else read_moment(text, zone)
    return datetime.fromisoformat(text).astimezone(zone)


def _array(values: tuple[str, ...] | list[str]) -> str | None:
    """A JSON array; none for an empty one, because absent is NULL."""
    return json.dumps(list(values), ensure_ascii=False) if values else None


def _strings(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _instant(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)


def _read_instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text).astimezone(UTC)
