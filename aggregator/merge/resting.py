"""What is kept of a unit from one merge to the next, so that a listing that changed is compared with few others.

Refuses to compare and to hold words: what units are found by are digests. They stand for the marks of `blocks`, told so
that each finds all it may be one event with, and perhaps more; who is a candidate indeed, `blocks` says of the units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TypeAlias

from aggregator.merge.blocks import handles, stems
from aggregator.merge.identity import uid_of
from aggregator.merge.links import canonical_url
from aggregator.merge.units import OWN_UID, Unit

UnitKey: TypeAlias = tuple[str, str]
"""Source and uid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A unit at rest. listings: ids of its members. component: the name of all units that it hangs together with.

    day: its local day as an ordinal; moment: when it begins, as text; is_active: whether it is listed, and no echo.
    uid: digest of a uid that is unique in the world, or None. addresses: of each of its addresses at its source.
    name, sitting: of its name at its source; of that and its day. marks: of all that others find it by.
    """

    key: UnitKey
    listings: tuple[str, ...]
    component: str = ""
    day: int
    moment: str
    is_active: bool
    uid: int | None
    name: int
    sitting: int
    addresses: tuple[int, ...]
    marks: tuple[int, ...]

    def all_marks(self) -> Iterator[int]:
        """Everything it is found by, in one row of figures."""
        yield from self.marks
        yield from self.addresses
        yield self.name
        yield self.sitting


def unit_key(unit: Unit) -> UnitKey:
    """What it is kept by."""
    return unit.slug, unit.key.uid


def resting(unit: Unit, component: str = "") -> Resting:
    """A unit as it is kept. component: its name, empty while it is not known."""
    source, uid = unit.slug, unit.global_uid
    name, day = " ".join(unit.title.name), unit.day.isoformat()
    return Resting(
        key=unit_key(unit),
        listings=tuple(member.id for member in unit.members),
        component=component,
        day=unit.day.toordinal(),
        moment=unit.moment.isoformat(),
        is_active=unit.is_active,
        uid=None if uid is None else digest("uid", uid),
        name=digest("name", source, name),
        sitting=digest("sitting", source, name, day),
        addresses=tuple(digest("address", source, url) for url in sorted(unit.addresses)),
        marks=tuple(sorted(set(_carried(unit)))),
    )


def sought(unit: Unit, last_year: int) -> set[int]:
    """The marks of all it may be one event with; days without an hour find those that have one by their day instead.

    last_year: of all that is listed.
    """
    found = set(_carried(unit))
    found.update(digest("series", handle) for handle in handles(unit))
    if unit.is_series:
        dates = [date for year in range(unit.day.year, last_year + 1) for date in unit.moments_in(year)]
        found.update(near for date in dates for near in beginning(date.isoformat(), unit))
    elif unit.is_timed:
        found.update(digest("hourless", unit.day.isoformat(), handle) for handle in handles(unit))
    return found


def beginning(moment: str, unit: Unit) -> Iterator[int]:
    """The marks of what begins at a moment and has a telling word of this unit."""
    return (digest("near", moment, stem) for stem in stems(unit))


def echo_of(listing_id: str) -> int:
    """The mark of what comes back from our own feed and was this listing."""
    return digest("echo", uid_of(listing_id))


def named(rows: Iterable[Resting], links: Iterable[tuple[UnitKey, UnitKey]]) -> list[Resting]:
    """The rows with their components: what links join, directly or through others, is one."""
    by_key = {row.key: row for row in rows}
    names = components({key: row.listings for key, row in by_key.items()}, links)
    return [row if row.component == names[key] else replace(row, component=names[key]) for key, row in by_key.items()]


def components(
    listings: Mapping[UnitKey, Sequence[str]], links: Iterable[tuple[UnitKey, UnitKey]]
) -> dict[UnitKey, str]:
    """The name of each unit's component: the lowest id of a listing of its first unit. listings: their ids by unit."""
    first = {key: key for key in listings}

    def root(key: UnitKey) -> UnitKey:
        while first[key] != key:
            first[key] = key = first[first[key]]
        return key

    for a, b in links:
        low, high = sorted((root(a), root(b)))
        first[high] = low
    return {key: min(listings[root(key)]) for key in listings}


def largest_block(rows: Iterable[Resting]) -> int:
    """How many units share one mark at most."""
    return max(Counter(mark for row in rows for mark in row.marks).values(), default=0)


def digest(*parts: str) -> int:
    """64 bits of a text in several parts, signed, as a database holds them."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def _carried(unit: Unit) -> Iterator[int]:
    day = unit.day.isoformat()
    yield from beginning(unit.moment.isoformat(), unit)
    if unit.global_uid is not None:
        yield digest("uid", unit.global_uid)
    for url in {canonical_url(unit.event.url), canonical_url(unit.event.registration_url)} - {None}:
        yield digest("link", day, url or "")
    if unit.is_series:
        yield from (digest("series", handle) for handle in handles(unit))
    elif unit.is_timed:
        yield digest("named", day, " ".join(unit.title.name))
    else:
        yield from (digest("hourless", day, handle) for handle in handles(unit))
    if OWN_UID.fullmatch(unit.key.uid):
        yield digest("echo", unit.key.uid[:26])
