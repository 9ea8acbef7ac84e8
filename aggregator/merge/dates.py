"""The listings that tell single dates of a merged series: its own source's, and those that others tell with more right.

Refuses to unroll; `recur` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aggregator.model import Credit, DateOrTime, Event, Listing, Role, Status

Dates = tuple[list[Listing], list[Listing]]


def dates_of(members: Sequence[Listing], credits: Sequence[Credit]) -> Dates:
    """The single dates that the first member's own source lists, and those of others that stand in place of a date.

    Those of others count where an organizer tells them and the series is an aggregator's, or where they say that the
    date is cancelled or postponed and their source is no less than that of the series.
    """
    if len(members) == 1:
        return [], []
    first = members[0].event
    own = [
        member
        for member in members[1:]
        if (member.event.key.source, member.event.key.uid) == (first.key.source, first.key.uid)
        and member.event.recurrence_id is not None
        and member.withdrawn_at is None
    ]
    if not (first.rrule or first.rdates):
        return own, []
    by_id = {member.id: member for member in members}
    told = [by_id[credit.listing_id] for credit in credits[1:] if _counts(credit, credits[0], by_id[credit.listing_id])]
    return own, sorted(told, key=lambda one: one.id)


def is_date_of(event: Event, series: Event) -> bool:
    """Whether a listing beside a series is a single event, and so one of its dates."""
    return bool(series.rrule or series.rdates) and not (event.rrule or event.rdates)


def in_zone_of(series: Event, date: Event) -> DateOrTime:
    """When a date begins, told in the zone of its series."""
    both_timed = isinstance(series.start, datetime) and isinstance(date.start, datetime)
    return date.start.astimezone(series.start.tzinfo) if both_timed else date.start  # type: ignore[union-attr]


def _counts(credit: Credit, primary: Credit, member: Listing) -> bool:
    event = member.event
    if event.rrule or event.rdates or event.recurrence_id is not None or member.withdrawn_at is not None:
        return False
    outranks = credit.role is Role.ORGANIZER and primary.role is Role.AGGREGATOR
    is_off = event.status in (Status.CANCELLED, Status.POSTPONED)
    return outranks or (is_off and (credit.role is primary.role or credit.role is Role.ORGANIZER))
