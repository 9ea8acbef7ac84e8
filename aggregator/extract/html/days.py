"""Regions whose day is said outside them: rows spanned by a date, cells of a calendar, hours under a day's heading.

Refuses to find days: `regions` has found them; here their entries get a region each, with the day as anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from aggregator import when
from aggregator.extract.html import links, words
from aggregator.extract.html.blocks import Box, Document, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.entries import Entry, entries_of, side_by_side
from aggregator.extract.html.names import can_name
from aggregator.extract.html.region import Region

Within = Callable[[int, int], tuple[int, ...]]
"""The anchors in a range of blocks."""

FEWEST_DAYS = 2
"""A single day with hours under it is as often one event with its agenda."""

ENTRIES = 2
"""So many entries under one of the days make a calendar of days with entries."""

LONGEST_PIECE = 12
"""A piece of a day has at most so many characters ("Wednesday")."""

FEWEST_TOLD, WORDS_BESIDE = 2, 4
"""A calendar of events has so many entries with an hour, a link or an occasion, and at least one in so many."""

CHAINED = 3
"""So many hours, each beginning where the one before ends, are the agenda of one event."""


def spanned_rows(regions: Sequence[Region], within: Within) -> Iterator[Region]:
    """Rows that a date cell of a row above spans: events of the same day, the nearest one's where several do."""
    places: dict[Box, dict[Box, int]] = {}
    taken: set[Box] = set()
    for region in reversed(regions):
        row = region.row
        cell = next((c for c in row.children if c.first <= region.anchors[0] < c.stop), None) if row else None
        if row is None or cell is None or cell.rows < 2 or row.parent is None:
            continue
        siblings = row.parent.children
        if row.parent not in places:
            places[row.parent] = {sibling: place for place, sibling in enumerate(siblings)}
        at = places[row.parent][row]
        for other in siblings[at + 1 : at + cell.rows]:
            if other in taken or other.tag != "tr" or other.stop == other.first:
                continue
            if not within(other.first, other.stop):
                taken.add(other)
                yield replace(region, first=other.first, stop=other.stop, row=other)


def cells(
    document: Document, dated: Sequence[Dated | None], numbers: Sequence[int], within: Within
) -> Iterator[Region]:
    """The entries in the cells of a calendar, each under its cell's day, unless they say their dates themselves.

    Words alone are an entry where it is a calendar of events: a part of its entries have an hour, a link or the name of
    a gathering.
    """
    entries: list[tuple[int, Entry]] = []
    for at in numbers:
        found = dated[at]
        if found is not None and found.cell > at + 1 and not within(at + 1, found.cell):
            entries += ((at, entry) for entry in entries_of(document, dated, at + 1, found.cell))
    told = sum(entry.told for _, entry in entries)
    for at, entry in entries:
        if entry.told or (told >= FEWEST_TOLD and WORDS_BESIDE * told >= len(entries)):
            yield Region(first=entry.first, stop=entry.stop, anchors=(at,), shape="cell", alike=len(numbers))


def parted(document: Document, dated: Sequence[Dated | None], regions: Sequence[Region]) -> list[Region]:
    """The regions, those of bare days with several hours parted: at each hour that opens a line with words, or into
    boxes alike that each hold an hour."""
    ordered = sorted(regions, key=lambda region: (region.first, region.anchors))
    after = {a: b.first for a, b in pairwise(ordered)}
    days = [region for region in ordered if _is_bare_day(document, region, dated)]
    if len(days) < FEWEST_DAYS:
        return ordered
    limits = {day: after.get(day, len(document.blocks)) for day in days}
    entries = {
        day: _led(document, dated, day, to) or _boxed(document, dated, day, to) or _linked(document, dated, day, to)
        for day, to in limits.items()
    }
    if max(map(len, entries.values())) < ENTRIES or _is_agenda(dated, list(entries.values())):
        return ordered
    return [entry for region in ordered for entry in entries.get(region) or [region]]


def _is_bare_day(document: Document, region: Region, dated: Sequence[Dated | None]) -> bool:
    """Whether a region is headed by one day and nothing else but its weekday, or the heading over the first of several
    days that are headings themselves."""
    rank = document.blocks[region.anchors[0]].level
    blocks = document.blocks[region.first : region.anchors[0]]
    over = [block for block in blocks if not 0 < block.level < rank]
    if len(region.anchors) != 1 or region.row is not None or not all(_is_name_of_day(block.text) for block in over):
        return False
    found = dated[region.anchors[0]]
    if found is None or found.rest or found.clocks or len(found.whens) != 1:
        return False
    day = found.whens[0]
    return day.all_day and day.end in (None, day.start) and day.rrule is None


def _led(document: Document, dated: Sequence[Dated | None], day: Region, limit: int) -> list[Region]:
    """The entries under a day, from its next line on; none where no hour follows at once."""
    stop, below = _stop(document, day, limit), _below(document, dated, day)
    starts = [at for at in range(below, stop) if opening_hour(dated[at]) is not None]
    if not starts or starts[0] != below:
        return []
    named = [_is_named(document, dated, at, until) for at, until in zip(starts, [*starts[1:], stop], strict=True)]
    if not all(named):
        return []
    return [
        replace(day, first=at, stop=until, shape="entry", alike=len(starts))
        for at, until in zip(starts, [*starts[1:], stop], strict=True)
    ]


def _below(document: Document, dated: Sequence[Dated | None], day: Region) -> int:
    """The first block below a day that is no piece of it: its number under its month, or its weekday."""
    found = dated[day.anchors[0]]
    said = set(found.block.text.casefold().split()) if found is not None else set()
    at = day.anchors[0] + 1
    while at < day.stop and (text := document.blocks[at].text.casefold()) and len(text) <= LONGEST_PIECE:
        if not said.issuperset(text.split()) and not _is_name_of_day(text):
            break
        at += 1
    return at


def _is_name_of_day(text: str) -> bool:
    return text.casefold().strip(" .,") in words.names_of_days()


def _boxed(document: Document, dated: Sequence[Dated | None], day: Region, limit: int) -> list[Region]:
    """The boxes under a day, where several stand side by side, look alike, and each gives an hour and a name."""
    below, stop = _below(document, dated, day), _stop(document, day, limit)
    boxes = (
        [box for box in side_by_side(document, below, stop) if _tells_entry(document, dated, box)]
        if below < stop
        else []
    )
    if len(boxes) < ENTRIES or len({box.look for box in boxes}) > 1:
        return []
    return [replace(day, first=box.first, stop=box.stop, shape="entry", alike=len(boxes)) for box in boxes]


def _tells_entry(document: Document, dated: Sequence[Dated | None], box: Box) -> bool:
    """Whether a box holds one line with an hour, and a line that can be its name; a label "Time:" is a field of the
    day's own event, and what tells a day again is about it."""
    held = range(box.first, box.stop)
    timed = [at for at in held if (found := dated[at]) is not None and found.clocks]
    if any((found := dated[at]) is not None and (found.whens or words.split_label(found.block.text)) for at in timed):
        return False
    texts = (found.rest if (found := dated[at]) is not None else document.blocks[at].text for at in held)
    named = any(text and not words.is_generic(text) and not words.is_action(text) for text in texts)
    return len(timed) == 1 and named


def _linked(document: Document, dated: Sequence[Dated | None], day: Region, limit: int) -> list[Region]:
    """The items of a list under a heading that is a day, where each opens with the link to what it names on the pages
    of others: a calendar of many groups. Links to one's own pages are as often the talks or the papers of a meeting."""
    if not document.blocks[day.anchors[0]].level:
        return []
    below, stop = _below(document, dated, day), _stop(document, day, limit)
    items = side_by_side(document, below, stop) if below < stop else []
    targets = {_target(document, dated, item) for item in items if item.tag == "li"}
    if not items or None in targets or len(targets) != len(items):
        return []
    return [replace(day, first=item.first, stop=item.stop, shape="entry", alike=len(items)) for item in items]


def _target(document: Document, dated: Sequence[Dated | None], item: Box) -> str | None:
    """The address on the pages of others to which the name that opens an item leads; None where it tells a day."""
    block = document.blocks[item.first]
    text, link = next(block.of(SpanKind.LINK), ("", None))
    if link is None or link.start or not can_name(text) or words.is_action(text) or words.PAPERS.search(text):
        return None
    days = any((found := dated[at]) is not None and found.whens for at in range(item.first, item.stop))
    return None if days or not links.leads_away(link.value, document.base) else link.value


def _stop(document: Document, day: Region, limit: int) -> int:
    """The end of what a day's heading governs: headings of entries below it end no day."""
    at = day.anchors[0]
    level = document.blocks[at].level
    ends = (b.index for b in document.blocks[at + 1 : limit] if b.level and b.level <= level)
    return max(day.stop, min(next(ends, limit), limit)) if level and day.shape == "flat" else day.stop


def opening_hour(found: Dated | None) -> when.Clock | None:
    """The hour with which a line without a date begins."""
    if found is None or found.whens or not found.clocks:
        return None
    clock = found.clocks[0]
    opens = not any(map(str.isalnum, found.block.text[: clock.span[0]]))
    return clock if opens and clock.label != "doors" else None


def _is_named(document: Document, dated: Sequence[Dated | None], at: int, stop: int) -> bool:
    """Whether an entry names something in the line of its hour, or in the line below an hour alone."""
    found = dated[at]
    below = document.blocks[at + 1].text if at + 1 < stop else ""
    text = found.rest if found is not None and found.rest else below
    return bool(text) and not words.is_generic(text) and not words.is_action(text)


def _is_agenda(dated: Sequence[Dated | None], days: Sequence[Sequence[Region]]) -> bool:
    """Whether hours under days are the parts of one event: breaks and welcomes, or each beginning as the last ends."""
    for entries in days:
        lines = (dated[at] for entry in entries for at in range(entry.first, entry.stop))
        found = [each for each in lines if each is not None and each.clocks]
        if any(words.AGENDA.search(each.rest) for each in found):
            return True
        clocks = [each.clocks[0] for each in found]
        if len(clocks) >= CHAINED and all(one.end == other.start for one, other in pairwise(clocks)):
            return True
    return False


def several_hours(dated: Sequence[Dated | None], held: Sequence[int]) -> bool:
    """Whether lines that are nothing but a day and an hour, each over words of its own, tell different hours: an event
    each. Right below each other they are a beginning and an end."""
    lines = [found for i in held if (found := dated[i]) and not found.rest and not found.whens[0].all_day]
    hours = {f"{found.whens[0].start:%Y-%m-%d %H:%M}" for found in lines}
    apart = all(later - earlier > 1 for earlier, later in pairwise(held))
    return apart and len(lines) == len(held) and len(hours) == len(lines) > 1


def lines_of_hours(dated: Sequence[Dated | None], lines: Sequence[int]) -> int:
    """How many of some lines in a row open with an hour: the entries that a day goes on with ("19:00 – Supper")."""
    return next((count for count, at in enumerate(lines) if not _opens_with_hour(dated[at])), len(lines))


def _opens_with_hour(found: Dated | None) -> bool:
    if found is None or not found.clocks or found.whens:
        return False
    return not any(map(str.isalnum, found.block.text[: found.clocks[0].span[0]]))
