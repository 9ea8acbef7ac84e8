"""Merging anew only what a change can reach: the same events as merging everything, from a few listings.

Pure: what rests comes from `Rest`. Refuses to guess: whatever hangs on others (shared addresses, sittings, echoes) is
asked for, and each unit is compared with all that share a mark with it.

The way: a changed unit may change what is known of others of its source, which are then affected as well. Affected
units are compared with their mates. They, what they hung together with, and what their mates hang together with now,
are the components in which clusters may differ; these are made anew, and all others stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final, Protocol

from aggregator.merge.blocks import candidates
from aggregator.merge.clusters import Cluster, clusters_and_links
from aggregator.merge.decided import Decided
from aggregator.merge.reasons import judged_same
from aggregator.merge.resting import Resting, UnitKey, beginning, digest, echo_of, named, resting, sought, unit_key
from aggregator.merge.units import OWN_UID, Unit, bare_units
from aggregator.model import Listing, Source

SITTING: Final = attrgetter("is_active", "moment", "sitting")
DAYS: Final = attrgetter("is_active", "day", "name")
"""What a unit tells of others of its name: how often they are held on a day, and on which days."""


class Rest(Protocol):
    """What the last merge left, and the listings as they stand now."""

    def source(self, slug: str) -> Source | None:
        """A source, as far as merging needs it; None where its name is no longer known."""

    def rows(self, keys: Collection[UnitKey]) -> Sequence[Resting]:
        """The units of these keys, as far as they are known."""

    def sharing(self, marks: Collection[int]) -> Sequence[Resting]:
        """All units that have any of these among `Resting.all_marks`."""

    def of_components(self, names: Collection[str]) -> Sequence[Resting]:
        """All units of these components."""

    def on_day(self, day: int) -> Sequence[Resting]:
        """All units of a local day, given as an ordinal."""

    def last_year(self) -> int:
        """The year of the last of all units."""

    def listings(self, keys: Collection[UnitKey]) -> Sequence[Listing]:
        """The listings that units are made of, as they stand now."""

    def holding(self, listing_ids: Collection[str]) -> Sequence[UnitKey]:
        """The units that these listings are part of now, as far as they are there."""

    def original(self, own_uid: str) -> str | None:
        """The listing whose event would be published under a UID (`identity.uid_of`), if it is there."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a change reaches. clusters: made anew; rows: their units; gone: keys of units that are no more.

    listings: the ids of all listings that are, or were, in any of them.
    """

    clusters: list[Cluster]
    rows: list[Resting]
    gone: list[UnitKey]
    listings: frozenset[str]


def reached(changed: Iterable[UnitKey], rest: Rest, decided: Decided) -> Reached:
    """The clusters that may differ since these units changed, came or went."""
    change = _Change(changed, rest)
    affected = change.affected()
    near = {*affected, *change.mates(affected)}
    units = change.units(near)
    met = {
        key
        for a, b in candidates(units)
        if not affected.isdisjoint((unit_key(units[a]), unit_key(units[b])))
        and judged_same(units[a], units[b]) is not None
        for key in (unit_key(units[a]), unit_key(units[b]))
    }
    ids = [member.id for unit in units if unit_key(unit) in affected for member in unit.members]
    met.update(rest.holding(decided.said_with(ids)))
    met.update(rest.holding([unit.echoes for unit in units if unit.echoes is not None]))
    keys = change.hanging_together({*affected, *met})
    clusters, links = clusters_and_links(change.units(keys), decided)
    rows = named(map(change.row, sorted(keys)), [(unit_key(a), unit_key(b)) for a, b in links])
    old = {one for row in change.before.values() for one in row.listings}
    return Reached(clusters, rows, change.gone, frozenset({*old, *(one for row in rows for one in row.listings)}))


class _Change:
    """Units that changed, over what rests. before, after: their rows; gone: those that are no more."""

    def __init__(self, changed: Iterable[UnitKey], rest: Rest) -> None:
        self._rest = rest
        self._units: dict[UnitKey, Unit] = {}
        self._rows: dict[UnitKey, Resting] = {}
        self._changed: set[UnitKey] = set()
        self.before: dict[UnitKey, Resting] = {}
        self.after: dict[UnitKey, Resting] = {}
        self._take_in(set(changed))
        self._take_in(self._echoes() - self._changed)
        self.gone = sorted(self._changed - self.after.keys())

    def _take_in(self, keys: set[UnitKey]) -> None:
        self._changed |= keys
        self.before.update((row.key, row) for row in self._rest.rows(keys))
        for unit in self._made(keys):
            self._mark_echo(unit)
            self.after[unit_key(unit)] = resting(unit)

    def _echoes(self) -> set[UnitKey]:
        """The units that are echoes of what came or went."""
        before, after = ({one for row in rows.values() for one in row.listings} for rows in (self.before, self.after))
        marks = {echo_of(one) for one in before ^ after}
        return {row.key for row in (self._rest.sharing(marks) if marks else ())}

    def _made(self, keys: Collection[UnitKey]) -> list[Unit]:
        """Units of their listings, without what hangs on others."""
        sources = {slug: self._rest.source(slug) for slug in {slug for slug, _ in keys}}
        known = {slug: source for slug, source in sources.items() if source is not None}
        return bare_units(self._rest.listings(keys), known) if keys else []

    def row(self, key: UnitKey) -> Resting:
        """A unit as it is now."""
        return self.after[key] if key in self.after else self._rows[key]

    def sharing(self, marks: Collection[int]) -> list[Resting]:
        """All units that have any of these marks now."""
        wanted = set(marks)
        found = [row for row in self._rest.sharing(wanted) if row.key not in self._changed] if wanted else []
        found += [row for row in self.after.values() if not wanted.isdisjoint(row.all_marks())]
        self._rows.update((row.key, row) for row in found)
        return found

    def affected(self) -> set[UnitKey]:
        """The changed units, and others of their sources of which something else holds now."""
        found = set(self.after)
        for key in self._changed:
            before, after = self.before.get(key), self.after.get(key)
            versions = [row for row in (before, after) if row is not None]
            told = [set(row.addresses) if row else set() for row in (before, after)]
            found.update(self._only_others_with(told[0] ^ told[1]))
            if _differ(before, after, SITTING):
                found.update(row.key for row in self.sharing({row.sitting for row in versions}))
            if _differ(before, after, DAYS):
                found.update(self._of_one_name_and_uid({row.name for row in versions}))
        return found

    def _only_others_with(self, addresses: Iterable[int]) -> Iterator[UnitKey]:
        """Units that alone have an address besides what changed: now it is theirs, or no longer."""
        for address in addresses:
            others = [row.key for row in self.sharing([address]) if row.key not in self._changed]
            if len(others) == 1:
                yield others[0]

    def _of_one_name_and_uid(self, names: Collection[int]) -> list[UnitKey]:
        """Units of these names whose uid another unit has as well: only to them the days of a name matter."""
        rows = [row for row in self.sharing(names) if row.uid is not None]
        carried = Counter(row.uid for row in self.sharing({row.uid for row in rows if row.uid is not None}))
        return [row.key for row in rows if carried[row.uid] > 1]

    def mates(self, keys: Iterable[UnitKey]) -> set[UnitKey]:
        """All that some units may be one event with."""
        found: set[UnitKey] = set()
        for unit in self.units(keys):
            last_year = self._last_year() if unit.is_series else 0
            found.update(row.key for row in self.sharing(sought(unit, last_year)))
            if not unit.is_timed and not unit.is_series:
                found.update(self._of_that_day(unit))
        return found

    def _last_year(self) -> int:
        return max([self._rest.last_year(), *(date.fromordinal(row.day).year for row in self.after.values())])

    def _of_that_day(self, unit: Unit) -> set[UnitKey]:
        """The units with a telling word of one that does not say its hour."""
        day = unit.day.toordinal()
        rows = [row for row in self._rest.on_day(day) if row.key not in self._changed]
        rows += [row for row in self.after.values() if row.day == day]
        self._rows.update((row.key, row) for row in rows)
        wanted = {moment: set(beginning(moment, unit)) for moment in {row.moment for row in rows}}
        return {row.key for row in rows if not wanted[row.moment].isdisjoint(row.marks)}

    def hanging_together(self, keys: Collection[UnitKey]) -> set[UnitKey]:
        """The units with all that they hang together with, or did."""
        rows = [*self._rest.rows(keys), *self.before.values()]
        rows += self._rest.of_components({row.component for row in rows})
        self._rows.update((row.key, row) for row in rows)
        return ({*keys, *(row.key for row in rows)} - self._changed) | self.after.keys()

    def units(self, keys: Iterable[UnitKey]) -> list[Unit]:
        """Some units, in the order of their keys, with what hangs on others."""
        keys = sorted(keys)
        missing = [key for key in keys if key not in self._units]
        made = self._made(missing)
        self._put_in_place(made)
        self._units.update((unit_key(unit), unit) for unit in made)
        return [self._units[key] for key in keys]

    def _put_in_place(self, units: Sequence[Unit]) -> None:
        """Tell units what `units_of` tells them where it sees all."""
        rows = [self.row(unit_key(unit)) for unit in units]
        uids = {row.uid for row in rows if row.uid is not None}
        besides = self.sharing(uids.union(*((*row.addresses, row.sitting) for row in rows)))
        given = Counter(address for row in besides for address in row.addresses)
        carried = Counter(row.uid for row in besides)
        moments: defaultdict[int, set[str]] = defaultdict(set)
        for row in besides:
            if row.is_active:
                moments[row.sitting].add(row.moment)
        for unit, row in zip(units, rows, strict=True):
            self._mark_echo(unit)
            unit.page = self._if_its_own(unit, unit.page, given)
            unit.sign_up = self._if_its_own(unit, unit.sign_up, given)
            if unit.is_active:
                unit.sittings = max(1, len(moments[row.sitting]))
                if row.uid is not None and carried[row.uid] > 1:
                    unit.days = self._days(row.name)

    def _days(self, name: int) -> frozenset[date]:
        """The days on which a source lists a name."""
        return frozenset(date.fromordinal(row.day) for row in self.sharing([name]) if row.is_active)

    def _mark_echo(self, unit: Unit) -> None:
        original = self._rest.original(unit.key.uid[:26]) if OWN_UID.fullmatch(unit.key.uid) else None
        if original is not None:
            unit.echoes, unit.is_active = original, False

    @staticmethod
    def _if_its_own(unit: Unit, url: str | None, given: Mapping[int, int]) -> str | None:
        return None if url is None or given[digest("address", unit.slug, url)] > 1 else url


def _differ(before: Resting | None, after: Resting | None, of: Callable[[Resting], object]) -> bool:
    return before is None or after is None or of(before) != of(after)
