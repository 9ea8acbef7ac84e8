"""A feed as a head, pieces and an end: how a file is put together from them, and taken apart again.

Knows no format: what a piece says is for those who make it (`ics`, `atom`, `jsonfeed`) and those who prove it. Opens
no file: `publish.files` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, repeat
from types import MappingProxyType
from typing import BinaryIO, NamedTuple, Protocol

from aggregator.model import PublishedOccurrence

SOME = 64
"""Pieces that are written and compared at once."""

Octets = bytes | memoryview
"""Of a piece: its own, or a view of the feed that was there before, of which nothing is copied until it is written."""


class Piece(Protocol):
    """One event of a feed, rendered."""

    @property
    def octets(self) -> Octets:
        """What stands between its begin and its end."""

    @property
    def origin(self) -> bytes:
        """A digest of all that it was made from (`publish.origins`), b"" where that is unknown."""

    @property
    def zones(self) -> Sequence[str]:
        """The TZIDs it refers to."""

    @property
    def occurrences(self) -> Sequence[PublishedOccurrence]:
        """Those it tells of."""


class Making(NamedTuple):
    """What pieces are made with, beside their occurrences.

    newest: when any event of the calendar was last confirmed. origins: of the occurrences, in their order. known:
    octets that were made before, by origin.
    """

    newest: datetime | None
    origins: Iterable[bytes] = repeat(b"")
    known: Mapping[bytes, Octets] = MappingProxyType({})


class Layout(NamedTuple):
    """What stands around and between the pieces of one kind of feed. No piece can hold `between` or `end`.

    empty: what follows the head where there is no piece. whole: the file in which all pieces of a calendar stand.
    """

    opening: bytes
    between: bytes
    end: bytes
    empty: bytes
    whole: str

    def join(self, head: bytes, pieces: Sequence[Octets]) -> bytes:
        """The file, its octets copied once."""
        if not pieces:
            return head + self.empty
        first, *others = pieces
        parts = [head + self.opening + first, *others]
        parts[-1] = bytes(parts[-1]) + self.end
        return self.between.join(parts)

    def starts(self, first: int, lengths: Iterable[int]) -> list[int]:
        """Where in a file each piece begins, given where the first does and how long each is; then where the next one
        would."""
        return list(accumulate((length + len(self.between) for length in lengths), initial=first))


class Text(NamedTuple):
    """A file before it is written: the octets of its pieces in their order, and what stands around them."""

    layout: Layout
    head: bytes
    octets: Sequence[Octets]

    def __bytes__(self) -> bytes:
        return self.layout.join(self.head, self.octets)

    def parts(self) -> Iterator[bytes]:
        """The file from its begin to its end, `SOME` pieces at a time, so that a large one never lies in memory."""
        if not self.octets:
            yield self.head + self.layout.empty
            return
        before = self.head + self.layout.opening
        for begin in range(0, len(self.octets), SOME):
            yield before + self.layout.between.join(self.octets[begin : begin + SOME])
            before = self.layout.between
        yield self.layout.end

    def is_in(self, file: BinaryIO) -> bool:
        """Whether an open file holds exactly this. Read up to a difference."""
        file.seek(0)
        return all(file.read(len(part)) == part for part in self.parts()) and not file.read(1)
