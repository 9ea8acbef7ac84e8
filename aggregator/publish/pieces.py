"""A feed as a head, pieces and an end: how a file is put together from them, and taken apart again. Pure.

Knows no format: what a piece says is for those who make it (`ics`, `atom`, `jsonfeed`) and those who prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, repeat
from types import MappingProxyType
from typing import NamedTuple, Protocol

from aggregator.model import PublishedOccurrence

SOME = 64
"""Pieces that are compared at once."""


class Piece(Protocol):
    """One event of a feed, rendered."""

    @property
    def octets(self) -> bytes:
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
    known: Mapping[bytes, bytes] = MappingProxyType({})


class Layout(NamedTuple):
    """What stands around and between the pieces of one kind of feed. No piece can hold `between` or `end`.

    empty: what follows the head where there is no piece. whole: the file in which all pieces of a calendar stand.
    """

    opening: bytes
    between: bytes
    end: bytes
    empty: bytes
    whole: str

    def join(self, head: bytes, pieces: Sequence[bytes]) -> bytes:
        """The file, its octets copied once."""
        if not pieces:
            return head + self.empty
        first, *others = pieces
        parts = [head + self.opening + first, *others]
        parts[-1] += self.end
        return self.between.join(parts)

    def cut(self, some: bytes, lengths: Sequence[int]) -> list[bytes]:
        """The pieces that stand in a part of a file which begins and ends with one, given how long each is."""
        starts = accumulate((length + len(self.between) for length in lengths), initial=0)
        return [some[start : start + length] for start, length in zip(starts, lengths, strict=False)]

    def head(self, data: bytes, pieces: Sequence[bytes]) -> bytes | None:
        """What stands before these pieces in a file of exactly them; None for any other. Makes no copy of the file."""
        first = data.find(self.opening)
        at = first + len(self.opening)
        for begin in range(0, len(pieces), SOME):
            some = self.between.join(pieces[begin : begin + SOME])
            some = self.between + some if begin else some
            if not data.startswith(some, at):
                return None
            at += len(some)
        return data[:first] if first >= 0 and data[at:] == self.end and pieces else None
