"""Which stored listing a seen event is: by its key, or, where a source gives none that lasts, by what it says.

Refuses to compare sources with each other. Wanted is that a corrected title or date keeps its identity, because
the published UID hangs on it; avoided is that next month's meeting takes over this month's. Every step pairs each
event and each listing at most once, and all of them as it is best together (`weights`, `assignment`), so that order
does not matter.
"""

from __future__ import annotations

from base64 import b32encode
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import chain, count
from zoneinfo import ZoneInfo

from rapidfuzz.fuzz import token_sort_ratio

from aggregator.decide.absence import is_ahead
from aggregator.decide.assignment import best
from aggregator.decide.likeness import Step, Weighed, clock, day, grouped, instant, numbers, other_letters
from aggregator.decide.moved import is_another, is_next, moved
from aggregator.decide.weights import corrected, same_day, same_moment
from aggregator.model import Event, EventKey, Listing, Problem
from aggregator.normalize.identity import content_hash, fold, is_made_uid, recurrence_text
from aggregator.normalize.uids import holds, shape

SAME_TITLE = 75
"""rapidfuzz token_sort_ratio from which two titles at the same moment of one source are a correction of each other."""

SAME_BUT_FOR_A_SLIP = 92
"""The same where the source gives uids and this one's is new: then only a slip of the pen was mended."""

NEW_UID_REACH = timedelta(days=60)
"""How far an event may move and take a new uid, as programs do that copy and delete; beyond it is the next one."""


def listing_id(key: EventKey) -> str:
    """Twelve letters and digits (60 bits) derived from a key: the same in every rebuild, for ever."""
    text = "\x1f".join((key.source, key.uid, key.recurrence_id))
    return b32encode(sha256(text.encode("utf-8", "surrogatepass")).digest()).decode("ascii")[:12].lower()


def distinct(events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """The events with one key each, in their order.

    Hosts repeat a UID: for each date of a series without RECURRENCE-ID (then each date is kept, named by its start), or
    for two versions of one event (then the higher SEQUENCE counts, or else the later one on the page).
    """
    groups: defaultdict[EventKey, list[Event]] = defaultdict(list)
    for event in events:
        groups[event.key].append(event)
    if len(groups) == len(events):
        return tuple(events), ()
    kept: dict[EventKey, Event] = {}
    problems: list[Problem] = []
    for group in groups.values():
        for event in _named_by_start(group):
            other = kept.get(event.key)
            if other is not None and other.content_hash != event.content_hash:
                problems.append(_listed_twice(event))
            if other is None or event.sequence >= other.sequence:
                kept[event.key] = event
    return tuple(kept.values()), tuple(problems)


def match(
    stored: Sequence[Listing], events: Sequence[Event], *, now: datetime, complete: bool
) -> list[tuple[Event, Listing | None]]:
    """Each event with the listing it is, or None when it is new; the event then has the listing's key.

    events: with distinct keys. complete: whether what the answer leaves out is gone; only then can an event have moved.
    """
    pairing = _Pairing(_with_lasting_keys(stored, events, now), stored)
    pairing.pair(_same_key)
    pairing.pair(_one_to_one(_given_uid_and_moment))
    pairing.pair(_same_title_and_moment)
    keyless = _keyless(stored, events, now)
    pairing.pair(_same_page(now), only=keyless)
    pairing.pair(_one_to_one(_rule), only=keyless)
    if not complete:
        pairing.pair(_same_title_and_day, only=keyless)
    else:
        has_moved = moved(stored, events, now)
        pairing.pair(_same_title_and_day, _title_corrected(SAME_TITLE), has_moved, only=keyless)
        has_moved = moved(stored, events, now, at_most=NEW_UID_REACH)
        pairing.pair(_title_corrected(SAME_BUT_FOR_A_SLIP), has_moved, only=lambda _: True)
    new_keys = _new_keys(stored, pairing)
    return [_as_known(event, pairing, new_keys) for event in _in_order(pairing)]


# -------------------------------------------------------------------------------------------------- the pairing


@dataclass
class _Pairing:
    """Events and listings still without a partner, and the pairs found."""

    events: Sequence[Event]
    listings: Sequence[Listing]
    found: dict[EventKey, Listing] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def pair(self, *steps: Step, only: Callable[[Event], bool] | None = None) -> None:
        """Let steps find pairs among what is left; of all that they find, those are taken that are best together.

        only: for events of which this holds; single dates of a series that has a uid are left out, they follow it.
        """
        events = [event for event in self.events if event.key not in self.found]
        listings = [listing for listing in self.listings if listing.id not in self.taken]
        if only is not None:
            events = [event for event in events if only(event) and _stands_alone(event)]
            listings = [listing for listing in listings if _stands_alone(listing.event)]
        if not events or not listings:
            return
        by_id = {listing.id: listing for listing in listings}
        weights: dict[tuple[EventKey, str], int] = {}
        for event, listing, weight in chain.from_iterable(step(events, listings) for step in steps):
            pair = event.key, listing.id
            weights[pair] = max(weight, weights.get(pair, 0))
        for key, found in best(weights):
            self.found[key] = by_id[found]
            self.taken.add(found)

    def renamed(self) -> dict[str, str]:
        """New uid → known uid, of the events (not the single dates of a series) that were recognised otherwise."""
        return {
            event.key.uid: self.found[event.key].event.key.uid
            for event in self.events
            if event.key in self.found and not event.key.recurrence_id
        }


def _in_order(pairing: _Pairing) -> Iterator[Event]:
    """The events in page order; a single date of a series whose uid is new follows its series to the known uid."""
    renamed = pairing.renamed()
    free = {listing.event.key: listing for listing in pairing.listings if listing.id not in pairing.taken}
    keys = {event.key for event in pairing.events}
    for event in pairing.events:
        key = replace(event.key, uid=renamed.get(event.key.uid, event.key.uid))
        if event.key in pairing.found or not key.recurrence_id or key in keys:
            yield event
            continue
        if key in free:
            pairing.found[key] = free[key]
        yield replace(event, key=key)


def _new_keys(stored: Sequence[Listing], pairing: _Pairing) -> dict[EventKey, EventKey]:
    """Keys of their own for new events whose key a listing has that is another: made of title and day, it may be so."""
    taken = {listing.event.key for listing in stored}
    own = {event.key for event in pairing.events if event.key not in pairing.found}
    found = {}
    for key in sorted(own & taken):
        numbered = (replace(key, uid=f"{key.uid}~{number}") for number in count(2))
        found[key] = next(one for one in numbered if one not in taken and one not in own)
        taken.add(found[key])
    return found


def _as_known(event: Event, pairing: _Pairing, new_keys: Mapping[EventKey, EventKey]) -> tuple[Event, Listing | None]:
    """The event under its listing's key. A rule without a stated beginning also keeps the beginning we know."""
    listing = pairing.found.get(event.key)
    if listing is None:
        return (replace(event, key=new_keys[event.key]) if event.key in new_keys else event), None
    known = listing.event
    if event.uid_assumed and _same_rule_later(known, event):
        event = replace(event, start=known.start, end=known.end)
        event = replace(event, content_hash=content_hash(event))
    if event.key != known.key:
        event = replace(
            event, key=known.key, recurrence_id=known.recurrence_id, uid_assumed=known.uid_assumed
        )  # what goes with the key
    return event, listing


def _same_rule_later(known: Event, event: Event) -> bool:
    """ "Every Tuesday at 7" begins anew with each reading; it is the same series for all that."""
    if event.rrule is None or event.rrule != known.rrule or day(event.start) <= day(known.start):
        return False
    return clock(event.start) == clock(known.start)


def _keyless(stored: Sequence[Listing], events: Sequence[Event], now: datetime) -> Callable[[Event], bool]:
    """Which events have no uid that lasts: those without any, and all where not one known uid is seen again.

    One new uid is no such sign: a calendar that always shows the next event alone has a new one each time. It is where
    it holds the moment of this answer, and a known one of its shape that at which it was first seen.
    """
    known = {listing.event.key.uid for listing in stored if not listing.event.uid_assumed}
    given = {event.key.uid for event in events if not event.uid_assumed}
    volatile = min(len(known), len(given)) > 1 and known.isdisjoint(given)

    @cache
    def passing() -> frozenset[str]:
        """The shapes of known uids that hold the moment they were first seen at."""
        uids = ((one.event.key.uid, one) for one in stored if not one.event.uid_assumed)
        return frozenset(shape(uid) for uid, one in uids if holds(uid, one.first_seen_at, one.event.timezone))

    def keyless(event: Event) -> bool:
        if volatile or event.uid_assumed:
            return True
        return holds(event.key.uid, now, event.timezone) and shape(event.key.uid) in passing()

    return keyless


# ---------------------------------------------------------------------------------------------------- the steps


def _same_key(events: list[Event], listings: list[Listing]) -> Weighed:
    known = {listing.event.key: listing for listing in listings}
    return [(event, known[event.key], 1) for event in events if event.key in known and not _has_made_uid(event)]


def _has_made_uid(event: Event) -> bool:
    """Whether its key is made of its title and day: that says no more than they do, and less than hour and place."""
    return event.uid_assumed and is_made_uid(event.key.uid)


def _given_uid_and_moment(event: Event) -> Hashable:
    return None if _has_made_uid(event) else (event.key.uid, instant(event))


def _one_to_one(likeness: Callable[[Event], Hashable]) -> Step:
    """A step that pairs what is alike where there is exactly one on each side. likeness: None is like nothing."""

    def step(events: list[Event], listings: list[Listing]) -> Weighed:
        left, right = grouped(events, likeness), grouped(listings, lambda listing: likeness(listing.event))
        for key, ours in left.items():
            if key is not None and len(ours) == 1 and len(right.get(key, ())) == 1:
                yield ours[0], right[key][0], 1

    return step


def _same_title_and_moment(events: list[Event], listings: list[Listing]) -> Weighed:
    """The same words for the same moment under another uid: renamed.

    What any later step once recognised is recognised here from then on, because it was stored as it was seen.
    """

    def likeness(event: Event) -> Hashable:
        return fold(event.title), instant(event), _stands_alone(event)

    right = grouped(listings, lambda listing: likeness(listing.event))
    return [(e, listing, same_moment(e, listing)) for e in events for listing in right.get(likeness(e), ())]


def _same_page(now: datetime) -> Step:
    """The same page of its own, unless it announces the next one now."""
    by_url = _one_to_one(lambda event: event.url)

    def step(events: list[Event], listings: list[Listing]) -> Weighed:
        for event, listing, weight in by_url(events, listings):
            known = listing.event
            lasts = is_ahead(known, now) or day(event.start) == day(known.start)
            if lasts and not _announces_next(known, event, now, alone=len(events) == 1):
                yield event, listing, weight

    return step


def _rule(event: Event) -> Hashable:
    """What makes "every Tuesday at 7" the same series at each reading."""
    return (fold(event.title), event.rrule, clock(event.start), event.timezone) if event.rrule else None


def _same_title_and_day(events: list[Event], listings: list[Listing]) -> Weighed:
    def likeness(event: Event) -> Hashable:
        return fold(event.title), day(event.start)

    right = grouped(listings, lambda listing: likeness(listing.event))
    return [(e, listing, same_day(e, listing)) for e in events for listing in right.get(likeness(e), ())]


def _title_corrected(least: int) -> Step:
    """Other words at the same moment, but mostly the same ones; "Part 1" is no correction of "Part 2", nor A of B.

    least: how alike they must be, by rapidfuzz's token_sort_ratio.
    """

    def step(events: list[Event], listings: list[Listing]) -> Weighed:
        right = grouped(listings, lambda listing: (instant(listing.event), bool(listing.event.rrule)))
        for event in events:
            for listing in right.get((instant(event), bool(event.rrule)), ()):
                ours, theirs = fold(event.title), fold(listing.event.title)
                score = token_sort_ratio(ours, theirs)
                if score >= least and numbers(ours) == numbers(theirs) and not other_letters(ours, theirs):
                    yield event, listing, corrected(event, listing, score)

    return step


# ------------------------------------------------------------------------------------------------------- details


def _with_lasting_keys(stored: Sequence[Listing], events: Sequence[Event], now: datetime) -> list[Event]:
    """A page that always shows the next meeting, under one address, gives each of them its own key.

    Without this the next meeting would take over the one before, which then never took place.
    """
    known = {one.event.key: one.event for one in stored if one.event.uid_assumed and not one.event.rrule}
    given = {event.key for event in events}
    lasting = []
    for event in events:
        before = known.get(event.key)
        if before is not None and _announces_next(before, event, now, alone=len(events) == 1):
            key = replace(event.key, uid=f"{event.key.uid}#{day(event.start):%Y%m%d}")
            event = event if key in given else replace(event, key=key)
        lasting.append(event)
    return lasting


def _announces_next(known: Event, event: Event, now: datetime, *, alone: bool) -> bool:
    """Whether a page of one address announces the next event now: what it told is over, or has another number; or the
    page shows nothing else, and the next date of a rhythm. A page beside others is its event's own, and goes with it.
    """
    if day(event.start) <= day(known.start):
        return False
    return not is_ahead(known, now) or is_another(known, event) or (alone and is_next(known, event, now))


def _named_by_start(group: Sequence[Event]) -> Iterator[Event]:
    """Dates that share a uid without saying which they are, each named by its own start; versions stay as they are."""
    starts = {event.start for event in group if event.rrule is None}
    if group[0].key.recurrence_id or len(group) == 1 or (len(starts) == 1 and not any(e.rrule for e in group)):
        yield from group
        return
    for event in group:
        if event.rrule is not None:
            yield event
        else:
            name = recurrence_text(event.start, ZoneInfo(event.timezone))
            yield replace(event, key=replace(event.key, recurrence_id=name), recurrence_id=event.start)


def _listed_twice(event: Event) -> Problem:
    return Problem(
        stage="extract",  # a fault of the page: it stands as long as the page does
        where=event.position or str(event.key),
        message=f'"{event.title}" stands there twice under one UID with different words; one version was kept',
        hint="The group's calendar program should give each event its own UID, or raise SEQUENCE with each version.",
    )


def _stands_alone(event: Event) -> bool:
    """Whether it is recognised by itself: all but the single dates of a series that its source names."""
    return event.uid_assumed or not event.key.recurrence_id
