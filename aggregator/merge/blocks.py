"""Which units are worth comparing: those that share a mark. Nothing else is ever compared.

Refuses to compare. A mark is a uid, a link on a day, a name on a day, a moment with the beginning of a telling word; or
two telling words, where one is a series or tells only the day. Whether two units share one depends on nobody else, so
whatever else a calendar lists, it changes nothing between them (`CROWDED` marks excepted).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias

from aggregator.merge.titles import STEM
from aggregator.merge.units import Unit
from aggregator.merge.words import PLAIN

CROWDED: Final = 1000
"""Units under one mark from which it tells nothing: a thousand "test" events at one midnight are nobody's calendar."""

Pair: TypeAlias = tuple[int, int]
Handle: TypeAlias = str


def candidates(units: Sequence[Unit]) -> Collection[Pair]:
    """Pairs worth a look, by number, the lower first; block by block, since units that lie together are read faster."""
    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        for mark in marks(unit):
            blocks[mark].append(number)
    pairs: dict[Pair, None] = {}
    for group in blocks.values():
        if 1 < len(group) <= CROWDED:
            pairs.update(dict.fromkeys(across_sources(units, group)))
    pairs.update(dict.fromkeys(_dates_of_series(units)))
    pairs.update(dict.fromkeys(_hours_of_days(units)))
    return pairs


def across_sources(units: Sequence[Unit], group: Iterable[int]) -> Iterator[Pair]:
    """The pairs of a group that one source does not list side by side, unless it is an aggregator: it may repeat."""
    for a, b in combinations(group, 2):
        one, other = units[a], units[b]
        if one.slug != other.slug or one.is_aggregated or not (one.is_active and other.is_active):
            yield a, b


def marks(unit: Unit) -> list[Hashable]:
    """What others are found by that may be the same event, and begin when it does, or whose links or name it has."""
    day, moment, page = unit.day, unit.moment, unit.page
    found: list[Hashable] = [(moment, stem) for stem in stems(unit)]
    if unit.global_uid is not None:
        found.append(unit.global_uid)
    if page is not None:
        found.append((day, page))
    if unit.sign_up is not None and unit.sign_up != page:
        found.append((day, unit.sign_up))
    if unit.is_timed and not unit.is_series:
        found.append((day, unit.title.name))
    return found


def stems(unit: Unit) -> Collection[str]:
    """The beginnings of its telling words; of those of place and organizer too, where the title hardly tells."""
    title = unit.title
    return title.stems if len(title.own_words) > 1 else {*title.stems, title.text, *_around(unit)}


def handles(unit: Unit) -> Collection[Handle]:
    """Telling words two by two: what units are found by that lie at different moments."""
    title = unit.title
    return title.handles or {f"{min(title.stems, default=title.text)} {word}" for word in _around(unit)}


def _around(unit: Unit) -> set[str]:
    """The beginnings of the words of place and organizer."""
    told = f"{unit.place.venue} {unit.place.locality} {unit.organizer}".split()
    return {word[:STEM] for word in told if len(word) > 2 and word not in PLAIN}


def _dates_of_series(units: Sequence[Unit]) -> Iterator[Pair]:
    """Series with their like, and with single events."""
    series: defaultdict[Handle, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        for handle in handles(unit) if unit.is_series else ():
            series[handle].append(number)
    for number in range(len(units)) if series else ():
        yield from _pairs_with(units, number, series)


def _hours_of_days(units: Sequence[Unit]) -> Iterator[Pair]:
    """Days without an hour with the events of that day."""
    days: defaultdict[date, defaultdict[Handle, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, unit in enumerate(units):
        for handle in () if unit.is_timed or unit.is_series else handles(unit):
            days[unit.day][handle].append(number)
    for number, unit in enumerate(units):
        if unit.is_timed and not unit.is_series and unit.day in days:
            yield from _pairs_with(units, number, days[unit.day])


def _pairs_with(units: Sequence[Unit], number: int, found: dict[Handle, list[int]]) -> Iterator[Pair]:
    """A unit with those that are found by its handles."""
    own = handles(units[number])
    if found.keys().isdisjoint(own):
        return
    for other in {other for handle in own for other in found.get(handle, ())}:
        if other != number:
            yield from across_sources(units, sorted((number, other)))
