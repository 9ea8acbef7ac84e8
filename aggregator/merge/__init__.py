"""Which listings are one event, and why; what that event says; and the name it keeps.

Pure: no clock, no database. Refuses to merge by title alone, to join what a veto separates, and to change an id.
The way: listings → units (`units`) → clusters (`reasons`, `clusters`) → fields (`fields`) → id and UID (`identity`).

Laws (tests/merge/): the order of listings and sources does not matter; merging again changes nothing; each listing is
in exactly one event; ids, UIDs and SEQUENCE never go back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from aggregator.merge.clusters import Cluster, clusters_of
from aggregator.merge.fields import composed, ranked
from aggregator.merge.identity import Known, Register, content_hash_of
from aggregator.merge.reasons import Judgement
from aggregator.merge.states import PUBLISHED_CONFIDENCE, state_of
from aggregator.merge.units import Unit, units_of
from aggregator.model import Credit, Event, Listing, MergedEvent, Role, Source

__all__ = ["PUBLISHED_CONFIDENCE", "dated_events", "merge", "state_of"]


def merge(
    listings: Sequence[Listing], *, sources: Sequence[Source], known: Sequence[Known] = (), now: datetime
) -> tuple[MergedEvent, ...]:
    """The events that some listings are, by start and id.

    listings: all there are, withdrawn ones included, because ids hang on them. sources: for their names and roles.
    known: the events of the last merge. now: aware; the date of what changed since.
    """
    by_slug = {source.slug: source for source in sources}
    register = Register(known)
    clusters = clusters_of(units_of(listings, by_slug))
    merged = [_merged(cluster, register, by_slug, now) for cluster in clusters]
    return tuple(sorted(merged, key=lambda event: (event.event.start.isoformat(), event.id)))


def dated_events(merged: MergedEvent) -> tuple[Event, ...]:
    """The events that tell a merged event's dates, for `recur.expand`: itself, then the single dates of its series.

    The event's own fields, with what other sources added, stand for its first listing.
    """
    return merged.event, *(listing.event for listing in _single_dates(merged.members))


def _merged(cluster: Cluster, register: Register, sources: Mapping[str, Source], now: datetime) -> MergedEvent:
    units = ranked(cluster.units)
    why = {unit.key: verdict for unit, verdict in zip(cluster.units, cluster.why, strict=True)}
    event, provenance = composed(units)
    members = tuple(listing for unit in units for listing in unit.members)
    credits = tuple(
        _credit(unit, sources, why[unit.key], primary=unit is units[0])
        for unit in units
        if unit.is_active or not units[0].is_active
    )
    content_hash = content_hash_of(event, _single_dates(members), credits)
    minted = register.mint(members, content_hash, now)
    return MergedEvent(
        id=minted.id,
        uid=minted.uid,
        event=event,
        members=members,
        credits=credits,
        provenance=provenance,
        sequence=minted.sequence,
        created_at=minted.created_at,
        updated_at=minted.updated_at,
        content_hash=content_hash,
    )


def _single_dates(members: Sequence[Listing]) -> list[Listing]:
    """The members that replace single dates of the first one's series, as long as its source lists them."""
    key = members[0].event.key
    return [
        listing
        for listing in members[1:]
        if (listing.event.key.source, listing.event.key.uid) == (key.source, key.uid)
        and listing.event.recurrence_id is not None
        and listing.withdrawn_at is None
    ]


def _credit(unit: Unit, sources: Mapping[str, Source], why: Judgement | None, *, primary: bool) -> Credit:
    slug = unit.key.source
    source = sources.get(slug)
    return Credit(
        listing_id=unit.head.id,
        source=slug,
        name=source.name if source is not None else slug,
        role=source.role if source is not None else Role.ORGANIZER,
        url=unit.event.url or (source.url if source is not None and source.url.startswith("http") else None),
        primary=primary,
        reasons=why.reasons if why is not None and not primary else (),
    )
