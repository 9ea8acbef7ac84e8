"""The entries under one day, where a day is said once and each entry brings its own hour, link, box or name.

Refuses to know dates: it parts a range of blocks by hours, links, boxes alike and names, and gives nothing where none
of these stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.extract.html import words
from aggregator.extract.html.beside import is_sentence
from aggregator.extract.html.blocks import Block, Box, Document, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.names import can_name
from aggregator.extract.html.places import is_place

LONGEST_NAME = 60
"""Characters of a name without an hour or a link."""


class Entry(NamedTuple):
    """The blocks of one event of a day. told: an hour, a link or the name of a gathering stands in it; else it is
    words alone."""

    first: int
    stop: int
    told: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A child box, or a block that stands beside boxes. text: its first line. named: it names something people
    come together for. naming: it says something that can be a name."""

    first: int
    stop: int
    text: str
    tag: str
    look: str
    timed: bool
    linked: bool
    named: bool
    naming: bool

    @property
    def told(self) -> bool:
        return self.timed or self.linked or self.named


def entries_of(document: Document, dated: Sequence[Dated | None], first: int, stop: int) -> list[Entry]:
    """The ranges of blocks within `first` to `stop` (exclusive) that each tell of one event of the day."""
    pieces = list(_pieces(document, dated, first, stop))
    while pieces and not (pieces[0].told or pieces[0].naming):
        pieces.pop(0)
    if not pieces:
        return []
    starts = _starts(pieces)
    parted = [pieces[start:end] for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)]
    return [Entry(part[0].first, part[-1].stop, any(piece.told for piece in part)) for part in parted]


def _starts(pieces: Sequence[_Piece]) -> list[int]:
    """The places of the pieces that begin an entry, the first among them."""
    starts = [0]
    for at in range(1, len(pieces)):
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        if _begins(pieces[at], behind, pieces[starts[-1] : at]):
            starts.append(at)
    return starts


def _begins(piece: _Piece, behind: _Piece | None, entry: Sequence[_Piece]) -> bool:
    """Whether a piece begins the next entry: a second hour, the name over a second hour, a second link or name where
    these come first or look alike."""
    head, timed = entry[0], any(other.timed for other in entry)
    alike = bool(piece.look) and piece.look == head.look
    over_hour = behind is not None and behind.timed and not (behind.naming and not alike)
    if piece.text == head.text and not head.timed:  # the name is said again, over more of the entry
        return False
    if piece.timed:
        return timed or (piece.naming and (alike or (head.linked and bool(piece.tag) and piece.tag == head.tag)))
    if head.timed and not head.naming:  # each entry begins with its hour
        return piece.linked and alike and any(other.naming for other in entry)
    if timed and not head.timed:  # each entry begins with its name
        return piece.naming and (piece.linked or over_hour)
    same = alike and piece.linked == head.linked and head.naming and not over_hour
    return piece.naming and (same or (piece.linked and not head.timed))


def _pieces(
    document: Document, dated: Sequence[Dated | None], first: int, stop: int, *, listed: bool = False
) -> Iterator[_Piece]:
    """The children of the innermost box that holds the range; a list among other boxes by its own children. listed: the
    range is such a list."""
    boxes = {box.first: box for box in reversed(side_by_side(document, first, stop))}
    at = first
    while at < stop:
        box = boxes.get(at)
        after = box.stop if box is not None else at + 1
        held = document.blocks[at:after]
        if box is not None and not listed and len(boxes) > 1 and _is_list(document, dated, box):
            yield from _pieces(document, dated, at, after, listed=True)
        else:
            timed = any(_is_timed(dated[block.index]) for block in held)
            naming = any(_can_name(block, dated[block.index]) for block in held)
            linked, named = any(map(_is_linked, held)), any(map(_is_named, held))
            tag, look = (box.tag, box.look) if box is not None else ("", "")
            yield _Piece(at, after, held[0].text, tag, look, timed, linked, named, naming)
        at = after


def _is_list(document: Document, dated: Sequence[Dated | None], box: Box) -> bool:
    """Whether a box holds several others alike that each have an hour, or that each are links."""
    told: Counter[tuple[str, str]] = Counter()
    for inner in side_by_side(document, box.first, box.stop):
        held = document.blocks[inner.first : inner.stop]
        told[inner.look, "hour"] += any(_is_timed(dated[block.index]) for block in held)
        told[inner.look, "link"] += any(map(_is_linked, held))
    return any(count > 1 for count in told.values())


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


def _is_timed(dated: Dated | None) -> bool:
    return dated is not None and bool(dated.clocks)


def _is_linked(block: Block) -> bool:
    return any(words for words, _ in block.of(SpanKind.LINK))


def _is_named(block: Block) -> bool:
    """Whether a line names an occasion, and does not only say that there is none, or how many ("3 events")."""
    short = len(block.text) <= LONGEST_NAME and words.OCCASION.search(block.text) is not None
    return short and (can_name(block.text) or words.is_kind(block.text))


def _can_name(block: Block, dated: Dated | None) -> bool:
    """Whether a line, or what its hour leaves of it, can be the name of an entry: no place, and no sentence."""
    text = dated.rest if dated is not None else block.text
    return words.is_kind(text) or (can_name(text) and not is_place(text) and not is_sentence(text))
