"""Listings of events inside what looks like navigation, and what entries say in footers of their own.

Pages hang whole calendars into their menus. An entry that says its full date with an hour, or with a word for something
people come together for, is no link to a page of the site; nor is one that says when it begins and ends. Refuses the
page's footer, lists that only hold such an entry among others, and dates without a year, hour or occasion: news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from aggregator.extract.html.blocks import Box, Document, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.words import OCCASION
from aggregator.model import day_of

ALIKE = 3
"""So many entries alike are a listing."""

ENTRIES = frozenset(("li", "tr", "details"))
"""Elements whose date needs no hour: a card with a bare date in a menu or carousel is a teaser of another page."""


def with_listings_freed(document: Document, dated: Sequence[Dated | None], *, today: date) -> Document:
    """The document with the listings in its navigation, and the footers of its entries, made main matter; the same
    document where it has neither.

    dated: what each block says of time, as `dates.read_dates` gave it. today: the day on which the page is read.
    """
    lists: dict[str, list[Box]] = {}
    for parent in _parents(document, dated):
        if _is_listing(parent, dated):
            lists.setdefault(_path(parent), []).append(parent)
    alike = [boxes for boxes in lists.values() if sum(len(_entries(box)) for box in boxes) >= ALIKE]
    listed = {at for boxes in alike for box in boxes for at in range(box.first, box.stop)}
    freed = {at for boxes in alike for box in boxes for at in _named(box, listed)}
    freed = {at for at in freed if document.blocks[at].zone is Zone.NAV}
    freed.update(at for box in _footers_of_entries(document, dated, today) for at in range(box.first, box.stop))
    if not freed:
        return document
    blocks = (replace(b, zone=Zone.MAIN) if b.index in freed else b for b in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _footers_of_entries(document: Document, dated: Sequence[Dated | None], today: date) -> Iterator[Box]:
    """The footers alike of entries alike ("May 5, 7 pm · Mill Hall" at the foot of each card): a page has one of its
    own, in which columns may stand side by side (HTML standard §4.3.8). Those of posts and comments tell bare days, or
    only days that are over."""
    alike: dict[str, list[Box]] = {}
    seen: set[Box] = set()
    for block in document.blocks:
        outer = [box for box in block.box.ancestors() if box.zone is Zone.FOOTER] if block.zone is Zone.FOOTER else []
        if outer and _stands_in_main(outer[-1]) and outer[-1] not in seen:
            seen.add(outer[-1])
            alike.setdefault(_path(outer[-1]), []).append(outer[-1])
    for footers in alike.values():
        entries = {footer.parent for footer in footers}
        if len(entries) >= ALIKE and not _are_of_posts(footers, dated, today):
            yield from footers


def _stands_in_main(box: Box) -> bool:
    return box.parent is not None and box.parent.zone in {None, Zone.MAIN}


def _are_of_posts(footers: Sequence[Box], dated: Sequence[Dated | None], today: date) -> bool:
    """Whether footers tell days, and one a bare one, or all days that are over."""
    told = [found for footer in footers for found in dated[footer.first : footer.stop] if found is not None]
    days = [each for found in told for each in (*found.whens, *(each for each, _ in found.refused))]
    bare = any(found.whens and found.whens[0].all_day and not found.clocks for found in told)
    return bool(days) and (bare or all(day_of(each.start) <= today for each in days))


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
