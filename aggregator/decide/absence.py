"""What it means that an event is no longer listed: nothing, a first doubt, or that it leaves the feeds.

Refuses to call anything cancelled (only a source's own word does that), to count the past, and to believe a sudden
collapse at once. The rules, and the figures behind them, are in docs/design.md "Absence":

- Only a complete answer counts, and only for listings that have not begun and whose dates it claims to cover.
- `WITHDRAW_AFTER` complete answers in a row that miss a listing withdraw it.
- When an answer misses every coming listing, or at least `BRAKE_COUNT` and more than `BRAKE_SHARE` of them, the brake
  holds: each stays until `BELIEVE_AFTER` answers over at least `BELIEVE_SPAN` have missed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aggregator.config.address import shown_address
from aggregator.model import DateOrTime, Event, Extraction, Listing, Problem, Source

WITHDRAW_AFTER: Final = 2
BRAKE_SHARE: Final = 0.30
BRAKE_COUNT: Final = 5
BELIEVE_AFTER: Final = 3
BELIEVE_SPAN: Final = timedelta(hours=24)

LONGEST_STEP: Final = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
"""Days between two dates of a rule, at most."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What a complete answer did not list. withdraw is part of missing; held_back says why the rest is kept longer.

    counted: False where the clock allows no count; the answer must then be read again, not be confirmed by a 304.
    """

    missing: tuple[Listing, ...] = ()
    withdraw: tuple[Listing, ...] = ()
    problems: tuple[Problem, ...] = ()
    held_back: str | None = None
    counted: bool = True


def absence(
    stored: Sequence[Listing], seen: AbstractSet[str], extraction: Extraction, *, source: Source, now: datetime
) -> Absence:
    """What is missing from a new answer. seen: ids of the listings it does list."""
    if not extraction.complete:
        return Absence()
    expected = [listing for listing in stored if _is_expected(listing, extraction.covers, now)]
    return _judge(expected, [listing for listing in expected if listing.id not in seen], stored, source, now)


def absence_again(stored: Sequence[Listing], *, source: Source, now: datetime) -> Absence:
    """What is missing from the last complete answer, which the source just repeated."""
    expected = [listing for listing in stored if _is_expected(listing, None, now)]
    return _judge(expected, [listing for listing in expected if listing.missed], stored, source, now)


def _judge(
    expected: Sequence[Listing], gone: Sequence[Listing], stored: Sequence[Listing], source: Source, now: datetime
) -> Absence:
    if not gone:
        return Absence()
    if now < max(listing.last_seen_at for listing in stored):
        return _clock_is_behind(source)
    braked = len(gone) == len(expected) or (len(gone) >= BRAKE_COUNT and len(gone) > BRAKE_SHARE * len(expected))
    believed = [listing for listing in gone if _is_believed(listing, now, braked=braked)]
    missing, withdraw = tuple(gone), tuple(believed)
    if not braked or len(believed) == len(gone):
        return Absence(missing, withdraw)
    reason = f"{len(gone)} of {len(expected)} coming events are suddenly no longer listed"
    problem = Problem(
        stage="decide",
        where=shown_address(source),
        message=f"{reason}; they are kept, because this looks like a fault of the page rather than news",
        hint=f"Look at the page. If they are really off, do nothing: after {BELIEVE_AFTER} such answers over a day or "
        "more it is believed. If they are still there, the page is now made in a way we misread.",
    )
    return Absence(missing, withdraw, (problem,), reason)


def _is_believed(listing: Listing, now: datetime, *, braked: bool) -> bool:
    """Whether this answer, counted with those before it, withdraws a listing."""
    answers = listing.missed + 1
    if not braked:
        return answers >= WITHDRAW_AFTER
    since = listing.missing_since or now
    return answers >= BELIEVE_AFTER and now - since >= BELIEVE_SPAN


def _clock_is_behind(source: Source) -> Absence:
    """Then the past looks like the future, and every page that drops what is over looks as if it dropped what comes."""
    reason = "the clock of this machine stands before the last run"
    hint = "Set the clock. Until then events are added and changed, but none is counted as missing."
    problem = Problem("decide", shown_address(source), f"{reason}; nothing was counted as missing", hint)
    return Absence(problems=(problem,), held_back=reason, counted=False)


def _is_expected(listing: Listing, covers: tuple[date, date] | None, now: datetime) -> bool:
    """Whether a complete answer should list it: not withdrawn, still to come, within the days the page covers."""
    event = listing.event
    if listing.withdrawn_at is not None or not is_ahead(event, now):
        return False
    if covers is None:
        return True
    first, last = covers
    return _day(event.start) <= last and (event.rrule is not None or _day(event.start) >= first)


def is_ahead(event: Event, now: datetime) -> bool:
    """Whether it has yet to begin, for a series: whether a date of it may be still to come."""
    today = now.astimezone(ZoneInfo(event.timezone)).date()
    if event.rrule is None and not event.rdates:
        return event.start > now if isinstance(event.start, datetime) else event.start > today
    last = last_day(event)
    return last is None or last >= today


def last_day(event: Event) -> date | None:
    """No date of the event is after this day; None for a rule without an end. An upper bound where a rule counts."""
    days = [_day(event.start), *map(_day, event.rdates)]
    if event.rrule is not None:
        parts = dict(re.findall(r"([A-Z]+)=([^;]+)", event.rrule.upper()))
        if (until := re.match(r"(\d{4})(\d\d)(\d\d)", parts.get("UNTIL", ""))) is not None:
            days.append(_date_or_latest(*map(int, until.groups())))
        elif parts.get("COUNT", "").isdigit() and parts.get("FREQ") in LONGEST_STEP:
            interval = int(parts["INTERVAL"]) if parts.get("INTERVAL", "").isdigit() else 1
            days.append(_later(days[0], int(parts["COUNT"]) * interval * LONGEST_STEP[parts["FREQ"]]))
        else:
            return None
    return max(days)


def _date_or_latest(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date.max


def _later(day: date, days: int) -> date:
    return day + timedelta(days) if days < (date.max - day).days else date.max


def _day(value: DateOrTime) -> date:
    return value.date() if isinstance(value, datetime) else value
