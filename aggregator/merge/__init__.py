"""Which listings are one event, and why; what that event says; and the name it keeps.

Pure: no clock, no database. Refuses to merge by title alone, to join what a veto separates, and to change an id.
The way: listings → units (`units`) → clusters (`reasons`, `clusters`) → fields (`fields`) → id and UID (`identity`).

Laws (tests/merge/): the order of listings and sources does not matter; merging again changes nothing; each listing is
in exactly one event; ids, UIDs and SEQUENCE never go back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from aggregator.collecting import uncollected
from aggregator.merge.blocks import candidates
from aggregator.merge.clusters import Cluster, clusters_and_links, clusters_of
from aggregator.merge.dates import dates_of, in_zone_of
from aggregator.merge.decided import Decided, states_of
from aggregator.merge.disagreements import Disagreement, Told, disagreements
from aggregator.merge.fields import composed, ranked
from aggregator.merge.identity import Known, Register, content_hash_of
from aggregator.merge.reasons import Judgement, judge
from aggregator.merge.registry import ENOUGH
from aggregator.merge.resting import Resting, UnitKey, components, largest_block, resting, unit_key
from aggregator.merge.states import PUBLISHED_CONFIDENCE, state_of
from aggregator.merge.touched import Rest, reached
from aggregator.merge.units import Unit, units_of
from aggregator.merge.version import rules_version
from aggregator.model import Credit, Decision, Event, Listing, MergedEvent, Role, Source

__all__ = [
    "PUBLISHED_CONFIDENCE",
    "Comparison",
    "Disagreement",
    "Judgement",
    "Merge",
    "Rest",
    "Resting",
    "Told",
    "UnitKey",
    "compared",
    "dated_events",
    "disagreements",
    "largest_block",
    "merge",
    "merge_all",
    "merge_changed",
    "near_misses",
    "rules_version",
    "state_of",
    "states_of",
]


NEARLY = ENOUGH * 3 // 4
"""Points from which a pair that was left apart is worth a person's look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What a merge makes: of everything, or of what a change reaches.

    events: by start and id. rows: their units as they are kept for the next merge; gone: units that are no more.
    listings: the ids of all listings whose event it says; None where it says all there are.
    """

    events: tuple[MergedEvent, ...]
    rows: Sequence[Resting]
    gone: Sequence[UnitKey] = ()
    listings: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A listing of an event compared with another. together: whether that is in the event as well."""

    listing: Listing
    other: Listing
    verdict: Judgement
    together: bool


def merge(
    listings: Sequence[Listing],
    *,
    sources: Sequence[Source],
    known: Sequence[Known] = (),
    decisions: Sequence[Decision] = (),
    now: datetime,
) -> tuple[MergedEvent, ...]:
    """The events that some listings are, by start and id.

    listings: all there are, withdrawn ones included, because ids hang on them. sources: for their names and roles.
    known: the events of the last merge. decisions: what people decided, in their order; the later counts where two
    contradict each other. now: aware; the date of what changed since.
    """
    decided = Decided.of(decisions)
    with uncollected(lasting=True):
        clusters = clusters_of(units_of(listings, _by_slug(sources)), decided)
        return _events(clusters, known, decided, now)


def merge_all(
    listings: Sequence[Listing],
    *,
    sources: Sequence[Source],
    known: Sequence[Known] = (),
    decisions: Sequence[Decision] = (),
    now: datetime,
) -> Merge:
    """The same as `merge`, with what `merge_changed` needs the next time."""
    decided = Decided.of(decisions)
    with uncollected(lasting=True):
        units = units_of(listings, _by_slug(sources))
        clusters, links = clusters_and_links(units, decided)
        ids = {unit_key(unit): [member.id for member in unit.members] for unit in units}
        names = components(ids, [(unit_key(a), unit_key(b)) for a, b in links])
        rows = [resting(unit, name) for unit, name in zip(units, names.values(), strict=True)]
        return Merge(events=_events(clusters, known, decided, now), rows=rows)


def merge_changed(
    changed: Collection[UnitKey],
    rest: Rest,
    *,
    known: Callable[[Collection[str]], Sequence[Known]],
    decisions: Sequence[Decision] = (),
    now: datetime,
) -> Merge:
    """The events that a change reaches: as `merge` would make them of everything, from a few listings.

    changed: the units of listings that are new, gone, or differ in content, source or decisions since the last merge.
    rest: what that left. known: the events of the last merge that had any of some listings. The rest as for `merge`.
    """
    decided = Decided.of(decisions)
    found = reached(changed, rest, decided)
    events = _events(found.clusters, known(found.listings), decided, now)
    return Merge(events=events, rows=found.rows, gone=found.gone, listings=found.listings)


def _by_slug(sources: Iterable[Source]) -> dict[str, Source]:
    return {source.slug: source for source in sources}


def _events(
    clusters: Iterable[Cluster], known: Iterable[Known], decided: Decided, now: datetime
) -> tuple[MergedEvent, ...]:
    register = Register(known)
    merged = [_merged(cluster, register, decided, now) for cluster in clusters]
    merged.sort(key=attrgetter("id"))
    merged.sort(key=lambda event: event.event.start.isoformat())  # of one start by id: sorting is stable
    return tuple(merged)


def dated_events(merged: MergedEvent) -> tuple[Event, ...]:
    """The events that tell a merged event's dates, for `recur.expand`: itself, then the single dates of its series.

    The event's own fields, with what other sources added, stand for its first listing. A date that another source tells
    with more right (`dates_of`) takes the place of the series' own.
    """
    own, others = dates_of(merged.members, merged.credits)
    event = merged.event
    if others:
        told = tuple(in_zone_of(event, one.event) for one in others)
        event = replace(event, exdates=(*event.exdates, *told))
    dates = (replace(one.event, recurrence_id=one.event.start) for one in others)
    return event, *(listing.event for listing in own), *dates


def compared(listings: Sequence[Listing], *, sources: Sequence[Source], of: MergedEvent) -> tuple[Comparison, ...]:
    """What the listings of one event were compared with, one another and others, the highest score first.

    listings: all there are. Left out is what does not meet in time, or has neither a name nor a link in common.
    """
    units = units_of(listings, {source.slug: source for source in sources})
    ours = {
        number for number, unit in enumerate(units) if not set(of.listing_ids).isdisjoint(m.id for m in unit.members)
    }
    found = []
    for a, b in candidates(units):
        if a in ours or b in ours:
            verdict = judge(units[a], units[b])
            if verdict.reasons:
                heads = (units[a].head, units[b].head) if a in ours else (units[b].head, units[a].head)
                found.append(Comparison(*heads, verdict, together=a in ours and b in ours))
    return tuple(sorted(found, key=lambda one: (-one.verdict.score, one.listing.id, one.other.id)))


def near_misses(listings: Sequence[Listing], *, sources: Sequence[Source], now: datetime) -> tuple[Comparison, ...]:
    """Pairs of coming events that are nearly one: no veto, and `NEARLY` points or more; the nearest first.

    listings: all there are, as the last merge left them. now: aware. What stands in one event is no near miss.
    """
    units = units_of(listings, {source.slug: source for source in sources})
    today = now.date()
    found = []
    for a, b in candidates(units):
        left, right = units[a], units[b]
        shown = left.is_shown and right.is_shown and left.head.event_id != right.head.event_id
        if shown and left.key.source != right.key.source and max(left.day, right.day) >= today:
            verdict = judge(left, right)
            if verdict.veto is None and verdict.score >= NEARLY:
                found.append(Comparison(left.head, right.head, verdict, together=False))
    return tuple(sorted(found, key=lambda one: (-one.verdict.score, one.listing.id, one.other.id)))


def _merged(cluster: Cluster, register: Register, decided: Decided, now: datetime) -> MergedEvent:
    units = ranked(cluster.units) if len(cluster.units) > 1 else cluster.units
    event, provenance = composed(units)
    members = tuple([listing for unit in units for listing in unit.members]) if len(units) > 1 else units[0].members
    event = decided.overlaid(event, members)
    credits = _credits(units, cluster)
    own, others = dates_of(members, credits)
    content_hash = content_hash_of(event, (*own, *others), credits)
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


def _credits(units: Sequence[Unit], cluster: Cluster) -> tuple[Credit, ...]:
    """Who tells an event: those who still list it, or all where nobody does. units: those of the cluster, ranked."""
    first = units[0]
    if len(units) == 1:
        return (_credit(first, None, primary=True),)
    why = dict(zip(cluster.units, cluster.why, strict=True))
    others = [unit for unit in units[1:] if unit.is_active or (not first.is_active and unit.echoes is None)]
    return (_credit(first, None, primary=True), *[_credit(unit, why[unit], primary=False) for unit in others])


def _credit(unit: Unit, why: Judgement | None, *, primary: bool) -> Credit:
    slug, source = unit.slug, unit.source
    return Credit(
        listing_id=unit.head.id,
        source=slug,
        name=source.name if source is not None else slug,
        role=source.role if source is not None else Role.ORGANIZER,
        url=unit.event.url or (source.url if source is not None and source.url.startswith("http") else None),
        primary=primary,
        reasons=why.reasons if why is not None else (),
        score=why.score if why is not None else None,
    )
