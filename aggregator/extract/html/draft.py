"""What is found so far of one region's event, and which block went to which field. Finds nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator import when
from aggregator.extract.html.blocks import Block, Box, Document, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.names import Name
from aggregator.extract.html.region import Region
from aggregator.model import Evidence, Link, Status, When

NEAR_CLOCK = 6
"""Blocks between a date and the hour that belongs to it."""

TITLE_HINTS = frozenset(("title", "name", "headline", "summary", "subject"))
PLACE_HINTS = frozenset(("location", "venue", "address", "place", "where"))
"""Words of class names and the like by which pages everywhere mark a box as the name or the place."""


def names_place(block: Block) -> bool:
    """Whether the names of a line's element say at once "name" and "place" ("venue-title"): it is the place's name."""
    spans = (span.value for text, span in block.of(SpanKind.HINT) if len(text) >= len(block.text) - 2)
    own = (block.box.hints, *(frozenset(value.split()) for value in spans))
    return any(hints & PLACE_HINTS and hints & TITLE_HINTS for hints in own)


@dataclass(slots=True)
class Fields:
    """What a region says, field by field; None and empty where it says nothing. labelled: fields that a label
    announced. kind: words that only tell what kind of occasion it is ("Annual meeting").
    """

    title: Name | None = None
    kind: Name | None = None
    location: list[tuple[str, Block, str]] = field(default_factory=list)
    organizer: tuple[str, Block] | None = None
    price: tuple[str, Block, str] | None = None
    deadline: tuple[When, Block, str] | None = None
    clocks: list[tuple[when.Clock, Block]] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    links: tuple[Link, ...] = ()
    labelled: set[str] = field(default_factory=set)
    end: Dated | None = None
    status: tuple[Status, str, Block] | None = None
    papers: bool = False
    cancelled_note: str | None = None
    page: str | None = None
    """Where the picture that names the event leads."""

    def place(self) -> str | None:
        """The words for the place, its lines joined."""
        lines: list[str] = []
        for text, _, _ in self.location:
            if text not in lines:
                lines.append(text)
        return ", ".join(lines) or None


@dataclass(slots=True)
class Draft:
    """One region being read.

    columns: what the table's header says of each cell of its row. subject: what the whole page is about. houses:
    words that are a block's place by where they stand in the list. claimed: the field each block went to. names: what
    could be the title. named: the cells of a column of names, which are no places.
    """

    document: Document
    dated: Sequence[Dated | None]
    region: Region
    columns: dict[int, str]
    subject: str | None = None
    houses: Mapping[int, str] = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)
    claimed: dict[int, str] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    named: set[int] = field(default_factory=set)

    @property
    def blocks(self) -> Sequence[Block]:
        """The region's own blocks."""
        return self.document.blocks[self.region.first : self.region.stop]

    def is_house(self, block: Block) -> bool:
        """Whether a line is the place by where it stands in the list."""
        return self.houses.get(block.index) == block.text

    def free(self) -> Iterator[Block]:
        """The blocks no field has claimed yet."""
        return (block for block in self.blocks if block.index not in self.claimed)

    @property
    def row(self) -> Box | None:
        """The table row that the region is, or that holds all of it, as where a table has only one."""
        own = self.document.blocks[self.region.anchors[0]].box.row
        holds = own is not None and own.first <= self.region.first and self.region.stop <= own.stop
        return self.region.row or (own if holds else None)

    def is_entry(self, dated: Dated) -> bool:
        """Whether an hour opens or ends the line of an entry whose day stands outside it, over several entries, or
        follows the link or the words in bold that open it."""
        if self.region.anchors[0] >= self.region.first or not dated.clocks:
            return False
        before, after = dated.block.text[: dated.clocks[0].span[0]], dated.block.text[dated.clocks[-1].span[1] :]
        opening = (
            span for span in dated.block.spans if span.start == 0 and span.kind in {SpanKind.LINK, SpanKind.STRONG}
        )
        led = any(0 < span.end <= len(before) and not any(map(str.isalnum, before[span.end :])) for span in opening)
        return led or not any(map(str.isalnum, before)) or not any(map(str.isalnum, after))


def evidence_of(fields: Fields) -> tuple[Evidence, ...]:
    """The words each field was read from."""
    found = []
    if fields.title is not None:
        name = fields.title
        stands = name.text in name.block.text or name.rule != "title-by-column"
        found.append(_evidence("title", name.text if stands else name.block.text, name.block, name.rule))
    found += [
        _evidence("location", text if text in block.text else block.text, block, rule)
        for text, block, rule in fields.location[:1]
    ]
    if fields.status is not None:
        found.append(_evidence("status", fields.status[1], fields.status[2], "word-beside-date"))
    if fields.price is not None:
        found.append(_evidence("price", *fields.price))
    if fields.deadline is not None:
        last, block, rule = fields.deadline
        found.append(_evidence("register_by_date", last.text, block, rule))
    if fields.organizer is not None:
        found.append(_evidence("organizer", fields.organizer[0], fields.organizer[1], "label"))
    return tuple(found)


def _evidence(name: str, text: str, block: Block, rule: str) -> Evidence:
    return Evidence(name, text[:300], f"block {block.index}", rule)
