"""What is stored and published: listings, their changes, and the events they are merged into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aggregator.model.problems import Problem
from aggregator.model.reading import Event
from aggregator.model.words import AttendanceMode, DateOrTime, Registration, Role, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A stored Event: one row of `listings`.

    id: short, derived from the key, for ever. missed: consecutive complete answers that did not list it.
    missing_since: when the first of those came, or None.
    withdrawn_at: when it was taken out of the feeds because its source no longer lists it, or None.
    event_id: the published event it belongs to, None before the first merge.
    """

    id: str
    event: Event
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    missed: int = 0
    missing_since: datetime | None = None
    withdrawn_at: datetime | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One accepted difference of a listing, as text for people.

    kind: new, changed, moved, cancelled, postponed, withdrawn, back. field: None where the event as a whole is meant.
    """

    listing_id: str
    kind: str
    field: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What storing one source's answer will do; made by `decide`, carried out by `store`.

    insert, update, unchanged: together every seen event, each exactly once. update carries the stored listing
    beside the event that replaces it. missing: stored listings that a complete answer did not list; withdraw: the
    ones among them that now leave the feeds. held_back: why missing ones are kept longer than usual, or None. counted:
    False where nothing could be counted as missing, so that the answer has to be read again. taken_down: how many
    events of the answer were left out because people took them down.
    """

    source: str
    insert: tuple[Event, ...] = ()
    update: tuple[tuple[Listing, Event], ...] = ()
    unchanged: tuple[Listing, ...] = ()
    missing: tuple[Listing, ...] = ()
    withdraw: tuple[Listing, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    held_back: str | None = None
    counted: bool = True
    taken_down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One source of a merged event, with its own link.

    reasons: why it counts as the same event; score: the sum of their weights (aggregator/merge/reasons.toml).
    """

    listing_id: str
    source: str
    name: str
    role: Role
    url: str | None = None
    primary: bool = False
    reasons: tuple[str, ...] = ()
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedEvent:
    """One event across sources, as published: a row of `events`.

    id: short, derived from the first listing's key and kept for ever; uid: the published UID, likewise.
    event: the fields, each the best listing's. provenance: (field, listing id) for each field that is not the
    primary listing's.
    members: the listings it is made of, overrides of a series among them, primary first.
    sequence rises when time, place or status change; updated_at is when the content last changed.
    content_hash: two digests joined by a hyphen, of time, place and status alone and of all that is shown.
    """

    id: str
    uid: str
    event: Event
    members: tuple[Listing, ...]
    credits: tuple[Credit, ...]
    provenance: tuple[tuple[str, str], ...] = ()
    sequence: int = 0
    created_at: datetime
    updated_at: datetime
    content_hash: str = ""

    @property
    def listing_ids(self) -> tuple[str, ...]:
        """The ids of the members, primary first."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """What the next merge must know of a MergedEvent so that its id, UID and SEQUENCE live on. Fields as there."""

    id: str
    uid: str
    listing_ids: tuple[str, ...]
    sequence: int = 0
    created_at: datetime
    updated_at: datetime
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOccurrence:
    """One VEVENT to be: an occurrence of a merged event with all that a feed or a page shows of it.

    uid: the event's UID for a single event; for an instance of a series that UID with the original start, so that
        it is stable whatever else changes.
    url: the event's page at an ally; page_url: our own page, None where the calendar has no public address.
    sources: (name, url) of every source that lists it, the organizer's first.
    event_updated_at: when its event last changed, where that is later than updated_at: another of its dates changed, or
        was taken out.
    """

    uid: str
    event_id: str
    title: str
    start: DateOrTime
    end: DateOrTime | None
    timezone: str
    all_day: bool
    status: Status
    sequence: int
    created_at: datetime
    updated_at: datetime
    location: str | None = None
    venue: str | None = None
    address: str | None = None
    locality: str | None = None
    region: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    attendance_mode: AttendanceMode | None = None
    url: str | None = None
    registration_url: str | None = None
    registration: Registration = Registration.UNKNOWN
    price: str | None = None
    register_by_date: date | None = None
    organizer: str | None = None
    categories: tuple[str, ...] = ()
    description: str | None = None
    series: str | None = None
    sources: tuple[tuple[str, str | None], ...] = ()
    last_seen_at: datetime | None = None
    event_updated_at: datetime | None = None
