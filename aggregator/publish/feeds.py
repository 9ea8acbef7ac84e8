"""Which occurrences go into which feed, and what a feed has to prove before it may be published. Touches no disk.

A feed is one entry of `RENDERERS`: a pure function of an edition and now, and its check.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, DateOrTime, Problem, PublishedOccurrence
from aggregator.publish import ics
from aggregator.publish.contentline import clean_line
from aggregator.publish.lint import lint
from aggregator.publish.proofs import Proofs, still_to_prove
from aggregator.publish.readback import differences

DAYS_BACK = 30
DAYS_AHEAD = 400
"""The window of the merged feed around today (docs/design.md §5 "Publishing")."""

MAX_BYTES = 1_000_000
"""Above about this size Google Calendar loses events without a word."""


OTHER_DAYS = "The same selection with from= and to= holds all of the days it names."
"""Where the rest of a narrowed selection is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One rendered file. note: what its readers were told about its window. occurrences: exactly those it holds."""

    name: str
    data: bytes
    occurrences: tuple[PublishedOccurrence, ...]
    note: str | None = None


class Edition:
    """What one writing of the feeds is made from: the calendar, the occurrences, and their VEVENTs, rendered once."""

    def __init__(self, calendar: Calendar, occurrences: Sequence[PublishedOccurrence]) -> None:
        self.calendar = calendar
        self.occurrences = occurrences

    @cached_property
    def blocks(self) -> list[ics.Block]:
        """The VEVENT of each occurrence, in the order of the file."""
        return ics.blocks(self.calendar, self.occurrences)


Renderer = Callable[[Edition, datetime], Feed]
Check = Callable[[Feed, Proofs], tuple[str, ...]]


def window(now: datetime, timezone: str) -> tuple[date, date]:
    """First and last day, inclusive, of the merged feed: 30 days back, 400 ahead, from today in the calendar's zone."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def calendar_ics(edition: Edition, now: datetime) -> Feed:
    """calendar.ics: the window, narrowed at both ends alike until the file has no more than a million bytes."""
    return fitting_ics(edition, now, "calendar.ics", "calendar-full.ics has every event.")


def fitting_ics(edition: Edition, now: datetime, name: str, remedy: str) -> Feed:
    """A calendar file by the rule of `calendar_ics`. remedy: the sentence that says where the rest is."""
    calendar = edition.calendar
    first, last = window(now, calendar.timezone)
    blocks = [block for block in edition.blocks if _overlaps(block.occurrence, first, last)]
    if sum(len(block.octets) for block in blocks) <= MAX_BYTES:
        data = ics.assemble(calendar, blocks, filename=name)
        if len(data) <= MAX_BYTES:
            return Feed(name=name, data=data, occurrences=tuple(block.occurrence for block in blocks))
    today = first + timedelta(days=DAYS_BACK)

    sizes = [0] * (DAYS_AHEAD + 1)
    for block in blocks:
        sizes[_days_needed(block.occurrence, today)] += len(block.octets)
    sizes = list(accumulate(sizes))

    def narrowed(days: int) -> Feed:
        return _narrowed(calendar, blocks, today, days, name, remedy)

    def is_too_large(days: int) -> bool:
        return sizes[days] > MAX_BYTES or len(narrowed(days).data) > MAX_BYTES

    too_many = bisect_left(range(DAYS_AHEAD), True, key=is_too_large)
    return narrowed(max(too_many - 1, 0))


def calendar_full_ics(edition: Edition, now: datetime) -> Feed:
    """calendar-full.ics: every occurrence handed over, whatever the size."""
    data = ics.assemble(edition.calendar, edition.blocks, filename="calendar-full.ics")
    return Feed(name="calendar-full.ics", data=data, occurrences=tuple(b.occurrence for b in edition.blocks))


def slice_ics(name: str) -> Renderer:
    """What renders a selection into a file of this name: every occurrence handed over."""

    def render(edition: Edition, now: datetime) -> Feed:
        data = ics.assemble(edition.calendar, edition.blocks, filename=name)
        return Feed(name=name, data=data, occurrences=tuple(block.occurrence for block in edition.blocks))

    return render


def fitting_slice_ics(name: str) -> Renderer:
    """What renders a selection into a file of this name by the rule of `calendar_ics`."""
    return lambda edition, now: fitting_ics(edition, now, name, OTHER_DAYS)


def check_ics(feed: Feed, proofs: Proofs) -> tuple[str, ...]:
    """What is wrong with an iCalendar feed that has to show exactly its occurrences: our linter, then a reader."""
    part = still_to_prove(feed.data, feed.occurrences, proofs)
    faults = (*lint(part.data)[:5], *differences(part.data, part.occurrences))
    if not faults:
        proofs.add(part.digests)
    return faults


RENDERERS: tuple[tuple[Renderer, Check], ...] = (
    (calendar_ics, check_ics),
    (calendar_full_ics, check_ics),
)
"""One line a file: who renders it, and who proves it."""


def publishable(
    occurrences: Sequence[PublishedOccurrence],
) -> tuple[list[PublishedOccurrence], list[Problem]]:
    """The occurrences that a feed can hold, and a Problem for each that would break it for all the others."""
    good: list[PublishedOccurrence] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for occurrence in sorted(occurrences, key=lambda o: (o.uid, o.start.isoformat(), o.title)):
        fault = _fault(occurrence, seen)
        if fault:
            problems.append(left_out(occurrence, fault))
        else:
            good.append(occurrence)
            seen.add(occurrence.uid)
    return good, problems


def left_out(occurrence: PublishedOccurrence, fault: str) -> Problem:
    """The Problem of one occurrence that would break a feed for all the others."""
    where = f"event {occurrence.event_id} (uid {occurrence.uid!r})"
    return Problem("publish", where, f"{fault}; this occurrence is in no feed")


def _narrowed(calendar: Calendar, blocks: Sequence[ics.Block], today: date, days: int, name: str, remedy: str) -> Feed:
    """The feed of `days` ahead and, in the same proportion, of the days back; its description says so."""
    kept = _within(blocks, today, days)
    first, last = _span(today, days)
    note = (
        f"This feed holds the {len(kept):,} events from {first} to {last}, of {len(blocks):,} in all: "
        f"some calendar apps lose events from a larger file. {remedy}"
    )
    data = ics.assemble(calendar, kept, note=note, filename=name)
    return Feed(name=name, data=data, occurrences=tuple(b.occurrence for b in kept), note=note)


def _within(blocks: Sequence[ics.Block], today: date, days: int) -> list[ics.Block]:
    first, last = _span(today, days)
    return [block for block in blocks if _overlaps(block.occurrence, first, last)]


def _days_needed(occurrence: PublishedOccurrence, today: date) -> int:
    """From how many days ahead on a feed holds the occurrence; at most the whole window."""
    begin = _day(occurrence.start)
    end = max(begin, _day(occurrence.end)) if occurrence.end is not None else begin
    back = -(-(today - end).days * DAYS_AHEAD // DAYS_BACK)
    return min(max((begin - today).days, back, 0), DAYS_AHEAD)


def _span(today: date, days: int) -> tuple[date, date]:
    """The days of a feed that looks so many days ahead."""
    return today - timedelta(days=days * DAYS_BACK // DAYS_AHEAD), today + timedelta(days=days)


def _overlaps(occurrence: PublishedOccurrence, first: date, last: date) -> bool:
    """Whether any day of the occurrence, in its own zone, lies in the window."""
    begin = _day(occurrence.start)
    end = _day(occurrence.end) if occurrence.end is not None else begin
    return begin <= last and max(begin, end) >= first


def _day(moment: DateOrTime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _fault(occurrence: PublishedOccurrence, seen: set[str]) -> str | None:
    """Why the occurrence cannot stand in a feed, or None."""
    times = [
        moment
        for moment in (occurrence.start, occurrence.end, occurrence.created_at, occurrence.updated_at)
        if isinstance(moment, datetime)
    ]
    if any(moment.tzinfo is None for moment in times):
        return "a time without a zone"
    if not clean_line(occurrence.uid):
        return "no UID"
    if not clean_line(occurrence.title):
        return "no title"
    if occurrence.uid in seen:
        return "a second occurrence with the same UID"
    if not 1900 <= occurrence.start.year <= 2200:
        return f"a start in the year {occurrence.start.year}"
    return None
