"""What was proved of a feed before, so that after a change only what is new in it is made and proved. Renders nothing.

Reading a feed of 100,000 events back takes a minute, and from one run to the next a handful of them change. A piece of
a feed (a VEVENT, an entry, an item) is proved by itself. Beside a large feed lies a list: a digest of the file, and of
each of its pieces what it was made from (`publish.origins`) and how long it is. While the file has that digest, a piece
with that origin need be neither made nor proved again: it is taken from there. Refuses to trust the writer: proved are
the octets of the finished file; and the checks' and writers' own code counts, so that other code makes and proves
everything anew.

The digest is one of digests, each of a run of pieces, so that of the next file only runs that changed are reckoned.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aggregator.publish.origins import LENGTH, digest
from aggregator.publish.pieces import SOME, Layout, Octets, Piece, Text

WORTH_KEEPING = 2_000
"""Pieces from which on the list is kept on disk; fewer are made and proved within two seconds."""


@dataclass(slots=True)
class Proofs:
    """The pieces of one kind of feed that are known to be right.

    pieces: by their origin, those of the feed on disk. proved: the origins of all pieces that were proved, before or
    in this writing. runs: digests of the octets of some pieces, by their origins.
    """

    pieces: dict[bytes, Octets] = field(default_factory=dict)
    proved: set[bytes] = field(default_factory=set)
    runs: dict[bytes, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, feed: Path, layout: Layout) -> Proofs:
        """Of the feed on disk; nothing where it or its list is absent, or not as this code left them."""
        found = cls()
        try:
            content = list_of(feed).read_bytes()
            is_right = content[:LENGTH] == _code() and found._read(feed.read_bytes(), content, layout)
        except OSError:
            return cls()
        return found if is_right else cls()

    def _read(self, data: bytes, content: bytes, layout: Layout) -> bool:
        """Take all pieces of a feed; whether it is the one that its list tells of."""
        body = content[2 * LENGTH :]
        count, odd = divmod(len(body) - _SIZE, LENGTH + _SIZE)
        if odd or count < 1:
            return False
        origins = [body[at : at + LENGTH] for at in range(0, count * LENGTH, LENGTH)]
        at, *lengths = array("I", body[count * LENGTH :])
        starts = layout.starts(at + len(layout.opening), lengths)
        view = memoryview(data)
        octets = [view[start : start + length] for start, length in zip(starts, lengths, strict=False)]
        self.pieces.update(zip(origins, octets, strict=True))
        for begin, end in _runs(origins):
            some = view[starts[begin] : starts[end] - len(layout.between)]
            self.runs[b"".join(origins[begin:end])] = digest(some)
        self.proved.update(origins)
        return content[LENGTH : 2 * LENGTH] == self._root(data[:at], body, self.runs)

    def add(self, pieces: Iterable[Piece]) -> None:
        """What has just been proved."""
        self.proved.update(piece.origin for piece in pieces if piece.origin)

    def content(self, text: Text, pieces: Sequence[Piece]) -> bytes | None:
        """The list to keep beside a feed of these pieces; None where that is not worth a file."""
        origins = [piece.origin for piece in pieces]
        if len(origins) < WORTH_KEEPING or not self.proved.issuperset(origins):
            return None
        body = b"".join(origins) + array("I", [len(text.head), *map(len, text.octets)]).tobytes()
        runs = list(_runs(origins))
        keys = [b"".join(origins[begin:end]) for begin, end in runs]
        for key, (begin, end) in zip(keys, runs, strict=True):
            if key not in self.runs:
                self.runs[key] = digest(text.layout.between.join(text.octets[begin:end]))
        return b"".join((_code(), self._root(text.head, body, keys), body))

    def _root(self, head: bytes, body: bytes, keys: Iterable[bytes]) -> bytes:
        """The digest of a feed and of what its list says. keys: the origins of each of its runs, which are known."""
        return digest(b"".join((digest(head), digest(body), *(self.runs[key] for key in keys))))


_SIZE = array("I").itemsize
"""Octets in which a list says how long the head of its feed is, and each piece."""


def _runs(origins: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Where runs of about 64 pieces begin and end. Their origins decide, so that a new piece changes one run only."""
    ends = [n for n, origin in enumerate(origins, 1) if origin[0] < 256 // SOME]
    return pairwise([0, *ends, *([len(origins)] if ends[-1:] != [len(origins)] else [])])


class Shelf:
    """The proofs of each kind of feed in a folder, read when they are first asked for. folder: None for none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._proofs: dict[Layout, Proofs] = {}

    def of(self, layout: Layout) -> Proofs:
        """Of one kind of feed."""
        if layout not in self._proofs:
            known = Proofs.load(self._folder / layout.whole, layout) if self._folder else Proofs()
            self._proofs[layout] = known
        return self._proofs[layout]

    def drop(self, layout: Layout) -> None:
        """Let go of one kind: it takes the memory of its feed."""
        self._proofs.pop(layout, None)


class Part(NamedTuple):
    """What is left to prove of a feed: a feed of its own, and its pieces."""

    data: bytes
    pieces: Sequence[Piece]


def list_of(feed: Path) -> Path:
    """Where the list of a feed's pieces lies."""
    return feed.with_name(f".{feed.name}.proofs")


def still_to_prove(file: BinaryIO, text: Text, pieces: Sequence[Piece], proofs: Proofs) -> Part:
    """The part of a finished feed that was not proved before; its whole where it does not consist of these pieces.

    file: the feed, open. text: what it was written from. pieces: in the order of the file. One piece of each time zone
    is always proved, so that every definition of a zone in the file is looked at and used.
    """
    due = text._replace(octets=[piece.octets for piece in pieces])
    if len({piece.origin for piece in pieces}) != len(pieces) or not due.is_in(file):
        file.seek(0)
        return Part(file.read(), pieces)
    seen: set[str] = set()
    chosen: list[Piece] = []
    for piece in pieces:
        if piece.origin not in proofs.proved or not seen.issuperset(piece.zones):
            seen.update(piece.zones)
            chosen.append(piece)
    return Part(bytes(text._replace(octets=[piece.octets for piece in chosen])), chosen)


@cache
def _code() -> bytes:
    """A digest of what makes and what proves: our own code, the library that reads, and Python."""
    folder = Path(__file__).parent
    code = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return digest(code + version("icalendar").encode() + sys.version.encode())
