"""Which units are worth comparing: those that share a mark. Nothing else is ever compared.

Refuses to compare. A mark is a uid, a link on a day, a name on a day, a moment with the beginning of a telling word; or
two telling words, where one is a series or tells only the day. Whether two units share one depends on nobody else, so
whatever else a calendar lists, it changes nothing between them (`CROWDED` marks excepted).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from aggregator.merge.titles import STEM, may_be_alike
from aggregator.merge.units import Unit, share_a_link
from aggregator.merge.words import PLAIN

CROWDED: Final = 1000
"""Units under one mark from which it tells nothing: a thousand "test" events at one midnight are nobody's calendar."""

Pair: TypeAlias = tuple[int, int]
Handle: TypeAlias = str


def candidates(units: Sequence[Unit], *, unless: Callable[[Unit, Unit], object] | None = None) -> Collection[Pair]:
    """Pairs worth a look, by number, the lower first: they share a mark, and nothing says at once that they are two.

    unless: what else says so, asked last. Moment by moment and day by day, since what is compared then lies together,
    and that is read faster than at random.
    """
    pairs: dict[Pair, None] = {}
    for found in (_at_one_moment, _of_one_uid, _on_one_day, _dates_of_series):
        for pair in found(units):
            if pair in pairs:
                continue
            a, b = units[pair[0]], units[pair[1]]
            if (a.slug == b.slug and are_side_by_side(a, b)) or not (a.title is b.title or _may_be_one(a, b)):
                continue
            if unless is None or not unless(a, b):
                pairs[pair] = None
    return pairs


def are_side_by_side(a: Unit, b: Unit) -> bool:
    """Whether one source lists both beside each other, and means two; an aggregator may repeat one."""
    return a.slug == b.slug and not a.is_aggregated and a.is_active and b.is_active


def _may_be_one(a: Unit, b: Unit) -> bool:
    """Whether `judge` could find a reason: four of five that share a mark have neither a name nor a link in common."""
    return may_be_alike(a.title, b.title) or share_a_link(a, b)


def _at_one_moment(units: Sequence[Unit]) -> Iterator[Pair]:
    """Those that begin together and have the beginning of a telling word in common."""
    for group in _several((unit.moment, number) for number, unit in enumerate(units)):
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for number in group:
            for stem in stems(units[number]):
                blocks[stem].append(number)
        yield from _pairs_in(blocks.values())


def _of_one_uid(units: Sequence[Unit]) -> Iterator[Pair]:
    uids = ((unit.global_uid, number) for number, unit in enumerate(units) if unit.global_uid is not None)
    return _pairs_in(_several(uids))


def _on_one_day(units: Sequence[Unit]) -> Iterator[Pair]:
    """Those that have a link or the name, and days without an hour with what has one."""
    for group in _several((unit.day, number) for number, unit in enumerate(units)):
        yield from _pairs_in(_several((link, number) for number in group for link in _links(units[number])))
        singles = [number for number in group if not units[number].is_series]
        timed = [number for number in singles if units[number].is_timed]
        yield from _pairs_in(_several((units[number].title.name, number) for number in timed))
        if len(timed) < len(singles):
            hourless = [number for number in singles if not units[number].is_timed]
            yield from _pairs_with(units, timed, _by_handle(units, hourless))


def _dates_of_series(units: Sequence[Unit]) -> Iterator[Pair]:
    """Series with their like, and with single events."""
    series = [number for number, unit in enumerate(units) if unit.is_series]
    return _pairs_with(units, range(len(units)), _by_handle(units, series)) if series else iter(())


def _links(unit: Unit) -> Iterator[str]:
    if unit.page is not None:
        yield unit.page
    if unit.sign_up is not None and unit.sign_up != unit.page:
        yield unit.sign_up


def _several(marked: Iterable[tuple[Hashable, int]]) -> Collection[list[int]]:
    """The numbers of each mark that several have: most marks are one unit's alone, and cost no list."""
    first: dict[Hashable, int] = {}
    found: dict[Hashable, list[int]] = {}
    for mark, number in marked:
        one = first.setdefault(mark, number)
        if one != number:
            found.setdefault(mark, [one]).append(number)
    return found.values()


def _pairs_in(blocks: Iterable[list[int]]) -> Iterator[Pair]:
    """All pairs of each block, each once."""
    return iter({pair for block in blocks if len(block) <= CROWDED for pair in combinations(block, 2)})


def _by_handle(units: Sequence[Unit], numbers: Iterable[int]) -> Mapping[Handle, list[int]]:
    found: defaultdict[Handle, list[int]] = defaultdict(list)
    for number in numbers:
        for handle in handles(units[number]):
            found[handle].append(number)
    return found


def _pairs_with(units: Sequence[Unit], numbers: Iterable[int], found: Mapping[Handle, list[int]]) -> Iterator[Pair]:
    """Each of some units with those that are found by its handles."""
    for number in numbers:
        own = handles(units[number])
        if not found.keys().isdisjoint(own):
            for other in {other for handle in own for other in found.get(handle, ())}:
                if other != number:
                    yield (number, other) if number < other else (other, number)


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
