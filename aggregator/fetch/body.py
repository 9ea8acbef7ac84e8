"""Bodies within bounds: counted on the wire, inflated no further than allowed, whole or an error. Bytes only.

Content codings are gzip and deflate (RFC 9110 §8.4.1), one at a time: what we ask for. A coded body without its end
marker was cut off, and is never taken for a short page.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

GZIP = 16 + zlib.MAX_WBITS
ZLIB = zlib.MAX_WBITS
RAW_DEFLATE = -zlib.MAX_WBITS
PIECE = 65_536
MEMBER = b"\x1f\x8b"
"""How a gzip member begins."""


class BodyError(Exception):
    """The body cannot be used: too large, cut off, or coded otherwise than it says. The text is a predicate."""


def read_body(pieces: Iterable[bytes], coding: str, *, wire_bytes: int, body_bytes: int) -> bytes:
    """The whole body, decoded. pieces: as they come over the wire. coding: the Content-Encoding, "" for none.

    Raises BodyError; never holds more than the two bounds together.
    """
    counted = _counted(pieces, wire_bytes)
    name = coding.strip().lower()
    if name in ("", "identity"):
        decoded: Iterable[bytes] = counted
    elif name in ("gzip", "x-gzip", "deflate"):
        decoded = _inflated(counted, deflate=name == "deflate")
    else:
        raise BodyError(f'came in the coding "{coding[:40]}", which we did not ask for')
    return b"".join(_bounded(decoded, body_bytes))


def _counted(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The pieces, until they are too many."""
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > limit:
            raise BodyError(f"is larger than {limit:,} bytes")
        yield piece


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The decoded pieces, until they are too many."""
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > limit:
            raise BodyError(f"unpacks to more than {limit:,} bytes")
        yield piece


def _inflated(pieces: Iterable[bytes], *, deflate: bool) -> Iterator[bytes]:
    """Inflate piece by piece. A gzip body may have several members (RFC 1952 §2.2); what follows the end is dropped."""
    engine = None
    for piece in pieces:
        rest = piece
        while rest:
            if engine is None:
                engine = zlib.decompressobj(_window(rest) if deflate else GZIP)
            elif engine.eof:
                if deflate or not MEMBER.startswith(rest[:2]):
                    return
                engine = zlib.decompressobj(GZIP)
            try:
                yield engine.decompress(rest, PIECE)
            except zlib.error as error:
                raise BodyError("is not compressed the way it says") from error
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if engine is not None and not engine.eof:
        yield from _flushed(engine)


def _flushed(engine: zlib._Decompress) -> Iterator[bytes]:
    """What the engine still holds, and the error that it has not seen the end."""
    yield engine.flush(PIECE)
    if not engine.eof:
        raise BodyError("was cut off before the end of its compressed data")


def _window(first: bytes) -> int:
    """Whether a deflate body has its zlib header, as RFC 9110 wants, or none, as some servers send it."""
    zlib_header = first[0] & 0x0F == 8 and (len(first) < 2 or (first[0] << 8 | first[1]) % 31 == 0)
    return ZLIB if zlib_header else RAW_DEFLATE
