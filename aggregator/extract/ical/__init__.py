"""iCalendar → RawEvents (RFC 5545, with what RFC 7986 and the large programs add).

Every VEVENT is read alone: a broken one becomes one Problem that names it and its line, the others are as they were.
Refuses to resolve what the file leaves open (zones of floating times, places, links in prose: `aggregator.normalize`)
and to expand rules (`aggregator.recur`). Raises nothing for any bytes.

The frame is read here (`lines`): what is cut off, unclosed, badly folded or in no encoding, and which line says what.
What the lines of one event mean is icalendar's to say (`properties`), and only what it refuses or gets wrong is mended
(`values`), each with the reason beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator.extract.explanation import Explanation, TurnedDown, regions_of
from aggregator.extract.ical.event import MAX_SHORT, read_event
from aggregator.extract.ical.lines import MAX_COMPONENTS, MAX_DEPTH, Component, Document, End, parse
from aggregator.extract.ical.twins import settle_twins
from aggregator.extract.ical.values import parse_duration, unescape
from aggregator.extract.ical.zones import UTC_NAMES, Zones, iana_zone, windows_zone
from aggregator.model import Format, Page, Problem, RawEvent, Reading, Source

IGNORED_COMPONENTS = {
    "VTODO": "a task is no event",
    "VJOURNAL": "a note about the past is no event",
    "VFREEBUSY": "says when somebody is busy, not with what",
    "VAVAILABILITY": "office hours",
    "VALARM": "a reminder is the reader's own affair",
    "VPOLL": "a vote on dates that are not settled",
    "VVENUE": "the event's LOCATION names the place",
    "VLOCATION": "the event's LOCATION names the place",
    "VRESOURCE": "what the organizers bring",
    "PARTICIPANT": "people's names and addresses are not ours to publish",
}
"""Components that are passed over, each with its reason; unknown ones are, too."""

MAX_REFRESH = timedelta(days=30)
"""No file may ask to be left alone for longer than this."""


def read(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Reading:
    """Read every VEVENT of every VCALENDAR in the page.

    now: only its year counts, to compare the offsets of unknown zones. timezone, source: the zone that is preferred
    among several with the same offsets; floating times are left naive. `complete` is False where the file is cut off,
    holds no calendar, or more than we read.
    """
    document = parse(page.content, charset=_charset(page.content_type))
    if not document.calendars:
        return Reading(format=Format.ICAL, problems=(_no_calendar(page.content),), complete=False)
    likely = timezone or (source.timezone if source else None)
    calendars = [_Calendar.of(component, likely=likely, year=now.year) for component in document.calendars]
    gathered = _Gathered()
    stated = _read_events(calendars, gathered)
    for calendar in calendars:
        gathered.problems.extend(_zone_problems(calendar))
    gathered.problems.extend(_frame_problems(document))
    events, twin_problems = settle_twins(gathered.events)
    return Reading(
        format=Format.ICAL,
        events=tuple(events),
        problems=(*gathered.problems, *twin_problems),
        timezone=stated,
        title=next(filter(None, (calendar.title for calendar in calendars)), None),
        complete=not document.truncated and all(each.end is End.MARKED for each in document.calendars),
        refresh_after=next(filter(None, (calendar.refresh_after for calendar in calendars)), None),
    )


def explain(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Explanation:
    """How `read` reads a file: the components that gave events, and those that were passed over and why."""
    reading = read(page, now=now, timezone=timezone, source=source)
    document = parse(page.content, charset=_charset(page.content_type))
    down = [
        _passed_over(child) for calendar in document.calendars for child in calendar.children if child.name != "VEVENT"
    ]
    down += [
        TurnedDown(text="", where=problem.where, reason="unreadable", detail=problem.message)
        for problem in reading.problems
        if problem.where.startswith("VEVENT") and "skipped" in problem.message
    ]
    down += [
        TurnedDown(text=event.title or "", where=event.position, reason="private")
        for event in reading.events
        if not event.public
    ]
    regions = regions_of((event for event in reading.events if event.public), "component")
    return Explanation(format=Format.ICAL, reading=reading, regions=regions, turned_down=tuple(down))


def _passed_over(component: Component) -> TurnedDown:
    why = "the zone of times, read with the events" if component.name == "VTIMEZONE" else None
    why = why or IGNORED_COMPONENTS.get(component.name, "no component that holds events")
    name = component.first("SUMMARY") or component.first("TZID")
    text = unescape(name.value)[:MAX_SHORT] if name else ""
    where = f"{component.name}, line {component.line}"
    return TurnedDown(text=text, where=where, reason="component", detail=why)


@dataclass(slots=True)
class _Gathered:
    events: list[RawEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What one VCALENDAR says of itself. timezone: IANA; stated: the words it was read from."""

    component: Component
    zones: Zones
    timezone: str | None
    stated: str | None
    title: str | None
    cancelled: bool
    refresh_after: timedelta | None

    @classmethod
    def of(cls, component: Component, *, likely: str | None, year: int) -> _Calendar:
        zone_line, method = component.first("X-WR-TIMEZONE"), component.first("METHOD")
        stated = unescape(zone_line.value) if zone_line else None
        timezone = (iana_zone(stated) or windows_zone(stated)) if stated else None
        name = component.first("X-WR-CALNAME") or component.first("NAME")
        return cls(
            component=component,
            zones=Zones(component, likely=(timezone, likely), year=year),
            timezone=timezone,
            stated=stated,
            title=(" ".join(unescape(name.value).split())[:MAX_SHORT] or None) if name else None,
            cancelled=method is not None and method.value.strip().upper() == "CANCEL",
            refresh_after=_refresh_after(component),
        )


def _read_events(calendars: list[_Calendar], gathered: _Gathered) -> str | None:
    """Read every event of the file, and tell the zone that floating times and instants of the file belong to.

    That is the first calendar's; floating times of a calendar with another carry their own. UTC is no place to show
    instants in: it counts for floating times only.
    """
    stated = next((calendar.timezone for calendar in calendars if calendar.timezone), None)
    stated = None if stated in UTC_NAMES else stated
    number = 0
    for calendar in calendars:
        floating = calendar.timezone if calendar.timezone != stated else None
        for component in _events_of(calendar.component):
            number += 1
            _read_one(component, number, calendar, floating, gathered)
    return stated


def _events_of(component: Component) -> Iterator[Component]:
    return (child for child in component.children if child.name == "VEVENT")


def _read_one(
    component: Component, number: int, calendar: _Calendar, floating: str | None, gathered: _Gathered
) -> None:
    """One event or one Problem: the boundary at which whatever is wrong with a component stops."""
    position = f"VEVENT {number}"
    where = _where(component, position)
    if component.end is End.CUT:
        gathered.problems.append(Problem("extract", where, "the file ends in the middle of it; it was skipped", _AGAIN))
        return
    try:
        event = read_event(component, position, calendar.zones, floating=floating, cancelled=calendar.cancelled)
    except MemoryError:
        raise  # the page is too much, not one part of it
    except Exception as error:  # noqa: BLE001 - one bad event costs one event
        reason = str(error) if isinstance(error, ValueError) else f"it cannot be read ({error!r})"
        gathered.problems.append(Problem("extract", where, f"{reason}; the event was skipped", _AT_THE_SOURCE))
        return
    gathered.events.append(event)
    gathered.problems.extend(_about(component, event, where))


_AGAIN = "it is read again at the next refresh"
_AT_THE_SOURCE = "correct it in the program that writes this calendar"


def _about(component: Component, event: RawEvent, where: str) -> Iterator[Problem]:
    """Oddities of a component that was read all the same."""
    if component.end is End.IMPLIED:
        yield Problem("extract", where, "it is not closed by END:VEVENT; it was read all the same", _AT_THE_SOURCE)
    if component.stray:
        yield Problem("extract", where, "it stands after END:VCALENDAR; it was read all the same", _AT_THE_SOURCE)
    marked = component.first("CLASS")
    if not event.public and marked and marked.value.strip().upper() not in ("PRIVATE", "CONFIDENTIAL"):
        fault = f'CLASS "{marked.value.strip()[:40]}" is not PUBLIC; the event is not listed'
        yield Problem("extract", where, fault, "write CLASS:PUBLIC, or leave CLASS out")


def _where(component: Component, position: str) -> str:
    """`VEVENT 12 (uid abc@example.org), line 345`."""
    uid = component.first("UID")
    named = f" (uid {unescape(uid.value)[:100]})" if uid else ""
    return f"{position}{named}, line {component.line}"


# ---------------------------------------------------------------------------------------------- the whole file


def _charset(content_type: str) -> str | None:
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.I)
    return match[1] if match else None


def _refresh_after(component: Component) -> timedelta | None:
    """REFRESH-INTERVAL (RFC 7986 §5.7), else Microsoft's X-PUBLISHED-TTL."""
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        line = component.first(name)
        try:
            days, rest = parse_duration(line.value) if line else (0, timedelta(0))
        except ValueError:
            continue
        if timedelta(0) < timedelta(days=days) + rest:
            return min(timedelta(days=days) + rest, MAX_REFRESH)
    return None


def _zone_problems(calendar: _Calendar) -> Iterator[Problem]:
    where = f"VCALENDAR, line {calendar.component.line}"
    hint = "name the zone as the IANA list does, such as America/New_York"
    if calendar.stated and calendar.timezone is None:
        yield Problem("extract", where, f'X-WR-TIMEZONE "{calendar.stated[:80]}" is no known zone', hint)
    for _, zone in calendar.zones.doubts():
        yield Problem("extract", where, zone.doubt or "", hint)


def _frame_problems(document: Document) -> Iterator[Problem]:
    """What is wrong with the file as a whole."""
    if document.truncated:
        fault = f"it holds more than {MAX_COMPONENTS} components; the rest was not read"
        yield Problem("extract", "the file", fault, "list a narrower span of time")
    for calendar in () if document.truncated else document.calendars:
        if calendar.end is not End.MARKED:
            fault = "END:VCALENDAR is missing: the file is cut off; nothing is concluded from what it does not list"
            yield Problem("extract", f"VCALENDAR, line {calendar.line}", fault, _AGAIN)
    if document.deep is not None:
        fault = f"components are nested more than {MAX_DEPTH} deep; what lies deeper was not read"
        yield Problem("extract", f"line {document.deep}", fault, _AT_THE_SOURCE)
    if document.garbled:
        lines = ", ".join(map(str, document.garbled[:5])) + (", …" if len(document.garbled) > 5 else "")
        number = len(document.garbled)
        fault = f"{number} lines are no properties" if number > 1 else "it is no property"
        yield Problem("extract", f"line {lines}", f"{fault}; passed over", _AT_THE_SOURCE)


_LOOKS = (
    (re.compile(rb"\A\s*\Z"), "the answer is empty", "open the address in a browser"),
    (
        re.compile(rb"<input[^>]+type=[\"']?password|sign[ -]?in|log[ -]?in", re.I),
        "the answer is a page that asks to log in, not a calendar",
        "ask for the public address of the calendar",
    ),
    (
        re.compile(rb"<html|<!doctype|<body|<head", re.I),
        "the answer is a web page, not a calendar",
        "look on that page for a link such as Subscribe, iCal or .ics",
    ),
    (
        re.compile(rb"BEGIN:V(?:EVENT|TODO)", re.I),
        "events stand here without BEGIN:VCALENDAR",
        "the program that writes it must frame them in a VCALENDAR",
    ),
    (re.compile(rb"\A\s*[\[{]"), "the answer is JSON, not a calendar", "look for an address that ends in .ics"),
)
"""What comes in a calendar's place: how it looks, what to call it, what to do."""


def _no_calendar(content: bytes) -> Problem:
    for looks, fault, hint in _LOOKS:
        if looks.search(content[:100_000]):
            return Problem("extract", "the file", fault, hint)
    return Problem("extract", "the file", "there is no BEGIN:VCALENDAR in it", "check the source's address and format")
