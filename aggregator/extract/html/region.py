"""A region: the range of blocks that tells of one event. Refuses to find any."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from aggregator.extract.html.blocks import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The blocks `first` to `stop` (exclusive) that tell of one event.

    anchors: numbers of the blocks that stand for its date. shape: how it was found: card, row, flat, line, cell (of a
    calendar), entry (of a day) or sole.
    row: the table row it is, or None. alike: how many regions were cut the same way beside it, itself included.
    """

    first: int
    stop: int
    anchors: tuple[int, ...]
    shape: str
    row: Box | None = None
    alike: int = 1

    def distance(self, index: int) -> int:
        """Blocks between a block and the nearest anchor, or the beginning of a region whose day stands outside it."""
        if self.anchors[0] < self.first:
            return index - self.first
        at = bisect_left(self.anchors, index)
        return min(abs(index - anchor) for anchor in self.anchors[max(at - 1, 0) : at + 1])


def whole(region: Region, first: int, stop: int) -> Region:
    """The same region with other bounds."""
    return replace(region, first=first, stop=stop)
