"""What two events of one source have in common: their days and clocks, and the numbers, letters and months they name.

Refuses to say whether they are one: `decide.identity` and `decide.moved` weigh it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TypeAlias, TypeVar

from aggregator.model import DateOrTime, Event, Listing
from aggregator.normalize.identity import fold
from aggregator.when.vocabulary import names

T = TypeVar("T")
Weighed: TypeAlias = Iterable[tuple[Event, Listing, int]]
"""Pairs that are possible, each with what speaks for it, above zero (`weights`)."""
Step: TypeAlias = Callable[[list[Event], list[Listing]], Weighed]


def grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    """Things by what they have in common, in their order."""
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return groups


def instant(event: Event) -> datetime:
    """The moment an event begins; of a whole day, its first in UTC: only compared with its like."""
    if isinstance(event.start, datetime):
        return event.start.astimezone(UTC)
    return datetime.combine(event.start, time.min, UTC)


def clock(value: DateOrTime) -> time | None:
    """The time of day, None where only the day is known."""
    return value.time() if isinstance(value, datetime) else None


def day(value: DateOrTime) -> date:
    """The local day."""
    return value.date() if isinstance(value, datetime) else value


def numbers(folded: str) -> list[str]:
    """The words of a title with a digit in them."""
    return sorted(word for word in folded.split() if any(c.isdigit() for c in word))


def other_letters(ours: str, theirs: str) -> bool:
    """Whether both name a letter, and another one: "Track A", "Track B"."""
    left, right = ({word for word in title.split() if len(word) == 1} for title in (ours, theirs))
    return bool(left and right) and left != right


def other_months(ours: str, theirs: str) -> bool:
    """Whether both name a month, and another one: "November meeting", "December meeting"."""
    left, right = (_month_names().intersection(title.split()) for title in (ours, theirs))
    return bool(left and right) and left != right


@cache
def _month_names() -> frozenset[str]:
    """Whole names, and "May": shorter ones are words of other kinds."""
    every = (name for tables in names().values() for name in tables["months"])
    return frozenset(fold(name) for name in every if len(name) > 3 or name in ("may", "mai"))
