"""The lines of a list that are houses because of where they stand: between date and name, above or below, as in the
other records of the list, where the words are those of a place.

"Sweeney's" alone is anything; where Mill Hall, Toners Pub and the City Library stand in the other records it is the
house. Refuses lists in which that line is the only one that could name the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from aggregator.extract.html import words
from aggregator.extract.html.beside import is_sentence
from aggregator.extract.html.blocks import Block, Document, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import Fields
from aggregator.extract.html.names import can_name, is_address
from aggregator.extract.html.places import is_place, parted
from aggregator.extract.html.region import Region

FEWEST = 3
"""So many records have a line where the houses stand."""

FEWEST_PLACES = 2
"""So many of these are places by their words, and a third of all."""

NEAREST = range(-3, 5)
"""Lines before and after a date in which its house is looked for."""

LONGEST_HOUSE = 90

Slot = tuple[str, str, int, int]
"""Where words stand: the look of their line, that of their date's, how far from it; the last words between bars, the
first, or the whole line."""

LAST, FIRST, WHOLE = -1, 0, 1


def houses_of(document: Document, dated: Sequence[Dated | None], regions: Sequence[Region]) -> dict[int, str]:
    """The words that stand where other records of their list have their house, by the number of their block."""
    columns: dict[Slot, list[_Candidate]] = {}
    for region in regions if len(regions) >= FEWEST else ():
        for slot, found in _near_date(document, dated, region):
            columns.setdefault(slot, []).append(found)
    held = (column for column in columns.values() if len(column) >= FEWEST and _are_houses(document, dated, column))
    return {each.block.index: each.text for column in held for each in column if _can_be_house(each)}


class _Candidate(NamedTuple):
    """Words that may be the house of a record."""

    region: Region
    block: Block
    text: str


def _near_date(document: Document, dated: Sequence[Dated | None], region: Region) -> Iterator[tuple[Slot, _Candidate]]:
    """The lines near the date of a record, and what bars part from a time, each with where it stands."""
    anchor = document.blocks[region.anchors[-1]]
    near = range(max(anchor.index + NEAREST.start, region.first), min(anchor.index + NEAREST.stop, region.stop))
    for at in near:
        block, found = document.blocks[at], dated[at]
        if found is None and block.level:
            continue
        for part, text in _parts(block, found):
            if text and len(text) <= LONGEST_HOUSE:
                yield (block.look, anchor.look, at - anchor.index, part), _Candidate(region, block, text)


def _parts(block: Block, found: Dated | None) -> Iterator[tuple[int, str]]:
    if found is None:
        yield WHOLE, block.text
    elif len(pieces := parted(block.text)) > 1:
        whole = {part.strip() for part in found.parts for part in parted(part)}
        if pieces[0] in whole:
            yield FIRST, pieces[0]
        elif pieces[-1] in whole:
            yield LAST, pieces[-1]


def _are_houses(document: Document, dated: Sequence[Dated | None], column: list[_Candidate]) -> bool:
    """Whether a third of the words that stand alike are places, or half of the records give the same one, and others
    of most records can name them."""
    texts = {each.text for each in column}
    told = {text for text in texts if is_place(text) or is_address(text)}
    several = len(told) >= FEWEST_PLACES and 3 * len(told) >= len(texts)
    times = sum(each.text in told for each in column)
    if not (several or (times >= FEWEST and 2 * times >= len(column))) or any(map(words.OCCASION.fullmatch, texts)):
        return False
    return 3 * sum(_is_named_elsewhere(document, dated, each) for each in column) >= 2 * len(column)


def _is_named_elsewhere(document: Document, dated: Sequence[Dated | None], house: _Candidate) -> bool:
    """Whether a heading, words beside the date or a line before the house can name a record."""
    blocks = document.blocks[house.region.first : house.region.stop]
    if any(block.level and can_name(block.text) and block is not house.block for block in blocks):
        return True
    rests = (found.rest for at in house.region.anchors if (found := dated[at]) is not None)
    names = (block.text for block in blocks if block.index < house.block.index)
    return any(can_name(text) and text != house.text and not is_place(text) for text in (*rests, *names))


def _can_be_house(house: _Candidate) -> bool:
    """Whether words have the look of a name: they begin with a capital or a figure, and neither call nor tell, nor lead
    to a file."""
    text = house.text
    if any(words.is_file(span.value) for _, span in house.block.of(SpanKind.LINK)):
        return False
    if not (text[:1].isupper() or text[:1].isdecimal() or text[:1] in "‘“\"'") or not can_name(text):
        return False
    return not (is_sentence(text) or words.is_action(text) or words.STATUS.search(text) or words.split_label(text))


def share_places(document: Document, regions: Sequence[Region], read: Sequence[Fields]) -> None:
    """Give headings that tell days right under one another, below one name, the place that stands below the last."""
    pairs = [*zip(pairwise(regions), pairwise(read), strict=True)]
    for (region, after), (fields, next_fields) in reversed(pairs):
        one, other = document.blocks[region.anchors[-1]], document.blocks[after.anchors[0]]
        stacked = one.index + 1 == region.stop == after.first == other.index and one.level == other.level > 0
        if stacked and not fields.location and next_fields.title is None:
            fields.location.extend(next_fields.location)
