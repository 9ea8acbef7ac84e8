"""What is compared with what: a single event, or a series with its overrides, of one source.

Refuses to compare. A unit carries what comparing needs, computed once: its place in simple words, its links, its title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from aggregator.merge.identity import uid_of
from aggregator.merge.links import addresses_of, canonical_url
from aggregator.merge.moments import dates_in, day_of, moment_of, pattern_of
from aggregator.merge.places import PlaceWords, place_words
from aggregator.merge.states import is_publishable
from aggregator.merge.titles import Title, title_of
from aggregator.model import DateOrTime, EventKey, Listing, Role, Source
from aggregator.normalize.identity import fold

OWN_UID = re.compile(r"[a-z2-7]{26}(?:-\d{8}(?:T\d{6})?)?")
"""The form of the UIDs that we publish, with the date of an occurrence behind it."""


class Unit:
    """One source's event or series.

    head: the listing that speaks for it; members: all its listings, the head first.
    source: None when the source is no longer known by name; is_aggregated: whether it collects what others announce.
    addresses: all that its listings give; page, sign_up: those of its own, None where its source gives one to several.
    global_uid: the source's own UID where it looks unique in the world; "17" is some other event's in another calendar.
    echoes: the id of the listing whose published event it repeats, where it came back from our own feed; it then counts
    as not listed, so that nothing stands in our feed only because it stood there.
    sittings: at how many moments of its day its source lists something of its name; days: all days it does, where there
    are several.
    """

    __slots__ = (
        *("members", "head", "event", "key", "slug", "source", "is_aggregated", "is_active", "is_series", "is_timed"),
        *("title", "place", "organizer", "moment", "day", "pattern", "page", "sign_up", "addresses", "global_uid"),
        *("echoes", "sittings", "days", "_years"),
    )

    def __init__(self, members: Sequence[Listing], source: Source | None) -> None:
        self.members = tuple(sorted(members, key=_speaks_first)) if len(members) > 1 else tuple(members)
        self.head = head = self.members[0]
        self.event = event = head.event
        self.key: EventKey = event.key
        self.slug: str = event.key.source
        self.source = source
        self.is_aggregated = source is not None and source.role is Role.AGGREGATOR
        self.is_active = head.withdrawn_at is None
        self.is_series = bool(event.rrule or event.rdates)
        self.is_timed = isinstance(event.start, datetime)
        self.title: Title = title_of(event.title)
        self.place: PlaceWords = place_words(event)
        self.organizer: str = _folded(event.organizer)
        self.moment: DateOrTime = moment_of(event.start)
        self.day: date = day_of(event.start)
        self.pattern: str = pattern_of(event) if self.is_series else ""
        self.page: str | None = canonical_url(event.url)
        self.sign_up: str | None = canonical_url(event.registration_url)
        self.addresses: Collection[str] = self._addresses()
        uid = self.key.uid
        self.global_uid: str | None = None if event.uid_assumed or ("@" not in uid and len(uid) < 20) else uid
        self.echoes: str | None = None
        self.sittings = 1
        self.days: frozenset[date] = frozenset()
        self._years: dict[int, frozenset[DateOrTime]] | None = None

    def _addresses(self) -> Collection[str]:
        if len(self.members) > 1:
            return addresses_of(self.members)
        page, sign_up = self.page, self.sign_up
        if page is None or page == sign_up:
            return () if sign_up is None else (sign_up,)
        return (page,) if sign_up is None else (page, sign_up)

    @property
    def is_shown(self) -> bool:
        """Whether readers would see it if it stood alone."""
        reviewed = self.source is not None and self.source.review
        return self.is_active and not reviewed and is_publishable(self.event)

    @property
    def holder(self) -> str:
        """Who holds it, folded; who lists it where that is an organizer and names nobody else."""
        return self.organizer or (_folded(self.source.name) if self.source and not self.is_aggregated else "")

    @property
    def hosts(self) -> frozenset[str]:
        """The words of who holds it; of who lists it, where that is an organizer."""
        lister = self.source.name if self.source is not None and not self.is_aggregated else None
        return frozenset(f"{self.organizer} {_folded(lister)}".split())

    def begins_at(self, other: Unit) -> bool:
        """Whether this series has a date at the moment when the other begins."""
        if self.is_timed != other.is_timed or other.day < self.day:
            return False
        return other.moment in self.moments_in(other.day.year)

    def moments_in(self, year: int) -> frozenset[DateOrTime]:
        """The moments at which this series begins in a year."""
        if self._years is None:
            self._years = {}
        if year not in self._years:
            self._years[year] = dates_in(self, year)
        return self._years[year]


def share_a_link(a: Unit, b: Unit) -> bool:
    """Whether both have one uid, page or sign-up."""
    return bool(
        (a.global_uid is not None and a.global_uid == b.global_uid)
        or (a.page is not None and a.page == b.page)
        or (a.sign_up is not None and a.sign_up == b.sign_up)
    )


def units_of(listings: Iterable[Listing], sources: Mapping[str, Source]) -> list[Unit]:
    """The units of some listings, by source and uid: the same whatever order the listings come in."""
    units = bare_units(listings, sources)
    _mark_echoes(units)
    for _, group in groupby(units, attrgetter("slug")):
        of_source = list(group)
        if len(of_source) > 1:
            _forget_shared_links(of_source)
            _count_sittings(of_source)
    return units


def bare_units(listings: Iterable[Listing], sources: Mapping[str, Source]) -> list[Unit]:
    """The same without what hangs on others: shared addresses, echoes, sittings and days."""
    by_source: defaultdict[str, defaultdict[str, list[Listing]]] = defaultdict(lambda: defaultdict(list))
    for listing in listings:
        key = listing.event.key
        by_source[key.source][key.uid].append(listing)
    groups = [(sources.get(slug), by_source[slug]) for slug in sorted(by_source)]
    return [Unit(by_uid[uid], source) for source, by_uid in groups for uid in sorted(by_uid)]


def _forget_shared_links(units: Sequence[Unit]) -> None:
    """Take the addresses from units of one source that it gives to several: they identify none of them."""
    given = Counter([url for unit in units for url in unit.addresses])
    shared = {url for url, count in given.items() if count > 1}
    for unit in units if shared else ():
        if unit.page in shared:
            unit.page = None
        if unit.sign_up in shared:
            unit.sign_up = None


def _mark_echoes(units: Sequence[Unit]) -> None:
    """Find what came back from our own feed, by the UIDs that we made (`identity.uid_of`)."""
    alike = [unit for unit in units if OWN_UID.fullmatch(unit.key.uid)]
    ids = {uid_of(member.id): member.id for unit in units for member in unit.members} if alike else {}
    for unit in alike:
        original = ids.get(unit.key.uid[:26])
        if original is not None:
            unit.echoes, unit.is_active = original, False


def _count_sittings(units: Iterable[Unit]) -> None:
    """Tell each unit of a source how often that lists its name on its day, and on which days."""
    groups: defaultdict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.is_active:
            groups[unit.title.name].append(unit)
    for group in groups.values():
        if len(group) > 1:
            moments = Counter(day for day, _ in {(unit.day, unit.moment) for unit in group})
            days = frozenset(moments)
            for unit in group:
                unit.sittings, unit.days = moments[unit.day], days


@lru_cache(maxsize=100_000)
def _folded(text: str | None) -> str:
    """A name folded; kept, because a thousand events are held by the same ten groups."""
    return fold(text) if text else ""


def _speaks_first(listing: Listing) -> tuple[bool, bool, str, EventKey]:
    """A series before its single dates, what is still listed before what is not, the earliest first."""
    key = listing.event.key
    return listing.withdrawn_at is not None, bool(key.recurrence_id), key.recurrence_id, key
