"""A rendered feed read as a calendar app would, and compared with what was to be published. Renders nothing.

The reading is the `icalendar` library's, not ours: a fault of our writer shows as a difference. What the writer does to
text on purpose (control characters, the word CANCELLED) is applied to both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from aggregator.model import DateOrTime, PublishedOccurrence
from aggregator.publish.contentline import clean_line
from aggregator.publish.ics import STATUSES
from aggregator.publish.wording import shown_title


class Shown(NamedTuple):
    """What a reader shows of one VEVENT: instants in UTC to the second; a date's end is the last day, inclusive."""

    uid: str
    start: DateOrTime
    end: DateOrTime | None
    status: str
    title: str


def read_back(data: bytes) -> list[Shown]:
    """Every VEVENT of a feed, in its order. Raises ValueError where the library cannot read it."""
    calendar = Calendar.from_ical(data)
    if not isinstance(calendar, Calendar):
        raise ValueError("the feed is no calendar")
    return [_shown(event) for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def expected(occurrences: Iterable[PublishedOccurrence]) -> list[Shown]:
    """What the feed of these occurrences has to show, in no particular order."""
    return [shown_as(clean_line(o.uid), o.start, o.end, STATUSES[o.status], shown_title(o)) for o in occurrences]


def differences(data: bytes, occurrences: Sequence[PublishedOccurrence], *, limit: int = 5) -> tuple[str, ...]:
    """How the feed differs from what it should show, as sentences; empty when it shows exactly that."""
    try:
        shown = read_back(data)
    except Exception as error:  # noqa: BLE001 - whatever the library raises, the file must not be published
        return (f"the feed cannot be read back: {type(error).__name__}: {error}",)
    return compared(shown, expected(occurrences), limit=limit)


def compared(there: Iterable[Shown], due: Iterable[Shown], *, limit: int = 5) -> tuple[str, ...]:
    """How what a feed shows differs from what it should, as sentences."""
    shown, wanted = Counter(there), Counter(due)
    lost = [f"missing from the feed: {_line(one)}" for one in (wanted - shown).elements()]
    strange = [f"in the feed, but not in the database: {_line(one)}" for one in (shown - wanted).elements()]
    found = [*lost[:limit], *strange[:limit]]
    if len(lost) + len(strange) > len(found):
        found.append(f"{len(lost)} missing and {len(strange)} unexpected in all")
    return tuple(found)


def _shown(event: Event) -> Shown:
    """One VEVENT as the library understands it."""
    start = event.DTSTART
    if start is None:
        raise ValueError("a VEVENT without DTSTART")
    end = _plain(event.DTEND) if event.DTEND is not None else None
    if end is not None and not isinstance(end, datetime):
        end -= timedelta(days=1)
    return Shown(
        uid=str(event.get("UID", "")),
        start=_plain(start),
        end=end,
        status=str(event.get("STATUS", "")),
        title=str(event.get("SUMMARY", "")),
    )


def _plain(moment: DateOrTime) -> DateOrTime:
    """A date, or the instant in UTC to the second. A floating time stays naive, and so equals nothing expected."""
    if not isinstance(moment, datetime):
        return moment
    whole = moment.replace(microsecond=0)
    return whole.astimezone(UTC) if whole.tzinfo else whole


def shown_as(uid: str, start: DateOrTime, end: DateOrTime | None, status: str, title: str) -> Shown:
    """What times as they were given come down to."""
    begin = _plain(start)
    return Shown(uid, begin, _meaningful_end(begin, _plain(end) if end is not None else None), status, title)


def _meaningful_end(start: DateOrTime, end: DateOrTime | None) -> DateOrTime | None:
    """The end as a feed can say it: of the start's kind, and for a time after it; else none."""
    if end is None:
        return None
    if isinstance(start, datetime):
        return end if isinstance(end, datetime) and end > start else None
    last: date = end.date() if isinstance(end, datetime) else end
    return last if last >= start else None


def _line(one: Shown) -> str:
    return f"{one.start.isoformat()} {one.title!r} (uid {one.uid}, end {one.end}, {one.status})"
