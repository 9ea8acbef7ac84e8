"""Pages made worse, by the faults that pages have: cut, doubled, spliced, with a line or an octet changed. Pure.

Refuses to know formats: the same hand breaks all of them. `chance` decides, so that a seed gives the same page again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

PIECES = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xed\xa0\x80",
        b"\r",
        b"\n",
        b"\r\n ",
        b"\t",
        b"\\n",
        b"\\",
    ),
    *(
        b'"',
        b"'",
        b";",
        b":",
        b",",
        b"=",
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"&#xd800;",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
    ),
    *(
        b"</script>",
        b"<script>",
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"NaN",
        b"-1",
        b"0",
        b"99999999999",
        b"1e400",
        b"0000",
    ),
    *(
        b"9999",
        b"0001",
        b"T",
        b"Z",
        b"T240000",
        b"T235960",
        b"20260230",
        b"99991231T235959",
        b"00010101",
        b"+2359",
        b"-1200",
    ),
    *(
        b"RRULE:FREQ=DAILY;INTERVAL=0",
        b"RRULE:FREQ=SECONDLY",
        b"COUNT=999999999",
        b"UNTIL=",
        b"BYMONTHDAY=31;BYMONTH=2",
    ),
    *(b"EXDATE:", b"RDATE:", b"DURATION:P99999999D", b"TZID=US", b"TZID=../../etc", b"BEGIN:VEVENT\n", b"END:VEVENT\n"),
    *(
        b"7pm",
        b"noon",
        b"May 5, 2026",
        b"31/02/2026",
        b"every",
        b"last",
        b"until",
        b"\xc2\xa0",
        b"\xe2\x80\x93",
        "١٢".encode(),
    ),
)
"""What is put in: the edges of formats, numbers and dates, and the words that readers look for."""


def mutated(chance: Random, pages: Sequence[bytes], *, longest: int = 20_000) -> bytes:
    """One of the pages after one to eight changes, at most so long."""
    data = chance.choice(pages)
    for _ in range(chance.randint(1, 8)):
        data = chance.choice(CHANGES)(chance, data, pages)[:longest]
    return data


def _cut(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


def _without(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def _doubled(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    start, end = _slice(chance, data)
    return data[:end] + data[start:end] * chance.choice([1, 1, 1, 2, 30]) + data[end:]


def _octet(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _piece(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(PIECES) + data[at + chance.choice([0, 0, 1, 4]) :]


def _number(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    """Another digit for one that stands there: dates and hours that are nearly right."""
    places = [at for at, octet in enumerate(data) if 48 <= octet <= 57]
    if not places:
        return data
    at = chance.choice(places)
    return data[:at] + bytes([chance.randrange(48, 58)]) + data[at + 1 :]


def _spliced(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    other = chance.choice(pages)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _line_moved(chance: Random, data: bytes, pages: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randint(0, len(lines)), line)
    return b"\n".join(lines)


def _slice(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice([1, 5, 20, 100, 500]))


CHANGES: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    *(_cut, _without, _doubled, _octet, _piece, _piece, _number, _number, _spliced, _line_moved),
)
