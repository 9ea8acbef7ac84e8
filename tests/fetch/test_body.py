"""Bodies within bounds: inflated whatever the pieces, whole or an error, and never more than allowed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.fetch.body import BodyError, read_body

TEXT = b"BEGIN:VEVENT\r\nSUMMARY:Assembly\r\nEND:VEVENT\r\n" * 50


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[n : n + size] for n in range(0, len(data), size))


def read(data: bytes, coding: str, size: int = 1_000, wire: int = 10**6, body: int = 10**6) -> bytes:
    return read_body(pieces(data, size), coding, wire_bytes=wire, body_bytes=body)


@pytest.mark.parametrize("size", [1, 7, 100, 10**6])
@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        (" GZIP ", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:700], mtime=0) + gzip.compress(TEXT[700:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("deflate", zlib.compress(TEXT) + b"junk"),
    ],
)
def test_bodies_come_out_whole(coding: str, data: bytes, size: int) -> None:
    assert read(data, coding, size) == TEXT


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_an_empty_body_is_empty(coding: str) -> None:
    assert read(b"", coding) == b""


@pytest.mark.parametrize("lost", [1, 4, 8, 9, 50])
@pytest.mark.parametrize("size", [1, 10**6])
def test_every_cut_of_a_gzip_body_is_an_error(lost: int, size: int) -> None:
    with pytest.raises(BodyError, match="cut off"):
        read(gzip.compress(TEXT, mtime=0)[:-lost], "gzip", size)


@pytest.mark.parametrize(
    ("data", "coding", "words"),
    [
        (TEXT, "gzip", "is not compressed the way it says"),
        (gzip.compress(TEXT, mtime=0)[:-8] + b"\0" * 8, "gzip", "is not compressed the way it says"),
        (b"\xff" * 30, "deflate", "is not compressed the way it says"),
        (TEXT, "br", 'came in the coding "br", which we did not ask for'),
        (TEXT, "gzip, gzip", 'came in the coding "gzip, gzip", which we did not ask for'),
    ],
)
def test_what_is_not_what_it_says(data: bytes, coding: str, words: str) -> None:
    with pytest.raises(BodyError, match=words):
        read(data, coding)


def test_the_bounds_are_exact() -> None:
    assert len(read(b"x" * 500, "", wire=500, body=500)) == 500
    with pytest.raises(BodyError, match="is larger than 500 bytes"):
        read(b"x" * 501, "", wire=500)
    packed = gzip.compress(b"x" * 5_000, mtime=0)
    assert len(read(packed, "gzip", body=5_000)) == 5_000
    with pytest.raises(BodyError, match="unpacks to more than 4,999 bytes"):
        read(packed, "gzip", body=4_999)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_costs_no_more_than_the_bound(coding: str) -> None:
    zeros = b"\0" * 200_000_000
    bomb = gzip.compress(zeros, 9, mtime=0) if coding == "gzip" else zlib.compress(zeros, 9)
    del zeros
    tracemalloc.start()
    with pytest.raises(BodyError, match="unpacks to more than"):
        read_body(iter([bomb]), coding, wire_bytes=8_000_000, body_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "raw": raw_deflate}


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=2_000), st.integers(1, 400), st.sampled_from(["gzip", "deflate", "raw"]))
def test_any_bytes_in_any_pieces(data: bytes, size: int, coding: str) -> None:
    assert read(PACKERS[coding](data), "gzip" if coding == "gzip" else "deflate", size) == data


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", ""]))
def test_any_bytes_at_all_are_a_body_or_a_sentence(data: bytes, coding: str) -> None:
    try:
        body = read(data, coding, body=1_000)
    except BodyError:
        return
    assert len(body) <= 1_000
