"""What we mint for a merged event and keep for ever: id, UID, SEQUENCE and the two dates.

Refuses randomness and the clock: an id is the id of one of the event's own listings, so that no two events can ever
have the same, a rebuild from nothing gives the same, and an address that named a listing finds its event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import product
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from aggregator.model import Credit, Event, KnownEvent, Listing, MergedEvent

Known: TypeAlias = MergedEvent | KnownEvent

SCHEDULE_FIELDS = (
    *("start", "end", "all_day", "timezone", "rrule", "rdates", "exdates", "status"),
    *("location", "venue", "address", "locality", "region", "country", "attendance_mode"),
)
"""Time, place and status: what a person who comes must know, and what raises SEQUENCE."""

SHOWN_FIELDS = (
    *("title", "postal_code", "latitude", "longitude", "url", "registration_url", "registration", "organizer"),
    *("price", "register_by_date", "categories", "description", "series"),
)
"""What else readers can see of an event."""

SCHEDULE = attrgetter(*SCHEDULE_FIELDS)
SHOWN = attrgetter(*SHOWN_FIELDS)


BASE_32_PAIRS = tuple(map("".join, product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)))
"""Ten bits as two letters of RFC 4648 in small ones: `base64.b32encode`, written in Python, takes twice as long."""


class Minted(NamedTuple):
    """The lasting part of a merged event. Fields as in MergedEvent."""

    id: str
    uid: str
    sequence: int
    created_at: datetime
    updated_at: datetime


class Register:
    """The events known from the last merge, by the listings they are made of."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_id: dict[str, Known] = {event.id: event for event in known}
        self._by_listing: defaultdict[str, list[Known]] = defaultdict(list)
        for event in self._by_id.values():
            for listing_id in event.listing_ids:
                self._by_listing[listing_id].append(event)

    def mint(self, members: Sequence[Listing], content_hash: str, now: datetime) -> Minted:
        """What an event made of these listings is called.

        It keeps the id of the oldest known event whose first listing is among them; else it takes its first listing's.
        SEQUENCE goes on from the highest of all known events that share a listing with it, so that it never falls,
        whatever was merged and split before.
        """
        if not self._by_id:
            return self._mint_new(members, (), now)
        own = [(listing.event.key, self._by_id[listing.id]) for listing in members if listing.id in self._by_id]
        related = [event for listing in members for event in self._by_listing.get(listing.id, ())]
        if not own:
            return self._mint_new(members, related, now)
        _, kept = min(own, key=lambda one: (one[1].created_at, one[0]))  # of several of one run, as a new one is named
        sequence = max(event.sequence for event in (kept, *related))
        if kept.content_hash == content_hash:
            return Minted(kept.id, kept.uid, max(sequence, kept.sequence), kept.created_at, kept.updated_at)
        if _schedule_of(kept.content_hash) != _schedule_of(content_hash):
            sequence += 1
        return Minted(kept.id, kept.uid, sequence, kept.created_at, max(now, kept.updated_at))

    def _mint_new(self, members: Sequence[Listing], related: Sequence[Known], now: datetime) -> Minted:
        first = members[0]
        if len(members) > 1:
            first = min(members, key=lambda listing: (listing.first_seen_at, listing.event.key))
        sequence = max((event.sequence + 1 for event in related), default=0) if related else 0
        updated_at = first.changed_at if len(members) == 1 else max(listing.changed_at for listing in members)
        return Minted(
            first.id, uid_of(first.id), sequence, first.first_seen_at, max(now, updated_at) if related else updated_at
        )


def uid_of(event_id: str) -> str:
    """The published UID: 26 letters and digits derived from the id; no host, nothing personal (RFC 7986 §5.3)."""
    digest = sha256(f"event {event_id}".encode("ascii")).digest()
    bits = int.from_bytes(digest[:17], "big") >> 6
    return "".join([BASE_32_PAIRS[bits >> shift & 1023] for shift in range(120, -1, -10)])


def content_hash_of(event: Event, dates: Sequence[Listing], credits: Sequence[Credit]) -> str:
    """`schedule-all`: a digest of time, place and status, and one of all that is shown.

    dates: the listings of single dates of the series, whose changes are the event's. credits: the sources shown.
    """
    schedule = ["\x1f".join(map(str, SCHEDULE(event)))]
    shown = [*schedule, *map(str, SHOWN(event))]
    if dates:
        shown += [one.event.content_hash for one in dates]
        schedule += [_digest(map(str, SCHEDULE(one.event))) for one in dates]
    shown += [f"{credit.source} {credit.name} {credit.role} {credit.url}" for credit in credits]
    return f"{_digest(schedule)}-{_digest(shown)}"


def _schedule_of(content_hash: str) -> str:
    return content_hash.partition("-")[0]


def _digest(texts: Iterable[str]) -> str:
    return sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
