"""SEQUENCE and LAST-MODIFIED of each date of a series: a change of one date is news of that date alone.

Refuses to number what stands for itself: a single event's date has the event's own. A date that is new, or was gone and
is back, begins with its event's count, which no date ever exceeds (`highest`); so none falls, whatever comes and goes.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter

from aggregator.model import Credit, Event, MergedEvent, Registration
from aggregator.store import sql
from aggregator.store.rows import Row
from aggregator.store.times import instant_text

PLACE_FIELDS = ("venue", "address", "locality", "region", "country", "latitude", "longitude")
"""What tells the place, beside `location`; all of it is one listing's, never a mixture."""

OWN_FIELDS = (
    *("attendance_mode", "url", "registration_url", "registration", "price", "register_by_date"),
    *("organizer", "description"),
)
"""What a changed date of a series may say differently."""

place_of = attrgetter(*PLACE_FIELDS)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a date's VEVENT says of its own changes. content_hash: `schedule-all`, as in MergedEvent."""

    sequence: int
    updated_at: str
    content_hash: str | None


class Stamps:
    """The stamps that the dates have, from which those they get follow."""

    def __init__(self, db: sqlite3.Connection, now: datetime, among: sql.Among = None) -> None:
        rows = sql.selected(db, "occurrences", ["id", "sequence", "updated_at", "content_hash"], among)
        self._stored = {row["id"]: Stamp(row["sequence"], row["updated_at"], row["content_hash"]) for row in rows}
        self._now = instant_text(now)

    def of(self, row: Row, merged: MergedEvent, shown: tuple[str, str]) -> Stamp:
        """One date's. row: its columns so far. shown: digests of what it shows, time apart (`shown_by`)."""
        if row["recurrence_id"] is None:
            return Stamp(merged.sequence, instant_text(merged.updated_at), merged.content_hash)
        schedule = _digest((row["start"], row["end"], row["timezone"], row["all_day"], shown[0]))
        content_hash = f"{schedule}-{shown[1]}"
        known = self._stored.get(row["id"])
        if known is None or known.content_hash is None:
            return Stamp(merged.sequence, instant_text(merged.updated_at), content_hash)
        if known.content_hash == content_hash:
            return known
        moved = not known.content_hash.startswith(f"{schedule}-")
        return Stamp(known.sequence + moved, max(self._now, known.updated_at), content_hash)


def shown_by(own: Event, event: Event, credits: Sequence[Credit]) -> tuple[str, str]:
    """Digests of what a date shows besides its time: place and status; and all of it.

    own: the event that tells the date: the series, or what stands in its place for this date. event: the merged event.
    """
    place = own if any(value is not None for value in (own.location, *place_of(own))) else event
    told = [_own(name, own, event) for name in OWN_FIELDS]
    where = (own.location or event.location, *place_of(place)[:5], told[0])
    schedule = _digest((own.status, *where))
    listed = [f"{credit.name} {credit.url}" for credit in credits]
    return schedule, _digest((own.title, *place_of(place)[5:], *told, event.categories, event.series, *listed))


def highest(rows: Iterable[Row]) -> Mapping[str, int]:
    """The highest SEQUENCE among the dates of each event, by its id."""
    found: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        found[str(row["event_id"])] = max(found[str(row["event_id"])], int(row["sequence"] or 0))
    return found


def _own(name: str, own: Event, event: Event) -> object:
    value = getattr(own, name)
    return getattr(event, name) if value in (None, Registration.UNKNOWN) else value


def _digest(values: Iterable[object]) -> str:
    text = "\x1f".join(map(str, values))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
