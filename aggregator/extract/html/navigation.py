"""Listings of events inside what looks like navigation: menus, tabs and accordions whose entries are dates.

Pages hang whole calendars into their menus. An entry that says its full date with an hour, or with a word for something
people come together for, is no link to a page of the site; nor is one that says when it begins and ends. Refuses the
footer, lists that only hold such an entry among others, and dates without a year, hour or occasion: news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.extract.html.blocks import Box, Document, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.words import OCCASION

ALIKE = 3
"""So many entries alike are a listing."""

ENTRIES = frozenset(("li", "tr", "details"))
"""Elements whose date needs no hour: a card with a bare date in a menu or carousel is a teaser of another page."""


def with_listings_freed(document: Document, dated: Sequence[Dated | None]) -> Document:
    """The document with the listings in its navigation made main matter; the same document where it has none.

    dated: what each block says of time, as `dates.read_dates` gave it.
    """
    lists: dict[str, list[Box]] = {}
    for parent in _parents(document, dated):
        if _is_listing(parent, dated):
            lists.setdefault(_path(parent), []).append(parent)
    alike = [boxes for boxes in lists.values() if sum(len(_entries(box)) for box in boxes) >= ALIKE]
    listed = {at for boxes in alike for box in boxes for at in range(box.first, box.stop)}
    freed = {at for boxes in alike for box in boxes for at in _named(box, listed)}
    if not freed:
        return document
    blocks = (replace(b, zone=Zone.MAIN) if b.index in freed and b.zone is Zone.NAV else b for b in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _parents(document: Document, dated: Sequence[Dated | None]) -> Iterator[Box]:
    """The boxes around the entries that hold dates in navigation, each once."""
    seen: set[Box] = set()
    for found in dated:
        if found is None or not found.whens or document.blocks[found.block.index].zone is not Zone.NAV:
            continue
        for box in found.block.box.ancestors():
            if box.parent is None or box.parent in seen:
                break
            seen.add(box.parent)
            yield box.parent


def _is_listing(parent: Box, dated: Sequence[Dated | None]) -> bool:
    """Whether all that a box holds are entries alike, each an event of its own."""
    entries = _entries(parent)
    if not entries or len({entry.tag for entry in entries}) > 1:
        return False
    return sum(entry.stop - entry.first for entry in entries) == parent.stop - parent.first and all(
        _is_event(entry, dated) for entry in entries
    )


def _is_event(entry: Box, dated: Sequence[Dated | None]) -> bool:
    """Whether an entry gives one full date, and with it an hour or an occasion."""
    held = [found for found in dated[entry.first : entry.stop] if found is not None]
    whens = [each for found in held for each in found.whens]
    if not whens or len({f"{each.start:%Y%m%d}" for each in whens}) > 1:
        return False
    full = any("year" not in each.assumed and each.rrule is None for each in whens)
    full = full or any(each.end is not None and not each.all_day for each in whens)
    full = full or any(clock.end is not None for found in held for clock in found.clocks)
    timed = any(not each.all_day for each in whens) or any(found.clocks for found in held)
    return full and (timed or (entry.tag in ENTRIES and any(OCCASION.search(found.rest) for found in held)))


def _named(box: Box, listed: set[int]) -> range:
    """The blocks of a listing with the lines over it: the widest box around it that holds little else."""
    widest = box
    for outer in box.ancestors():
        held = sum(at in listed for at in range(outer.first, outer.stop))
        if 2 * held <= outer.stop - outer.first:
            break
        widest = outer
    return range(widest.first, widest.stop)


def _entries(parent: Box) -> list[Box]:
    return [child for child in parent.children if child.stop > child.first]


def _path(box: Box) -> str:
    return ">".join(outer.look for outer in box.ancestors())
