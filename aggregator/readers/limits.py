"""What reading one page may cost, and the framing of what goes to a reading process and back. Starts none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

HINT = "look at the page: it is much larger than a calendar needs to be, or made to be hard to read"

MOST_BYTES = 256_000_000
"""The longest message: far more than the largest page we fetch, or than its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one page may take.

    cpu_seconds: computing. seconds: by the clock, from the moment it is handed over. memory_bytes: address space of the
    process, our own code and tables (about 200 MB) included.
    """

    cpu_seconds: int = 60
    seconds: float = 180.0
    memory_bytes: int = 1_000_000_000


def write_message(stream: BinaryIO, message: bytes) -> None:
    """Write a message with its length before it."""
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message; None where the stream ends before it is whole, or claims to be longer than any may be."""
    head = stream.read(8)
    size = int.from_bytes(head, "big")
    if len(head) < 8 or size > MOST_BYTES:
        return None
    message = stream.read(size)
    return message if len(message) == size else None
