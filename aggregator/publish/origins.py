"""What the pieces of a feed are made from, as digests: of two equal ones the pieces are the same octets. Pure.

Every field of an occurrence counts, and what it is told by: the law of its time zones, our address, and whether its
last confirmation lags behind. Refuses `hash`, which differs from one process to the next, and `pickle`, which differs
with what happens to be one object.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from aggregator.model import Calendar, PublishedOccurrence
from aggregator.publish import vtimezone
from aggregator.publish.wording import newest_confirmation, old_word

LENGTH = 16
"""Octets of a digest."""

_TIMES = ("start", "end", "created_at", "updated_at", "register_by_date", "event_updated_at")
_WORDS = ("status", "attendance_mode", "registration")
_APART = (*_TIMES, *_WORDS, "last_seen_at")
"""Fields that are no plain value; `last_seen_at` counts only where the words would tell it."""

_plain = attrgetter(*(field.name for field in fields(PublishedOccurrence) if field.name not in _APART))
_times = attrgetter(*_TIMES)
_words = attrgetter(*_WORDS)


def digest(octets: bytes | memoryview) -> bytes:
    """Of any octets."""
    return blake2b(octets, digest_size=LENGTH).digest()


def origins(calendar: Calendar, occurrences: Sequence[PublishedOccurrence]) -> list[bytes]:
    """The digest of each occurrence as a part of this calendar, in their order."""
    newest = newest_confirmation(occurrences)
    return [_origin(calendar.url, one, old_word(one, newest)) for one in occurrences]


def _origin(url: str | None, one: PublishedOccurrence, old: date | None) -> bytes:
    """Of one occurrence. marshal's second version writes equal plain values as equal octets."""
    words = tuple(map(str, _words(one)))
    told = (url, _plain(one), words, tuple(map(_moment, _times(one))), _moment(old), vtimezone.law(one.timezone))
    return digest(marshal.dumps(told, 2))


def _moment(moment: date | None) -> Any:
    """A date, or a time with the clock it is told by, in plain values: those by which it is pickled."""
    if moment is None:
        return None
    state: tuple[Any, ...] = moment.__reduce_ex__(4)[1]  # type: ignore[assignment]
    return (state[0], _clock(state[1])) if len(state) > 1 else state


@cache
def _clock(zone: Any) -> tuple[str, bytes]:
    """A zone's name and law; a fixed offset has only its name."""
    return str(zone), vtimezone.law(getattr(zone, "key", ""))
