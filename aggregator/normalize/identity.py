"""What makes an event the same event: its key within the source, and a digest of all that readers can see of it.

Refuses to compare with what is stored: matching a changed event to its old self is `decide`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from aggregator.model import DateOrTime, Event, RawEvent

VOLATILE_FIELDS = {
    "key": "identity, not content",
    "content_hash": "the digest itself",
    "sequence": "hosts raise it without a change, or never",
    "confidence": "our own opinion, which changes with our code",
    "rules": "names of our rules",
    "evidence": "where it stood on the page moves when a neighbour changes",
    "position": "the same",
    "format": "how we read it",
    "timezone_source": "how we know, not what",
    "uid_assumed": "about the identity",
    "timezone_assumed": "how we know, not what",
    "year_assumed": "how we know, not what",
    "title_assumed": "how we know, not what",
}
"""Fields that do not enter the content hash, each with the reason."""

MADE: Final = "made:"

_WORD = re.compile(r"[^\W_]+")
_CONTENT_FIELDS = tuple(f.name for f in fields(Event) if f.name not in VOLATILE_FIELDS)


def content_hash(event: Event) -> str:
    """Hex digest over what readers can see of an event; equal for equal content whatever the order it was read in."""
    return digest({name: getattr(event, name) for name in _CONTENT_FIELDS})


def digest(said: Mapping[str, object]) -> str:
    """The `content_hash` of an event that is still to be made of some values, which tell every field that counts."""
    parts = []
    for name in _CONTENT_FIELDS:
        value = said[name]
        parts.append(f"{name}={'|'.join(map(str, value)) if isinstance(value, tuple) else value}")
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def made_uid(title: str, start: DateOrTime) -> str:
    """A uid for an event whose source gives neither uid nor page: its folded title and its day."""
    day = start.date() if isinstance(start, datetime) else start
    return f"{MADE}{fold(title)[:120]}:{day.isoformat()}"


def is_made_uid(uid: str) -> bool:
    """Whether `made_uid` may have made it."""
    return uid.startswith(MADE)


def fold(text: str) -> str:
    """Text for comparing: no accents, case, punctuation or doubled spaces."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text.casefold()))


def recurrence_text(value: DateOrTime, series_zone: ZoneInfo | None) -> str:
    """A RECURRENCE-ID as key text: `20241126`, or wall time in the series' zone `20241126T190000`."""
    if not isinstance(value, datetime):
        return value.strftime("%Y%m%d")
    if value.tzinfo is not None and series_zone is not None:
        value = value.astimezone(series_zone)
    return value.strftime("%Y%m%dT%H%M%S") + ("Z" if value.tzinfo is UTC else "")


def url_counts(raws: tuple[RawEvent, ...]) -> Counter[str]:
    """How often each page address stands on a page: one shared by several events identifies none of them."""
    return Counter(raw.url for raw in raws if raw.url)
