"""The merged calendar in the database: `events`, their sources and occurrences; only rows that differ are written.

Refuses to merge. An unchanged run writes no event row, so nothing that reads the file has anything to read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from aggregator.decide import listing_id
from aggregator.merge import Merge, state_of
from aggregator.model import (
    Credit,
    DateOrTime,
    EventKey,
    KnownEvent,
    Listing,
    MergedEvent,
    Occurrence,
    Precision,
    Role,
    State,
)
from aggregator.normalize.identity import recurrence_text
from aggregator.store import sql
from aggregator.store.dates import Stamps, highest, shown_by
from aggregator.store.rows import Row, event_row, shared_fields
from aggregator.store.times import instant_text, read_instant, read_moment, time_columns, zone_of

KEEP_FETCHES = timedelta(days=90)
"""How long the diary of fetches reaches back."""

Occurrences = Mapping[str, Sequence[Occurrence]]


def save_merge(
    db: sqlite3.Connection, merge: Merge, occurrences: Occurrences, now: datetime, states: Mapping[str, State]
) -> tuple[tuple[KnownEvent, ...], tuple[str, ...]]:
    """Make the tables say what was merged. Inside the caller's transaction.

    Gives what is new of known events, and the ids of events that are no more.

    merge: of everything, or of what a change reaches; other events stay as they are.
    states: where people put an event, by its id; nobody's word shows what no source lists any more.
    occurrences: by event id. An event that does not repeat and has none there gets the one it is.
    Foreign keys set the order: events come first and leave last.
    """
    merged = merge.events
    ids = None if merge.listings is None else _events_with(db, merge.listings) | {event.id for event in merged}
    of_event = None if ids is None else ("event_id", ids)
    reviewed = {row["slug"] for row in db.execute("SELECT slug FROM sources WHERE review")}
    hidden = {row["id"] for row in db.execute("SELECT id FROM events WHERE state = ?", (State.HIDDEN,))}
    states = {**dict.fromkeys(hidden, State.HIDDEN), **states}
    stamps = Stamps(db, now, of_event)
    dates = _distinct(row for event in merged for row in _occurrence_rows(event, occurrences.get(event.id, ()), stamps))
    counts = highest(dates)
    events = [_event_row(event, _state(event, states.get(event.id), reviewed), counts) for event in merged]
    changed, gone = sql.differing(db, "events", ["id"], events, among=None if ids is None else ("id", ids))
    sql.upsert(db, "events", ["id"], changed)
    regrouped = _point_listings(db, merge)
    credits = [row for event in merged for row in _credits(event)]
    _synchronize(db, "event_sources", ["event_id", "listing_id"], credits, of_event)
    _synchronize(db, "occurrences", ["id"], dates, of_event)
    _point_changes(db, merge.listings)
    sql.delete(db, "events", ["id"], gone)
    db.execute("DELETE FROM fetches WHERE at < ?", (instant_text(now - KEEP_FETCHES),))
    news = regrouped | {str(row["id"]) for row in changed}
    return tuple(_known(event, counts) for event in merged if event.id in news), tuple(str(one) for (one,) in gone)


def _state(event: MergedEvent, decided: State | None, reviewed: Set[str]) -> State:
    """Where an event stands: hidden or shown where people said so, else by what was read."""
    found = state_of(event, reviewed=reviewed)
    if decided is State.HIDDEN or (decided is State.PUBLISHED and found is State.REVIEW):
        return State.REVIEW if event.event.precision is Precision.MONTH and decided is State.PUBLISHED else decided
    return found


def show_again(db: sqlite3.Connection, listing_ids: Iterable[str]) -> None:
    """Take the mark of being hidden off the events of some listings."""
    db.executemany(
        "UPDATE events SET state = ? WHERE state = ? AND id = (SELECT event_id FROM listings WHERE id = ?)",
        [(State.REVIEW, State.HIDDEN, listing_id) for listing_id in listing_ids],
    )


def _events_with(db: sqlite3.Connection, listing_ids: Collection[str]) -> set[str]:
    """The events that hold any of these listings, or were named after one."""
    holding = (row["event_id"] for row in sql.selected(db, "listings", ["event_id"], ("id", listing_ids)))
    named_after = (row["id"] for row in sql.selected(db, "events", ["id"], ("id", listing_ids)))
    return {event_id for event_id in (*holding, *named_after) if event_id is not None}


def read_known(db: sqlite3.Connection, listing_ids: Collection[str] | None = None) -> tuple[KnownEvent, ...]:
    """What the next merge must know of each event, or of those that hold any of these listings; by id."""
    ids = None if listing_ids is None else _events_with(db, listing_ids)
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for row in sql.selected(db, "listings", ["id", "event_id"], None if ids is None else ("event_id", ids)):
        listed[row["event_id"]].append(row["id"])
    columns = ["id", "uid", "sequence", "created_at", "updated_at", "content_hash"]
    rows = sql.selected(db, "events", columns, None if ids is None else ("id", ids))
    return tuple(
        KnownEvent(
            id=row["id"],
            uid=row["uid"],
            listing_ids=tuple(sorted(listed[row["id"]])),
            sequence=row["sequence"],
            created_at=read_instant(row["created_at"]),
            updated_at=read_instant(row["updated_at"]),
            content_hash=row["content_hash"],
        )
        for row in sorted(rows, key=itemgetter("id"))
    )


def without_rows(db: sqlite3.Connection, events: Sequence[KnownEvent]) -> Iterator[KnownEvent]:
    """Those that are no longer among the events."""
    stored = {row["id"] for row in sql.selected(db, "events", ["id"], ("id", [event.id for event in events]))}
    return (event for event in events if event.id not in stored)


def read_merged(
    db: sqlite3.Connection, listings: Iterable[Listing], event_id: str | None = None
) -> Iterator[MergedEvent]:
    """The events as they were saved, by start and id. listings: at least those of the events asked for."""
    members: defaultdict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        if listing.event_id is not None:
            members[listing.event_id].append(listing)
    credits = _read_credits(db, event_id)
    where, values = ("WHERE e.id = ?", (event_id,)) if event_id is not None else ("", ())
    query = f"SELECT e.* FROM events AS e {where} ORDER BY e.start, e.id"
    for row in db.execute(query, values):
        yield _read_merged(row, members[row["id"]], credits.get(row["id"], ()))


# ---------------------------------------------------------------------------------------------- records → rows


def _known(merged: MergedEvent, counts: Mapping[str, int]) -> KnownEvent:
    return KnownEvent(
        id=merged.id,
        uid=merged.uid,
        listing_ids=tuple(sorted(merged.listing_ids)),
        sequence=max(merged.sequence, counts.get(merged.id, 0)),
        created_at=merged.created_at,
        updated_at=merged.updated_at,
        content_hash=merged.content_hash,
    )


def _event_row(merged: MergedEvent, state: State, counts: Mapping[str, int]) -> Row:
    return {
        "id": merged.id,
        **event_row(merged.event),
        "content_hash": merged.content_hash,
        "state": state.value,
        "source": merged.event.key.source,
        "sources_count": len({credit.source for credit in merged.credits}),
        "uid": merged.uid,
        "sequence": max(merged.sequence, counts.get(merged.id, 0)),
        "provenance": json.dumps(dict(merged.provenance)) if merged.provenance else None,
        "created_at": instant_text(merged.created_at),
        "updated_at": instant_text(merged.updated_at),
    }


def _credits(merged: MergedEvent) -> Iterator[Row]:
    for credit in merged.credits:
        yield {
            "event_id": merged.id,
            "listing_id": credit.listing_id,
            "source": credit.source,
            "url": credit.url,
            "is_primary": int(credit.primary),
            "reasons": json.dumps(credit.reasons) if credit.reasons else None,
            "score": credit.score,
        }


def _occurrence_rows(merged: MergedEvent, found: Sequence[Occurrence], stamps: Stamps) -> Iterator[Row]:
    event = merged.event
    shown: dict[EventKey, tuple[str, str]] = {}
    if not found and event.rrule is None and not event.rdates:
        found = (Occurrence(event=event, start=event.start, end=event.end, recurrence_id=event.recurrence_id),)
    for occurrence in found:
        own, name = occurrence.event, _recurrence_name(occurrence.recurrence_id, event.timezone)
        row: Row = {
            "id": f"{merged.uid}-{name}" if name else merged.uid,
            "event_id": merged.id,
            "recurrence_id": name,
            "title": own.title,
            **time_columns(occurrence.start, occurrence.end, own.timezone),
            "location": own.location or event.location,
            "status": own.status.value,
            "listing_id": listing_id(own.key),
        }
        if own.key not in shown:
            shown[own.key] = shown_by(own, event, merged.credits)
        stamp = stamps.of(row, merged, shown[own.key])
        yield row | {name: getattr(stamp, name) for name in ("sequence", "updated_at", "content_hash")}


def _recurrence_name(value: DateOrTime | None, timezone: str) -> str | None:
    """`20261121T190000`, wall time in the series' zone: the end of the UID of one date of a series."""
    return None if value is None else recurrence_text(value, zone_of(timezone)).removesuffix("Z")


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """One row a UID: a date that a series and its override both claim is shown once."""
    found: dict[Any, Row] = {}
    for row in rows:
        found.setdefault(row["id"], row)
    return list(found.values())


# --------------------------------------------------------------------------------------------- keeping in step


def _synchronize(
    db: sqlite3.Connection, table: str, key: Sequence[str], wanted: Sequence[Row], among: sql.Among
) -> None:
    changed, gone = sql.differing(db, table, key, wanted, among=among)
    sql.delete(db, table, key, gone)
    sql.upsert(db, table, key, changed)


def _point_listings(db: sqlite3.Connection, merge: Merge) -> set[str | None]:
    """Tell each listing which event it is part of; gives the ids of events that have other listings than before."""
    now_in = {member.id: event.id for event in merge.events for member in event.members}
    moved = [
        (now_in.get(row["id"]), row["id"])
        for row in sql.selected(db, "listings", ["id", "event_id"], _of_listings(merge.listings))
        if row["event_id"] != now_in.get(row["id"])
    ]
    db.executemany("UPDATE listings SET event_id = ? WHERE id = ?", moved)
    return {event_id for event_id, _ in moved}


def _of_listings(listing_ids: Collection[str] | None) -> sql.Among:
    return None if listing_ids is None else ("id", listing_ids)


def _point_changes(db: sqlite3.Connection, listing_ids: Collection[str] | None) -> None:
    """The history of a listing goes where the listing goes."""
    moving = (
        "UPDATE changes SET event_id = l.event_id FROM listings AS l"
        " WHERE l.id = changes.listing_id AND changes.event_id IS NOT l.event_id"
    )
    if listing_ids is None:
        db.execute(moving)
    else:
        db.executemany(f"{moving} AND l.id = ?", [(one,) for one in sorted(listing_ids)])


# ---------------------------------------------------------------------------------------------- rows → records


def _read_credits(db: sqlite3.Connection, event_id: str | None) -> dict[str, tuple[Credit, ...]]:
    """The sources of each event, or of one, the shown one first, then organizers, then by name."""
    where, values = ("WHERE es.event_id = ?", (event_id,)) if event_id is not None else ("", ())
    query = f"""
        SELECT es.*, s.name, s.role FROM event_sources AS es JOIN sources AS s ON s.slug = es.source {where}
        ORDER BY es.is_primary DESC, s.role = 'organizer' DESC, s.name, es.listing_id
    """
    found: defaultdict[str, list[Credit]] = defaultdict(list)
    for row in db.execute(query, values):
        found[row["event_id"]].append(
            Credit(
                listing_id=row["listing_id"],
                source=row["source"],
                name=row["name"],
                role=Role(row["role"] or Role.ORGANIZER),
                url=row["url"],
                primary=bool(row["is_primary"]),
                reasons=tuple(json.loads(row["reasons"] or "[]")),
                score=row["score"],
            )
        )
    return {event_id: tuple(credits) for event_id, credits in found.items()}


def _read_merged(row: Mapping[str, Any], members: Sequence[Listing], credits: Sequence[Credit]) -> MergedEvent:
    """A row of `events` with its members. Whatever a row does not hold is its first listing's."""
    order = {credit.listing_id: number for number, credit in enumerate(credits)}
    members = sorted(members, key=lambda member: (order.get(member.id, len(order)), member.id))
    zone = zone_of(row["timezone"])
    fields = shared_fields(row, zone) | {"content_hash": members[0].event.content_hash}
    event = replace(
        members[0].event,
        start=read_moment(row["start"], zone),
        end=None if row["end"] is None else read_moment(row["end"], zone),
        all_day=bool(row["all_day"]),
        timezone=row["timezone"],
        **fields,
    )
    return MergedEvent(
        id=row["id"],
        uid=row["uid"],
        event=event,
        members=tuple(members),
        credits=tuple(credits),
        provenance=tuple(sorted(json.loads(row["provenance"] or "{}").items())),
        sequence=row["sequence"],
        created_at=read_instant(row["created_at"]),
        updated_at=read_instant(row["updated_at"]),
        content_hash=row["content_hash"],
    )
