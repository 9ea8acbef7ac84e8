"""An event is on another day now: has it moved, or is this the next one?

Refuses to let next month's meeting take over this month's identity: whoever had the old date in a calendar would see it
jump, and the old date would never have been. What a source took off before its day and lists on another day has
moved, but for these, which are the next one:

- it is farther away than half the distance to the nearest other date of that name, known from the page or from before;
- it is told at the same hour, four or more whole weeks later, or on the same day of a later month, as what comes back
  every month is; unless the words say that it was moved, or the old day was more than a week ahead: a calendar that
  only shows what is next goes on to the one after it as the day comes, not weeks before;
- its title names another number or month.

What is over stays past.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from aggregator.decide.absence import is_ahead
from aggregator.decide.likeness import Step, Weighed, clock, day, grouped, numbers, other_months
from aggregator.decide.weights import another_day
from aggregator.model import Event, Listing, Status
from aggregator.normalize.identity import fold
from aggregator.normalize.words import phrase_pattern

LEAST_RHYTHM: Final = 28
"""Days: by fewer whole weeks people move things, and keep the hour."""

AS_THE_DAY_COMES: Final = timedelta(days=7)
"""How long before an event a page that only shows what is next may already show the one after it."""


def moved(
    stored: Sequence[Listing], events: Sequence[Event], now: datetime, *, at_most: timedelta = timedelta.max
) -> Step:
    """A step that pairs events with what they were before they moved. stored, events: all of the source, and of its
    answer; at_most: how far something may move."""

    def step(free_events: list[Event], free_listings: list[Listing]) -> Weighed:
        off = [listing for listing in free_listings if _is_off_before_its_day(listing, now)]
        known = grouped(off, lambda listing: fold(listing.event.title))
        days = _days_by_title(stored, events)
        for event in free_events:
            title = fold(event.title)
            for listing in known.get(title, ()):
                gap = _gap(days[title], day(listing.event.start), day(event.start))
                reach = at_most if gap is None else min(at_most, gap / 2)
                if _may_have_moved(listing.event, event, reach, now):
                    yield event, listing, another_day(event, listing)

    return step


def is_next(known: Event, event: Event, now: datetime) -> bool:
    """Whether what is told now is the next of what comes back, and not the known event on another day."""
    if known.rrule or event.rrule or day(event.start) <= day(known.start) or _is_said_to_move(known, event):
        return False
    if is_ahead(known, now + AS_THE_DAY_COMES):
        return False
    days = (day(event.start) - day(known.start)).days
    if days < LEAST_RHYTHM or clock(event.start) != clock(known.start):
        return False
    return days % 7 == 0 or event.start.day == known.start.day


def is_another(known: Event, event: Event) -> bool:
    """Whether the titles name other numbers or other months: part 12 after part 11."""
    ours, theirs = fold(event.title), fold(known.title)
    left, right = numbers(ours), numbers(theirs)
    return (bool(left and right) and left != right) or other_months(ours, theirs)


def _is_off_before_its_day(listing: Listing, now: datetime) -> bool:
    return listing.withdrawn_at is None and is_ahead(listing.event, now)


def _may_have_moved(known: Event, event: Event, reach: timedelta, now: datetime) -> bool:
    if bool(event.rrule) != bool(known.rrule) or is_next(known, event, now):
        return False
    return abs(day(event.start) - day(known.start)) < reach


def _days_by_title(stored: Sequence[Listing], events: Sequence[Event]) -> dict[str, list[date]]:
    """The days of each title, sorted, what is over among them; one for each listing and each event.

    Not of what was withdrawn: it never was, and may have been the very event that is on another day now.
    """
    days: defaultdict[str, list[date]] = defaultdict(list)
    for one in (*(listing.event for listing in stored if listing.withdrawn_at is None), *events):
        days[fold(one.title)].append(day(one.start))
    return {title: sorted(found) for title, found in days.items()}


def _gap(days: Sequence[date], old: date, new: date) -> timedelta | None:
    """The distance from the old day to the nearest other of its name; None where there is none. days: of that name, the
    old and the new one among them."""
    at = bisect_left(days, old)
    near = list(days[max(0, at - 2) : at + 3])
    near.remove(old)
    if new in near:
        near.remove(new)
    return min((abs(other - old) for other in near), default=None)


def _is_said_to_move(known: Event, event: Event) -> bool:
    """Whether the source called the old date off for a later one, or says that the new one is such."""
    if Status.POSTPONED in (known.status, event.status):
        return True
    return phrase_pattern("status", "moved", "text").search(f"{event.title}\n{event.description or ''}") is not None
