"""What a feed says of an occurrence in words: its title, its place, its description. Knows no file format.

Everything comes from the occurrence; no clock is asked. Two occurrences that are equal give equal words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from aggregator.model import AttendanceMode, Calendar, PublishedOccurrence, Registration, Status
from aggregator.publish.contentline import clean, clean_line, mail_address, web_address

PREFIXES = {Status.CANCELLED: "CANCELLED: ", Status.POSTPONED: "POSTPONED: "}
"""Before the title, because several readers show no STATUS; the word is what people see in all of them."""

ALREADY_SAID = {Status.CANCELLED: ("cancelled", "canceled"), Status.POSTPONED: ("postponed",)}

SIGN_UP = {
    Registration.REQUIRED: "Sign up (required)",
    Registration.FULL: "Full, sign-up page",
    Registration.CLOSED: "Sign-up is closed, page",
}
"""What stands before the sign-up link; "Sign up" otherwise."""

NO_LINK = {
    Registration.REQUIRED: "Sign-up is required",
    Registration.FULL: "Full",
    Registration.CLOSED: "Sign-up is closed",
    Registration.NONE: "No sign-up needed",
}
"""What is said of signing up where there is no link for it."""

MODES = {AttendanceMode.ONLINE: "Online", AttendanceMode.MIXED: "In person and online"}

STALE_AFTER = timedelta(days=10)
"""From when on "Last confirmed" is said: longer than the longest wait between two fetches of a source that works
(7 days and the jitter), so that the words come and go with a source's troubles and never with a plain refresh."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Telling(NamedTuple):
    """What is said of an occurrence. title, place: one line each, the place "" where there is none.

    page: the event's page at an ally; own: our page of it, None where the calendar has no public address; link: the one
    that a reader shows: the ally's page, else the sign-up page, else ours.
    """

    title: str
    place: str
    description: str
    page: str | None
    link: str | None
    own: str | None


def shown_title(occurrence: PublishedOccurrence) -> str:
    """The title on one line, with CANCELLED or POSTPONED before it unless it begins with that word itself."""
    title = clean_line(occurrence.title)
    prefix = PREFIXES.get(occurrence.status)
    if not prefix or title.casefold().startswith(ALREADY_SAID[occurrence.status]):
        return title
    return prefix + title


def shown_place(occurrence: PublishedOccurrence) -> str:
    """The place on one line, as the source words it or from its parts; "Online" for an online event without."""
    location = occurrence.location
    if location:
        if location.isprintable():
            return location.strip()
        return ", ".join(filter(None, map(clean_line, clean(location).split("\n"))))
    parts = (occurrence.venue, occurrence.address, occurrence.locality, occurrence.region)
    place = ", ".join(clean_line(part) for part in parts if part)
    if not place and occurrence.attendance_mode is AttendanceMode.ONLINE:
        return MODES[AttendanceMode.ONLINE]
    return place


def feed_address(calendar: Calendar, name: str) -> str | None:
    """The public address of a feed of this name, None where the calendar has none."""
    address = web_address(calendar.url)
    return f"{address.rstrip('/')}/{name}" if address else None


def when_line(occurrence: PublishedOccurrence) -> str:
    """The time in a line: `Tue, Nov 24, 2026, 7:00 PM to 9:00 PM PST`; the last day of a range is part of it."""
    start, end = occurrence.start, occurrence.end
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return f"{_weekday(start)} to {_weekday(last)}" if last and last > start else _weekday(start)
    line = f"{_weekday(start)}, {_clock(start)}"
    if isinstance(end, datetime) and end > start:
        end = end.astimezone(start.tzinfo)
        line += " to " + (_clock(end) if end.date() == start.date() else f"{_weekday(end)}, {_clock(end)}")
    return f"{line} {start.tzname() or ''}".strip()


def telling(occurrence: PublishedOccurrence, calendar_url: str | None, newest_seen_at: datetime | None) -> Telling:
    """All that is said of an occurrence, each text made once.

    The description has the event's own words; then sign-up, place, organizer and links; then who lists it.
    newest_seen_at: when the most recently confirmed occurrence of the whole calendar was confirmed; one that lags far
    behind it says so.
    """
    place = shown_place(occurrence)
    page = web_address(occurrence.url)
    sign_up = web_address(occurrence.registration_url)
    own = _own_page(calendar_url, occurrence.event_id) if calendar_url else None
    lines: list[str] = []
    if occurrence.description:
        lines.append(clean(occurrence.description))
    _add_facts(lines, occurrence, place, sign_up)
    if page and page != sign_up:
        lines.append(f"Details: {page}")
    if own:
        lines.append(f"In this calendar: {own}")
    _add_credits(lines, occurrence, page, newest_seen_at)
    return Telling(shown_title(occurrence), place, "\n".join(lines).strip(), page, page or sign_up or own, own)


def _own_page(calendar_url: str, event_id: str) -> str | None:
    """Our page of an event."""
    if event_id.isalnum() and event_id.isascii():
        events = _events_address(calendar_url)
        return f"{events}{event_id}" if events else None
    return web_address(f"{calendar_url.rstrip('/')}/event/{event_id}")


@lru_cache(maxsize=16)
def _events_address(calendar_url: str) -> str | None:
    """What stands before an id in the address of an event's page."""
    return web_address(f"{calendar_url.rstrip('/')}/event/")


def newest_confirmation(occurrences: Iterable[PublishedOccurrence]) -> datetime | None:
    """The latest `last_seen_at`, None where no occurrence has one."""
    return max((o.last_seen_at for o in occurrences if o.last_seen_at), default=None)


def old_word(occurrence: PublishedOccurrence, newest_seen_at: datetime | None) -> date | None:
    """The day on which an event was last confirmed, if that lags far behind the newest confirmation of all."""
    seen = occurrence.last_seen_at
    if not seen or not newest_seen_at or newest_seen_at - seen <= STALE_AFTER:
        return None
    return seen.date()


def _add_facts(lines: list[str], occurrence: PublishedOccurrence, place: str, sign_up: str | None) -> None:
    """How to take part: one line each, after an empty one."""
    if lines:
        lines.append("")
    there = sign_up or mail_address(occurrence.registration_url)
    if there:
        lines.append(f"{SIGN_UP.get(occurrence.registration, 'Sign up')}: {there}")
    elif occurrence.registration in NO_LINK:
        lines.append(NO_LINK[occurrence.registration])
    if occurrence.register_by_date:
        lines.append(f"Sign up by: {_day(occurrence.register_by_date)}")
    if occurrence.price:
        lines.append(f"Price: {clean_line(occurrence.price)}")
    if place:
        mode = MODES.get(occurrence.attendance_mode) if occurrence.attendance_mode else None
        lines.append(f"Where: {place} ({mode.lower()})" if mode and mode != place else f"Where: {place}")
    if occurrence.organizer:
        lines.append(f"Organizer: {clean_line(occurrence.organizer)}")


def _add_credits(
    lines: list[str], occurrence: PublishedOccurrence, page: str | None, newest_seen_at: datetime | None
) -> None:
    """Who lists the event, after an empty line, and how old that word is where it is old. page: its `url`, checked."""
    if lines and lines[-1]:
        lines.append("")
    for name, url in occurrence.sources:
        address = page if url == occurrence.url else web_address(url)
        lines.append(f"{_listed_by(name)}: {address}" if address else _listed_by(name))
    if occurrence.sequence:
        lines.append(f"Last changed: {_day(occurrence.updated_at)}")
    old = old_word(occurrence, newest_seen_at)
    if old:
        lines.append(f"Last confirmed: {_day(old)}")


@lru_cache(maxsize=4096)
def _listed_by(name: str) -> str:
    return f"Listed by {clean_line(name)}"


def _day(day: date) -> str:
    """`Nov 21, 2026`, whatever the process's locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _weekday(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {_day(day)}"


def _clock(moment: datetime) -> str:
    """`7:00 PM`."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"
