"""What is compared with what: a single event, or a series with its overrides, of one source.

Refuses to compare. A unit carries what comparing needs, computed once: its place in simple words, its links, its title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from aggregator.merge.titles import Title
from aggregator.model import AttendanceMode, Event, EventKey, Listing, Role, Source
from aggregator.normalize.identity import fold

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|referrer|source|share\w*", re.IGNORECASE)
"""Query parameters that say where a reader came from, not where a link leads."""

SERIES_ONLY_BOUNDS = re.compile(r";?(UNTIL|COUNT|WKST)=[^;]*")


class Unit:
    """One source's event or series.

    head: the listing that speaks for it; members: all its listings, the head first.
    source: None when the source is no longer known by name.
    """

    def __init__(self, members: Sequence[Listing], source: Source | None, shared_urls: frozenset[str]) -> None:
        self.members = tuple(sorted(members, key=_speaks_first))
        self.head = self.members[0]
        self.event: Event = self.head.event
        self.key: EventKey = self.event.key
        self.source = source
        self.title = Title(self.event.title)
        self.is_active = self.head.withdrawn_at is None
        self._shared_urls = shared_urls

    @property
    def is_aggregated(self) -> bool:
        """Whether its source collects what others announce."""
        return self.source is not None and self.source.role is Role.AGGREGATOR

    @cached_property
    def place(self) -> PlaceWords:
        """The place in a form to compare."""
        return place_words(self.event)

    @cached_property
    def organizer(self) -> str:
        """Who holds it, folded; empty when unknown."""
        return _folded(self.event.organizer)

    @cached_property
    def page(self) -> str | None:
        """The event's own page, None where its source gives one address to several events."""
        url = canonical_url(self.event.url)
        return None if url in self._shared_urls else url

    @cached_property
    def sign_up(self) -> str | None:
        """Where to sign up, likewise."""
        url = canonical_url(self.event.registration_url)
        return None if url in self._shared_urls else url

    @cached_property
    def when(self) -> Hashable:
        """The gate: only what begins at the same moment (whole days: on the same day) and repeats alike is compared."""
        start = self.event.start
        moment = start.astimezone(UTC) if isinstance(start, datetime) else start
        rule = self.event.rrule
        return moment, None if rule is None else "".join(sorted(SERIES_ONLY_BOUNDS.sub("", rule.upper())))

    @cached_property
    def global_uid(self) -> str | None:
        """The source's own UID where it looks unique in the world; "17" is some other event's in another calendar."""
        uid = self.key.uid
        return None if self.event.uid_assumed or ("@" not in uid and len(uid) < 20) else uid


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place folded for comparing; empty texts and None where unknown. words: all that names it, as a set."""

    venue: str
    address: str
    locality: str
    region: str
    country: str
    spot: tuple[float, float] | None
    is_online: bool
    is_in_person: bool
    words: frozenset[str]

    @property
    def is_unknown(self) -> bool:
        """Whether nothing says where, nor that it is online."""
        return not (self.venue or self.address or self.locality or self.spot or self.is_online)


def units_of(listings: Iterable[Listing], sources: Mapping[str, Source]) -> list[Unit]:
    """The units of some listings, by source and uid: the same whatever order the listings come in."""
    groups: defaultdict[tuple[str, str], list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[listing.event.key.source, listing.event.key.uid].append(listing)
    shared = _shared_urls(groups.values())
    return [Unit(groups[key], sources.get(key[0]), shared.get(key[0], frozenset())) for key in sorted(groups)]


def place_words(event: Event) -> PlaceWords:
    """The place of an event, folded."""
    venue, address, locality, location = map(_folded, (event.venue, event.address, event.locality, event.location))
    town = {*locality.split(), *_folded(event.region).split(), *_folded(event.country).split()}
    names_a_venue = not (address or "://" in (event.location or "") or set(location.split()) <= town)
    has_spot = event.latitude is not None and event.longitude is not None
    return PlaceWords(
        venue=venue or (location if names_a_venue else ""),
        address=address,
        locality=locality,
        region=_folded(event.region),
        country=_folded(event.country),
        spot=(event.latitude or 0.0, event.longitude or 0.0) if has_spot else None,
        is_online=event.attendance_mode in (AttendanceMode.ONLINE, AttendanceMode.MIXED),
        is_in_person=event.attendance_mode is not AttendanceMode.ONLINE,
        words=frozenset(f"{venue} {address} {locality} {location}".split()),
    )


@lru_cache(maxsize=100_000)
def _folded(text: str | None) -> str:
    """A name folded; kept, because a thousand events are in the same ten towns."""
    return fold(text) if text else ""


def canonical_url(url: str | None) -> str | None:
    """An address without what does not lead anywhere else: scheme, www, tracking, trailing slash, fragment."""
    if not url:
        return None
    parts = urlsplit(url)
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not TRACKING.fullmatch(k)))
    path = parts.path.rstrip("/")
    if not path and not query:
        return None  # a whole site is nobody's event page
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{path}{f'?{query}' if query else ''}"


def _shared_urls(groups: Iterable[Sequence[Listing]]) -> dict[str, frozenset[str]]:
    """By source, the addresses that it gives to more than one of its events: they identify none of them."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        events = [listing.event for listing in group]
        urls = {canonical_url(url) for event in events for url in (event.url, event.registration_url)} - {None}
        counts[events[0].key.source].update(url for url in urls if url)
    return {slug: frozenset(url for url, n in counter.items() if n > 1) for slug, counter in counts.items()}


def _speaks_first(listing: Listing) -> tuple[bool, bool, str, EventKey]:
    """A series before its single dates, what is still listed before what is not, the earliest first."""
    key = listing.event.key
    return listing.withdrawn_at is not None, bool(key.recurrence_id), key.recurrence_id, key
