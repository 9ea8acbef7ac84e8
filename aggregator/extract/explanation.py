"""What a reading decided, for people: the parts of a page that gave events, and every date that gave none, with why.

Refuses to decide anything: the readers write down what they did. Why a date was turned down is one of `REASONS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.model import Format, RawEvent, Reading

REASONS = {
    "navigation": "it stands in the navigation of the site",
    "footer": "it stands in the footer of the page",
    "aside": "it stands beside the matter of the page (sidebar, related, comments)",
    "posted": "words beside it make it the day of writing, posting or updating",
    "deadline": "words beside it make it the last day for something",
    "since": "it is told as the beginning of something long begun",
    "until": "it is told as the end of something",
    "except": "it is told as a day on which nothing is held",
    "age": "it is a day of birth or an age",
    "past": "the words tell of it as past",
    "hours": "words beside it make it an hour of opening",
    "example": "the words before it, or the line over it, announce an example",
    "data": "it stands in the data of a program, or in a command",
    "control": "it is all that a button says: the span of days that a calendar shows",
    "other-column": "its column holds something else than the day of the meeting (a posting, a paper, an end)",
    "other-label": "its label says that it is a deadline, a posting or an end",
    "opening-hours": "days of the week in a row, each with its hours: a house that opens",
    "empty-day": "a day of a calendar that names each day and holds nothing for this one",
    "named-in-title": "a name mentions it, and the dates of this list have lines of their own",
    "count": "two numbers that count something (“part 2/3”)",
    "month-only": "only a month is given, over or beside the days themselves",
    "told-by-its-dates": "a rule whose dates are told one by one under it: what it says holds for them",
    "said-again": "the same part of the page gives this event's day in another place, which says more",
    "in-a-record": "it is told in the part of the page that belongs to another date",
    "names-nothing": "its sentence neither names something people come together for nor calls them",
    "another-matter": "the words right before it make it the day of something else",
    "struck-out": "the line strikes it out and gives another",
    "of-papers": "it is the day of papers that a meeting is asked to approve",
    "week-of-days": "it is the week of the days told below it",
    "told-with-its-hour": "another sentence below the same heading gives the hour of that day",
    "beside-records": "the page lists its events in blocks, and this sentence calls nobody with an hour or a place",
    "mention": "it is only mentioned",
    "duplicate": "the same event, read from another place of the page",
    "stated-for-machines": "the page states its events for machines; what words add went into those",
    "below-the-bound": "too little speaks for an event: it is kept for review, not published",
    "no-date": "it names no date of an event",
    "component": "a component that is no event",
    "private": "its CLASS says that it is not public",
    "unreadable": "it could not be read",
}  # fmt: skip
"""Why a date, an entry or a component gave no event: name → sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a page that gave events. where: the page's own numbers for it ("blocks 4–8", "VEVENT 3").

    above: the headings over it, outermost first. text: its first words. events: the `position`s of its events.
    """

    where: str
    shape: str
    above: tuple[str, ...] = ()
    text: str = ""
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """A date, entry or component that gave no event. text: its words; context: the line they stand in.

    reason: one of `REASONS`. detail: what the sentence of the reason leaves open, such as the event it repeats.
    """

    text: str
    where: str
    reason: str
    context: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one page was read. reading: what `read` gives for it. regions and turned_down: in page order."""

    format: Format
    reading: Reading
    regions: tuple[Region, ...] = ()
    turned_down: tuple[TurnedDown, ...] = ()


def regions_of(events: Iterable[RawEvent], shape: str) -> tuple[Region, ...]:
    """A region for each event, where a format gives every event a part of its own."""
    return tuple(
        Region(where=event.position, shape=shape, text=event.title or "", events=(event.position,)) for event in events
    )
