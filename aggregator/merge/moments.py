"""How two units lie in time: at one moment, one a date of the other's series, on one day without its hour, or apart.

Refuses to unroll more than the year that is asked about, and to look at anything but time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from aggregator.model import DateOrTime, Event
from aggregator.recur import expand

if TYPE_CHECKING:
    from aggregator.merge.units import Unit

ANOTHER_HOUR: Final = timedelta(hours=1)
"""How far two sources may differ about the hour of one event: doors and first song, "six" and "half past"."""

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNIMPORTANT: Final = ("UNTIL", "COUNT", "WKST")
"""Parts of a rule that copies cut or add; the dates themselves are compared."""


class Meeting(StrEnum):
    """How two units meet in time, as the name of a reason. SAME needs no word: it is the rule."""

    SAME = "same start"
    SERIES = "both repeat alike"
    DATE = "a date of the series"
    HOURLESS = "a day without its hour"
    HOUR = "another hour"
    TIME = "another time"


def meeting(a: Unit, b: Unit) -> Meeting | None:
    """How they meet, None where they do not. Only one uid makes two listings at quite other times comparable."""
    if a.is_series or b.is_series:
        found = _of_series(a, b)
    elif a.moment == b.moment:
        return Meeting.SAME
    elif a.is_timed != b.is_timed:
        found = Meeting.HOURLESS if _is_hour_of(a, b) else None
    else:
        found = Meeting.HOUR if hours_near(a, b) else None
    if found is None and a.global_uid is not None and a.global_uid == b.global_uid:
        return Meeting.TIME
    return found


def hours_near(a: Unit, b: Unit) -> bool:
    """Whether two timed units begin on one day, within the hour that sources differ by."""
    if not isinstance(a.moment, datetime) or not isinstance(b.moment, datetime):
        return False
    return a.day == b.day and abs(a.moment - b.moment) <= ANOTHER_HOUR


def moment_of(start: DateOrTime) -> DateOrTime:
    """An instant in UTC, or a day."""
    return start.astimezone(UTC) if isinstance(start, datetime) else start


def day_of(start: DateOrTime) -> date:
    """The local day."""
    return start.date() if isinstance(start, datetime) else start


def pattern_of(event: Event) -> str:
    """The rule of a series as copies have it too: without its bounds, and without what its first date implies."""
    parts = dict(part.partition("=")[::2] for part in (event.rrule or "").upper().split(";") if part)
    kept = {name: value for name, value in parts.items() if name not in UNIMPORTANT}
    first = day_of(event.start)
    implied = {"INTERVAL": "1"}
    if kept.get("FREQ") == "WEEKLY":
        implied["BYDAY"] = WEEKDAYS[first.weekday()]
    elif kept.get("FREQ") == "MONTHLY":
        implied["BYMONTHDAY"] = str(first.day)
    return ";".join(f"{name}={value}" for name, value in sorted(kept.items()) if implied.get(name) != value)


def dates_in(unit: Unit, year: int) -> frozenset[DateOrTime]:
    """The moments at which a series begins in a year, single dates that were moved or changed among them."""
    events = [member.event for member in unit.members if member.withdrawn_at is None or not unit.is_active]
    found = expand(events, start=date(year, 1, 1), end=date(year, 12, 31)).occurrences
    return frozenset(moment_of(one.start) for one in found)


def _of_series(a: Unit, b: Unit) -> Meeting | None:
    """A single event on one of the dates; or two series whose later one begins on a date of the earlier."""
    if not (a.is_series and b.is_series):
        series, single = (a, b) if a.is_series else (b, a)
        return Meeting.DATE if series.begins_at(single) else None
    if a.pattern != b.pattern or a.is_timed != b.is_timed:
        return None
    if a.moment == b.moment:
        return Meeting.SAME
    early, late = (a, b) if a.day <= b.day else (b, a)
    return Meeting.SERIES if early.begins_at(late) else None


def _is_hour_of(a: Unit, b: Unit) -> bool:
    """Whether one tells the hour of what the other only tells the day of; not a single evening of several days."""
    timed, day = (a, b) if a.is_timed else (b, a)
    if timed.day != day.day:
        return False
    end, last = timed.event.end, day.event.end
    return last is None or day_of(last) == day.day or (end is not None and day_of(end) == day_of(last))
