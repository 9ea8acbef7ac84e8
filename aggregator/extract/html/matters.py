"""What a name or a span says that it is, where that is no event: a deadline, a closure, a public holiday, a broadcast,
a term.

Refuses to know blocks: it is asked of texts and days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from aggregator.extract.html.words import HOURS, OCCASION, phrases

LONGEST_EVENT = timedelta(days=184)
"""Half a year: exhibitions are shorter, terms of office and seasons longer."""

_JOINT = re.compile(r"\s+[–—|-]\s+|:\s+|[()]")
_DEADLINE = re.compile(rf"(?:.*\s)?(?:{phrases('deadlines')})\W*", re.I)
_CLOSURE = re.compile(rf"(?:{phrases('closures')})\W*", re.I)
_HOLIDAY = re.compile(
    rf"\W*(?:\w+\s*:\s*)?(?:{phrases('holidays')})(?:\s*[&/,]?\s*(?:{phrases('holidays')}))?"
    r"(?:\W*\b(?:\(?observed\)?|holiday|weekend))?\W*",
    re.I,
)
_BROADCAST = re.compile(rf"\b(?:{phrases('broadcasts')})\b", re.I)
_KIND = re.compile(r"\A\[[^\]]{1,20}\]\s*")


def signs_of_name(name: str) -> Iterator[tuple[str, bool]]:
    """The signs of `confidence` that a name gives, each with whether it holds."""
    yield "hours", HOURS.search(name) is not None
    yield "deadline", names_deadline(name)
    yield "closure", names_closure(name)
    yield "holiday", names_holiday(name)
    yield "broadcast", _BROADCAST.search(name) is not None and OCCASION.search(name) is None


def names_deadline(name: str) -> bool:
    """Whether a name is that of a deadline or of a step in a procedure ("Applications due", "Last day to register")."""
    return _DEADLINE.fullmatch(name) is not None


def names_closure(name: str) -> bool:
    """Whether a name, or a part of it, says that something is closed or away ("Spring break – no school")."""
    return any(_CLOSURE.fullmatch(part.strip()) for part in (name, *_JOINT.split(name)) if part.strip())


def names_holiday(name: str) -> bool:
    """Whether a name is that of a public holiday and nothing more; "Labor Day parade" is more."""
    return _HOLIDAY.fullmatch(_KIND.sub("", name)) is not None


def is_term(first: date, last: date) -> bool:
    """Whether a span of days is longer than events are: a term of office, a season."""
    return last - first > LONGEST_EVENT
