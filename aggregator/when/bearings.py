"""What the partial expressions of one text are resolved against: the page's date, its zone, the order of its numbers.

Refuses to resolve anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aggregator.when.kinds import KINDS
from aggregator.when.records import Context
from aggregator.when.tokens import Tokens

_NUMERIC = frozenset((KINDS["numeric2"], KINDS["numeric3"]))
_MONTH_FIRST_ZONES = ("America/", "US/", "Pacific/Honolulu", "UTC", "Etc/")
"""Zones in which, for all that a zone tells, English is written month first. Latin America is not English."""

_DAY_FIRST_ENGLISH = frozenset("gb ie au nz in za".split())


@dataclass(slots=True)
class Bearings:
    """now: naive wall time of the page. zone: the source's zone, or None.

    day_first: whether 3/4 is 3 April. order_known: the context, the language, or a number of the text that can only be
    read one way says so; else it is only likely.
    """

    now: datetime
    context: Context = field(default_factory=Context)
    timezone: str | None = None
    zone: ZoneInfo | None = None
    day_first: bool = False
    order_known: bool = False

    @property
    def today(self) -> date:
        """The day the page was written."""
        return self.context.page_date or self.now.date()

    @property
    def day_of_words(self) -> date:
        """The day from which "tomorrow" counts: that of writing, where it is known and not to come, else now's."""
        today = self.now.date()
        return min(self.context.written or today, today)


def take_bearings(tokens: Tokens, now: datetime, timezone: str | None, context: Context) -> Bearings:
    """Bearings of a text. now: naive, or aware and then told in the source's zone."""
    zone = ZoneInfo(timezone) if timezone else None
    local = now.astimezone(zone) if zone is not None and now.tzinfo is not None else now
    day_first, known = _order(tokens, timezone, context)
    return Bearings(local.replace(tzinfo=None), context, timezone, zone, day_first, known)


def _order(tokens: Tokens, timezone: str | None, context: Context) -> tuple[bool, bool]:
    """Whether days stand before months in numbers, and whether that is known or only likely."""
    if context.day_first is not None:
        return context.day_first, True
    seen = set()
    for at, parts in tokens.parts.items():
        if tokens.letters[at] in _NUMERIC and len(parts[0]) <= 2:
            first, second = int(parts[0]), int(parts[2])
            if (first > 12) != (second > 12):
                seen.add(first > 12)
    if len(seen) == 1:
        return seen.pop(), True
    if tokens.vocabulary.day_first:
        return True, True
    english = {code.lower().partition("-")[2] for code in context.languages if code.lower().startswith("en-")}
    if english:
        return bool(english & _DAY_FIRST_ENGLISH), True
    return timezone is not None and not timezone.startswith(_MONTH_FIRST_ZONES), False
