"""Recurrences → `model.When` with an RRULE: bounds resolved, first occurrence on or after now's day.

Refuses to expand: beside the first occurrence it computes none. RFC 5545 §3.3.10.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from aggregator.model import Precision, When
from aggregator.when.bearings import Bearings
from aggregator.when.build import Times, group_clocks, meet
from aggregator.when.phrases import DateItem, MonthSpan
from aggregator.when.reading import Line
from aggregator.when.recurrence import Recurrence, first_occurrence, rule_text
from aggregator.when.resolve import Days, resolve_item, resolve_months
from aggregator.when.spans import trim


def resolve_recurrence(line: Line, found: Recurrence, bearings: Bearings, aside: str | None) -> When | None:
    """The When of a recurrence; None where no day ever fits. One that says only how often has no rule, and says so."""
    begin, until = _bounds(found, bearings)
    day = _first(found, bearings, begin, until)
    if day is None:
        return None
    left_out = [days.start for item in found.except_ if (days := resolve_item(item, bearings, anchor=day))]
    while day in left_out:
        day = first_occurrence(found, day + timedelta(days=1), begin)
        if day is None or (until is not None and day > until):
            return None
    clocks = group_clocks(line.tokens, found.clocks, preferred=bearings.timezone)
    times = meet(Days(day), clocks[0]) if clocks else None
    span = trim(line, found.first, found.last)
    return When(
        text=line.tokens.text[span[0] : span[1]],
        span=span,
        start=times.start if times else day,
        end=times.end if times else None,
        timezone=times.timezone if times else None,
        timezone_source=times.source if times else None,
        precision=Precision.TIME if times else Precision.DAY,
        rrule=None if found.vague else rule_text(found, _until_text(until, times)),
        exdates=tuple(left_out),
        assumed=frozenset(times.assumed if times else ()),
        aside=aside or ("hours" if found.hours else None),
        problems=(*(times.problems if times else ()), *((VAGUE,) if found.vague else ())),
        language=found.language,
    )


VAGUE = "how often it is held is said, but not on which days"


def _first(found: Recurrence, bearings: Bearings, begin: date | None, until: date | None) -> date | None:
    today = bearings.now.date()
    since = max(today, begin) if begin is not None else today
    if until is not None and until < since:
        since = begin or until.replace(day=1)
    day = first_occurrence(found, since, begin)
    return None if day is None or (until is not None and day > until) else day


def _bounds(found: Recurrence, bearings: Bearings) -> tuple[date | None, date | None]:
    """First and last day of a recurrence, as the words say; an end without a year is near the begin, or ahead."""
    within = [days for span in found.within if (days := resolve_months(span, bearings))]
    begin = _bound(found.begin, bearings, None, 0)
    until = _bound(found.until, bearings, begin.start if begin else None, 1)
    first = begin.start if begin else (within[0].start if within else None)
    last = (until.end or until.start) if until else (within[-1].end if within else None)
    return first, last


def _bound(bound: DateItem | MonthSpan | None, bearings: Bearings, anchor: date | None, tense: int) -> Days | None:
    if isinstance(bound, DateItem):
        return resolve_item(bound, bearings, anchor=anchor, tense=tense)
    return resolve_months(bound, bearings, anchor=anchor) if bound is not None else None


def _until_text(until: date | None, times: Times | None) -> str | None:
    """UNTIL as RFC 5545 wants it: a date for days, UTC for aware times, local time for naive ones."""
    if until is None:
        return None
    if times is None:
        return f"{until:%Y%m%d}"
    last = datetime.combine(until, time(23, 59, 59), times.start.tzinfo)
    if last.tzinfo is None:
        return f"{last:%Y%m%dT%H%M%S}"
    return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
