"""Which units are worth comparing: those that share a mark. Nothing else is ever compared.

Refuses to compare. A mark is a uid, a link on a day, a name on a day, a moment with the beginning of a telling word; or
two telling words, where one is a series or tells only the day. A unit's marks are its own, so no other can hide them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias

from aggregator.merge.units import Unit
from aggregator.merge.words import PLAIN
from aggregator.model import DateOrTime

CROWDED: Final = 1000
"""Units under one mark from which it tells nothing: a thousand "test" events at one midnight are nobody's calendar."""
FEW: Final = 4
"""Units at one moment up to which each is compared with each."""
TELLING: Final = 5
"""Words of a title that are paired to make handles."""

Pair: TypeAlias = tuple[int, int]
Handle: TypeAlias = tuple[str, str]


def candidates(units: Sequence[Unit]) -> set[Pair]:
    """Pairs worth a look, by number, the lower first."""
    pairs: set[Pair] = set()
    for group in _blocks(units):
        if 1 < len(group) <= CROWDED:
            pairs.update(across_sources(units, group))
    pairs.update(_dates_of_series(units))
    pairs.update(_hours_of_days(units))
    return pairs


def across_sources(units: Sequence[Unit], group: Iterable[int]) -> Iterator[Pair]:
    """The pairs of a group that one source does not list side by side, unless it is an aggregator: it may repeat."""
    for a, b in combinations(group, 2):
        one, other = units[a], units[b]
        if one.key.source != other.key.source or one.is_aggregated or not (one.is_active and other.is_active):
            yield a, b


def _blocks(units: Sequence[Unit]) -> Iterator[list[int]]:
    """Units with one uid; with one link or one name on a day; at one moment, where there are many with a word each."""
    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    moments: defaultdict[DateOrTime, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        moments[unit.moment].append(number)
        if unit.global_uid is not None:
            blocks[unit.global_uid].append(number)
        page, sign_up = unit.page, unit.sign_up
        if page is not None:
            blocks[unit.day, page].append(number)
        if sign_up is not None and sign_up != page:
            blocks[unit.day, sign_up].append(number)
        if unit.is_timed and not unit.is_series:
            blocks[unit.day, unit.name].append(number)
    yield from blocks.values()
    for group in moments.values():
        yield from _by_stem(units, group) if len(group) > FEW else [group]


def _by_stem(units: Sequence[Unit], group: Iterable[int]) -> Iterable[list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number in group:
        for stem in stems(units[number]):
            found[stem].append(number)
    return found.values()


def stems(unit: Unit) -> set[str]:
    """The beginnings of its telling words; of those of place and organizer too, where the title hardly tells."""
    own = unit.title.own_words
    found = {word[:4] for word in own}
    if len(own) < 2:
        found |= {unit.title.text, *_around(unit)}
    return found


def handles(unit: Unit) -> set[Handle]:
    """Telling words two by two: what units are found by that lie at different moments."""
    own = sorted({word[:4] for word in unit.title.own_words})[:TELLING]
    if len(own) >= 2:
        return set(combinations(own, 2))
    name = own[0] if own else unit.title.text
    return {(name, word) for word in _around(unit)}


def _around(unit: Unit) -> set[str]:
    """The beginnings of the words of place and organizer."""
    told = f"{unit.place.venue} {unit.place.locality} {unit.organizer}".split()
    return {word[:4] for word in told if len(word) > 2 and word not in PLAIN}


def _dates_of_series(units: Sequence[Unit]) -> Iterator[Pair]:
    """Series with their like, and with single events."""
    series: defaultdict[Handle, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        for handle in handles(unit) if unit.is_series else ():
            series[handle].append(number)
    for number, unit in enumerate(units) if series else ():
        yield from _pairs_with(units, number, [series.get(handle, ()) for handle in handles(unit)])


def _hours_of_days(units: Sequence[Unit]) -> Iterator[Pair]:
    """Days without an hour with the events of that day."""
    days: defaultdict[date, defaultdict[Handle, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, unit in enumerate(units):
        for handle in () if unit.is_timed or unit.is_series else handles(unit):
            days[unit.day][handle].append(number)
    for number, unit in enumerate(units):
        if unit.day in days and unit.is_timed and not unit.is_series:
            of_day = days[unit.day]
            yield from _pairs_with(units, number, [of_day.get(handle, ()) for handle in handles(unit)])


def _pairs_with(units: Sequence[Unit], number: int, found: Iterable[Sequence[int]]) -> Iterator[Pair]:
    for other in {other for group in found for other in group}:
        if other != number:
            yield from across_sources(units, sorted((number, other)))
