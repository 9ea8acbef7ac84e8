"""The values of the first reading: partial dates, clocks, weekday lists; what the words say, before any calendar.

Refuses to fill in anything: a date without a year stays without one until `resolve` has the context.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(slots=True)
class PartialDate:
    """A day as far as words tell it.

    numeric: the parts of "5/16/24" as written, separators between, whose order is still to be decided.
    relative: days from now ("tomorrow" is 1); modifier: `this`, `next` or `last` before a weekday. nth: the ordinal in
    "first Saturday of May" (-1 for the last). short_year: the year had two digits. later: days to add ("a week from
    Friday" is 7).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    short_year: bool = False
    numeric: tuple[str, ...] | None = None
    relative: int | None = None
    modifier: str | None = None
    nth: int | None = None
    later: int = 0

    def copied(self) -> PartialDate:
        """Another with the same values; several times as fast as `dataclasses.replace`, and made for every day read."""
        return PartialDate(
            self.year,
            self.month,
            self.day,
            self.weekday,
            self.short_year,
            self.numeric,
            self.relative,
            self.modifier,
            self.nth,
            self.later,
        )


@dataclass(slots=True)
class DateItem:
    """One day or one range of days, and the tokens it stands in (both ends included)."""

    start: PartialDate
    end: PartialDate | None
    first: int
    last: int


@dataclass(slots=True)
class WeekdayList:
    """Weekdays without a date, Monday is 0. plural: "Mondays", which recur; ranged: "Mon–Fri", as opening hours are."""

    days: tuple[int, ...]
    plural: bool = False
    ranged: bool = False


@dataclass(slots=True)
class Nth:
    """The "first and third Wednesday" of some month, its "last business day", its "last day".

    weekdays: the one that is counted, or those that are counted together; none where all days are.
    """

    ordinals: tuple[int, ...]
    weekdays: tuple[int, ...]
    plural: bool = False


@dataclass(slots=True)
class MonthSpan:
    """Months without days: from one month to another (or the same). bare: no year stands with them."""

    year: int | None
    month: int
    last_year: int | None
    last_month: int
    bare: bool = False


@dataclass(slots=True)
class ClockFace:
    """A time of day as written. meridiem: 0 before noon, 1 after, None not said; exact: cannot be meant otherwise.

    spoken: told in words ("a las siete", "halb acht"), where also those who count to 24 count to twelve.
    """

    hour: int
    minute: int = 0
    meridiem: int | None = None
    exact: bool = False
    spoken: bool = False


@dataclass(slots=True)
class ClockReading:
    """One time or one range of times. zone: the words of its zone.

    others: further times told in the same breath ("2, 5 and 8 p.m."), each with the token it stands at.
    """

    start: ClockFace
    end: ClockFace | None = None
    zone: str | None = None
    others: tuple[tuple[ClockFace, int], ...] = ()


@dataclass(slots=True)
class Moment:
    """An ISO 8601 date and time in one piece."""

    text: str


Payload: TypeAlias = list[DateItem] | WeekdayList | Nth | MonthSpan | ClockReading | Moment


@dataclass(slots=True)
class Phrase:
    """What one production of the first reading made of the tokens `first` to `last`."""

    kind: str
    payload: Payload
    first: int = 0
    last: int = 0
    language: str = "en"
