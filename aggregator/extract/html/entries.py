"""The entries under one day, where a day is said once and each entry brings its own hour or link.

Refuses to know dates: it parts a range of blocks by hours, links, boxes and names of gatherings, and gives nothing
where none of these stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Box, Document, SpanKind
from aggregator.extract.html.dates import Dated

LONGEST_NAME = 60
"""Characters of a name without an hour or a link."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A child box, or a block that stands beside boxes. named: it names something people come together for."""

    first: int
    stop: int
    look: str
    timed: bool
    linked: bool
    named: bool


def entries_of(document: Document, dated: Sequence[Dated | None], first: int, stop: int) -> list[tuple[int, int]]:
    """The ranges of blocks within `first` to `stop` (exclusive) that each tell of one event of the day."""
    pieces = list(_pieces(document, dated, first, stop))
    while pieces and not (pieces[0].timed or pieces[0].linked or pieces[0].named):
        pieces.pop(0)
    if not pieces:
        return []
    entries: list[list[_Piece]] = [[pieces[0]]]
    for piece in pieces[1:]:
        if _begins(piece, entries[-1]):
            entries.append([piece])
        else:
            entries[-1].append(piece)
    return [(entry[0].first, entry[-1].stop) for entry in entries]


def _begins(piece: _Piece, entry: Sequence[_Piece]) -> bool:
    """Whether a piece begins the next entry: a second hour, or a second link where links come first or look alike."""
    timed = any(other.timed for other in entry)
    if piece.named and any(other.named for other in entry) and piece.look and piece.look == entry[0].look:
        return True
    if entry[0].timed:
        return piece.timed or (piece.linked and bool(piece.look) and piece.look == entry[0].look)
    return piece.linked or (piece.timed and timed)


def _pieces(document: Document, dated: Sequence[Dated | None], first: int, stop: int) -> Iterator[_Piece]:
    """The children of the innermost box that holds the range."""
    boxes = list(side_by_side(document, first, stop))
    at = first
    while at < stop:
        box = next((box for box in boxes if box.first == at), None)
        after = box.stop if box is not None else at + 1
        held = document.blocks[at:after]
        timed = any((found := dated[block.index]) is not None and bool(found.clocks) for block in held)
        look = box.look if box is not None else ""
        yield _Piece(at, after, look, timed, any(map(_is_linked, held)), any(map(_is_named, held)))
        at = after


def side_by_side(document: Document, first: int, stop: int) -> list[Box]:
    """The boxes of a range, those right below the innermost box that holds all of it, in page order."""
    box = document.blocks[first].box
    while (box.first > first or box.stop < stop) and box.parent is not None:
        box = box.parent
    while len(inner := [child for child in box.children if child.first >= first and child.stop > child.first]) == 1:
        if inner[0].first > first or inner[0].stop < stop:
            break
        box = inner[0]
    return [child for child in inner if child.stop <= stop]


def _is_linked(block: Block) -> bool:
    return any(words for words, _ in block.of(SpanKind.LINK))


def _is_named(block: Block) -> bool:
    return len(block.text) <= LONGEST_NAME and words.OCCASION.search(block.text) is not None
