"""What the readers of time expressions hand out beside `model.When`: Context, Clock and Frame.

Refuses to read any text: only shapes, and what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands above a text and its expressions leave unsaid.

    year, month: from a heading or title ("2024 schedule", "March"). last_year: of a heading that names a school year or
    season ("2026–2027"): its days before July lie in that year, the others in `year`. page_date: when the page was
    written. written: the day from which its words count ("tomorrow", "on Sunday"), where that is known; else they count
    from now. day_first: whether 3/4 is 3 April; None where nothing is known. languages: ISO 639-1 codes to read beside
    English; where empty, the words of the text themselves decide.
    """

    year: int | None = None
    last_year: int | None = None
    month: int | None = None
    page_date: date | None = None
    written: date | None = None
    day_first: bool | None = None
    languages: tuple[str, ...] = ()

    def year_of(self, month: int) -> int | None:
        """The year of a month under the heading: that of a season of two years, or the next under a December's."""
        if self.year is None:
            return None
        if self.last_year is not None:
            return self.last_year if month < SEASON_BEGINS else self.year
        turns = self.month is not None and self.month - month >= MOST_MONTHS_BACK
        return self.year + turns


SEASON_BEGINS = 7
"""The first month of a school year or season that is named by two years."""

MOST_MONTHS_BACK = 9
"""Under the heading "December 2026" a day in January is the next year's: no list of a month goes so far back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonedTime:
    """The same moment told for another zone: the "5 pm ET" of "2 pm PT / 5 pm ET".

    words: as they stand in the text. timezone: IANA name, or None with a bare offset; end: None when not given.
    """

    start: time
    end: time | None = None
    timezone: str | None = None
    offset: timedelta | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day without a date.

    span: offsets in the text searched; `text` is that slice. start, end: naive wall time; an end that is not later
    than start is on the day after, see `overnight`. timezone: IANA name where a zone word stands beside it (or from
    the `timezone` argument), offset: a numeric offset from UTC that stands beside it; `zone_stated` tells a zone in
    the words from one in the argument.
    elsewhere: the same time told for other zones, checked as soon as the day is known.
    assumed: `meridiem` where 7 could be morning or evening; `timezone` where a zone word has several meanings.
    label: `doors`, `until` or `from` where such a word governs the time, else None.
    aside: why this time is not the time of an event (`hours`, `deadline`, `posted`), or None.
    """

    text: str
    span: tuple[int, int]
    start: time
    end: time | None = None
    timezone: str | None = None
    offset: timedelta | None = None
    zone_stated: bool = False
    elsewhere: tuple[ZonedTime, ...] = ()
    assumed: frozenset[str] = frozenset()
    label: str | None = None
    aside: str | None = None
    problems: tuple[str, ...] = ()
    language: str = "en"

    @property
    def overnight(self) -> bool:
        """Whether the end is on the day after the start."""
        return self.end is not None and self.end <= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A year, month or season that a heading gives to what stands below it ("March 2024", "2024 schedule").

    month: 1–12 or None; last_month: the last one where several are named ("June–August 2024", "Fall 2024").
    year: None for a bare month ("Upcoming events in May"). last_year: of a school year or season ("2026–27").
    """

    text: str
    span: tuple[int, int]
    year: int | None = None
    last_year: int | None = None
    month: int | None = None
    last_month: int | None = None
