"""Faults of a rendered feed that calendar apps do not report but get wrong. Reads bytes, knows nothing of our events.

Stricter than RFC 5545: it demands the shape that docs/design.md §5 "Publishing" settles, because a fault that no reader
mentions empties a subscriber's calendar in silence. It does not compare the feed with the database: `publish.readback`
does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from aggregator.publish import vtimezone
from aggregator.publish.contentline import LIMIT, web_address

MOST = 50
"""At most so many faults are told: a wrong writer makes the same one for every event."""


class Line(NamedTuple):
    """One unfolded content line: property name, parameters as written, value, and its number among such lines."""

    number: int
    name: str
    parameters: str
    value: str


class Component(NamedTuple):
    """A component with its own lines and the components inside it."""

    name: str
    number: int
    lines: list[Line]
    parts: list[Component]


_CONTENT_LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^:;\"\x00-\x1f]+)*):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BAD_ESCAPE = re.compile(r"\\(?![\\;,nN])")
_BARE = re.compile(r"(?<!\\)(?:\\\\)*[;,]")
_INSTANT = re.compile(r"\d{8}T\d{6}Z")
_DATE = re.compile(r"\d{8}")
_GEO = re.compile(r"(-?\d{1,2}\.\d+);(-?\d{1,3}\.\d+)")

_PLAIN_TEXT = frozenset({"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"})
_CALENDAR_ONCE = frozenset(
    """VERSION PRODID CALSCALE NAME X-WR-CALNAME DESCRIPTION X-WR-CALDESC X-WR-TIMEZONE REFRESH-INTERVAL
    X-PUBLISHED-TTL SOURCE URL LAST-MODIFIED""".split()
)
_CALENDAR_NEEDS = frozenset(
    "VERSION PRODID CALSCALE NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL X-PUBLISHED-TTL".split()
)
_EVENT_ONCE = frozenset(
    """UID DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION LOCATION GEO URL CATEGORIES STATUS TRANSP CLASS SEQUENCE
    CREATED LAST-MODIFIED""".split()
)
_EVENT_NEEDS = frozenset("UID DTSTAMP DTSTART SUMMARY STATUS TRANSP CLASS SEQUENCE CREATED LAST-MODIFIED".split())
_PARAMETERS = {
    "DTSTART": re.compile(r"|;VALUE=DATE|;TZID=[^;:]+"),
    "DTEND": re.compile(r"|;VALUE=DATE|;TZID=[^;:]+"),
    "REFRESH-INTERVAL": re.compile(r";VALUE=DURATION"),
    "SOURCE": re.compile(r";VALUE=URI"),
}
"""The parameters each property has to have; all others have none."""

_VALUES: dict[str, Callable[[str], bool]] = {
    "VERSION": lambda value: value == "2.0",
    "CALSCALE": lambda value: value == "GREGORIAN",
    "PRODID": lambda value: bool(value.strip()),
    "REFRESH-INTERVAL": lambda value: bool(re.fullmatch(r"PT\d+[HM]", value)),
    "X-PUBLISHED-TTL": lambda value: bool(re.fullmatch(r"PT\d+[HM]", value)),
    "X-WR-TIMEZONE": lambda value: vtimezone.known(value),
    "SOURCE": lambda value: web_address(value) == value,
    "URL": lambda value: web_address(value) == value,
    "DTSTAMP": lambda value: _is_instant(value),
    "CREATED": lambda value: _is_instant(value),
    "LAST-MODIFIED": lambda value: _is_instant(value),
    "UID": lambda value: bool(value.strip()),
    "SUMMARY": lambda value: bool(value.strip()),
    "STATUS": lambda value: value in ("CONFIRMED", "TENTATIVE", "CANCELLED"),
    "TRANSP": lambda value: value == "TRANSPARENT",
    "CLASS": lambda value: value == "PUBLIC",
    "SEQUENCE": lambda value: bool(re.fullmatch(r"\d{1,9}", value)),
    "GEO": lambda value: _is_point(value),
}


def lint(data: bytes) -> tuple[str, ...]:
    """Every fault found, as sentences with the line or the event; empty for a feed that may be published."""
    unfolded = data.replace(b"\r\n ", b"")
    try:
        text = unfolded.decode()
    except UnicodeDecodeError as error:
        return (f"not UTF-8 near {unfolded[max(0, error.start - 30) : error.start]!r}",)
    faults = [*_octet_faults(data)]
    lines, line_faults = _content_lines(text)
    root, nesting_faults = _components(lines)
    faults += [*line_faults, *nesting_faults, *_calendar_faults(root)]
    if len(faults) > MOST:
        faults[MOST:] = [f"and {len(faults) - MOST} more"]
    return tuple(faults)


def _octet_faults(data: bytes) -> Iterator[str]:
    """What can be seen without unfolding: line ends, line lengths, characters cut in two."""
    if not data.endswith(b"\r\n"):
        yield "the file does not end with a line end: it was cut off"
    for number, line in enumerate(data.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if b"\n" in line or b"\r" in line:
            yield f"line {number}: a bare CR or LF"
        if not line.strip():
            yield f"line {number}: an empty line"
        if len(line) > LIMIT:
            yield f"line {number}: {len(line)} octets, more than {LIMIT}"
        if b"\x80" <= line[1:2] < b"\xc0" and line[:1] == b" ":
            yield f"line {number}: folded inside a character"


def _content_lines(text: str) -> tuple[list[Line], list[str]]:
    """The lines of unfolded text, and what is wrong with their form."""
    lines, faults = [], []
    for number, raw in enumerate(text.removesuffix("\r\n").split("\r\n"), 1):
        match = _CONTENT_LINE.fullmatch(raw)
        if not match:
            faults.append(f"content line {number}: no property: {raw[:40]!r}")
            continue
        if _CONTROL.search(raw):
            faults.append(f"content line {number}: a control character in {match[1]}")
        lines.append(Line(number, match[1], match[2], match[3]))
    return lines, faults


def _components(lines: list[Line]) -> tuple[Component, list[str]]:
    """The tree of components under a nameless root, and what does not nest."""
    faults: list[str] = []
    stack = [Component("", 0, [], [])]
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value, line.number, [], [])
            stack[-1].parts.append(part)
            stack.append(part)
        elif line.name != "END":
            stack[-1].lines.append(line)
        elif len(stack) > 1 and stack[-1].name == line.value:
            stack.pop()
        else:
            faults.append(f"content line {line.number}: END:{line.value} ends nothing")
    faults += [f"{part.name} at content line {part.number} has no END" for part in stack[1:]]
    return stack[0], faults


def _calendar_faults(root: Component) -> Iterator[str]:
    """Faults of the file as a whole, then of its zones and events."""
    if root.lines:
        yield f"content line {root.lines[0].number}: a property outside the calendar"
    if [part.name for part in root.parts] != ["VCALENDAR"]:
        yield f"not exactly one VCALENDAR, but {[part.name for part in root.parts]}"
        return
    calendar = root.parts[0]
    yield from _property_faults(calendar, "VCALENDAR", _CALENDAR_ONCE, _CALENDAR_NEEDS)
    for one, other in (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC")):
        if _values(calendar, one) != _values(calendar, other):
            yield f"{one} and {other} differ"
    zones = [part for part in calendar.parts if part.name == "VTIMEZONE"]
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    for part in calendar.parts:
        if part.name not in ("VTIMEZONE", "VEVENT"):
            yield f"content line {part.number}: a {part.name}, which no feed of ours holds"
    yield from _zone_faults(zones, events)
    for event in events:
        yield from _event_faults(event)
    counted = Counter(uid for event in events for uid in _values(event, "UID"))
    yield from (f"UID {uid}: {count} events" for uid, count in counted.items() if count > 1)


def _zone_faults(zones: list[Component], events: list[Component]) -> Iterator[str]:
    """Each zone that is used is defined once, as the zone database says; none is defined for nothing."""
    used = {
        line.parameters.removeprefix(";TZID=")
        for event in events
        for line in event.lines
        if line.parameters.startswith(";TZID=")
    }
    names = [name for zone in zones for name in _values(zone, "TZID")]
    yield from (f"TZID {name}: no VTIMEZONE" for name in sorted(used - set(names)))
    yield from (f"TZID {name}: {count} VTIMEZONEs" for name, count in Counter(names).items() if count > 1)
    if events:
        yield from (f"TZID {name}: a VTIMEZONE that nothing uses" for name in sorted(set(names) - used))
    for zone in zones:
        name = next(iter(_values(zone, "TZID")), "")
        if _written(zone) != (vtimezone.component(name) if name else None):
            yield f"TZID {name}: the VTIMEZONE is not the one that the zone database gives"


def _event_faults(event: Component) -> Iterator[str]:
    """Faults of one VEVENT."""
    where = f"VEVENT {next(iter(_values(event, 'UID')), f'at content line {event.number}')}"
    yield from _property_faults(event, where, _EVENT_ONCE, _EVENT_NEEDS)
    yield from (f"{where}: a {part.name} inside" for part in event.parts)
    times = {line.name: line for line in event.lines if line.name in ("DTSTART", "DTEND")}
    moments = {name: _moment(line) for name, line in times.items()}
    for name, moment in moments.items():
        if moment is None:
            yield f"{where}: {name}{times[name].parameters}:{times[name].value} is no time that says one instant"
    start, end = moments.get("DTSTART"), moments.get("DTEND")
    if start and end:
        if isinstance(start, datetime) != isinstance(end, datetime) or (
            times["DTSTART"].parameters != times["DTEND"].parameters
        ):
            yield f"{where}: DTSTART and DTEND are of different kinds"
        elif end <= start:
            yield f"{where}: DTEND is not after DTSTART"
    if _values(event, "DTSTAMP") != _values(event, "LAST-MODIFIED"):
        yield f"{where}: DTSTAMP is not LAST-MODIFIED, so it tells when the file was made"
    title = next(iter(_values(event, "SUMMARY")), "")
    if "CANCELLED" in _values(event, "STATUS") and not title.casefold().startswith("cancel"):
        yield f"{where}: cancelled, but the title does not say so"


def _property_faults(component: Component, where: str, once: frozenset[str], needs: frozenset[str]) -> Iterator[str]:
    """Missing, repeated and unwelcome properties; wrong parameters and values."""
    counted = Counter(line.name for line in component.lines)
    yield from (f"{where}: no {name}" for name in sorted(needs - counted.keys()))
    yield from (f"{where}: {count} times {name}" for name, count in counted.items() if count > 1)
    for line in component.lines:
        if line.name not in once:
            yield f"{where}: {line.name} has no place in a feed of ours"
            continue
        wanted = _PARAMETERS.get(line.name)
        if not (wanted.fullmatch(line.parameters) if wanted else line.parameters == ""):
            yield f"{where}: {line.name} with parameters {line.parameters!r}"
        holds = _VALUES.get(line.name)
        if holds and not holds(line.value):
            yield f"{where}: {line.name} cannot be {line.value[:60]!r}"
        yield from _text_faults(where, line)


def _text_faults(where: str, line: Line) -> Iterator[str]:
    """Escapes of TEXT values (RFC 5545 §3.3.11); in CATEGORIES the bare comma separates."""
    if line.name not in _PLAIN_TEXT and line.name != "CATEGORIES":
        return
    rest = line.value.replace("\\\\", "")
    if _BAD_ESCAPE.search(rest):
        yield f"{where}: {line.name} holds a backslash that escapes nothing"
    bare = {found[0][-1] for found in _BARE.finditer(rest)}
    if ";" in bare or ("," in bare and line.name != "CATEGORIES"):
        yield f"{where}: {line.name} holds a bare comma or semicolon"


def _values(component: Component, name: str) -> list[str]:
    return [line.value for line in component.lines if line.name == name]


def _written(component: Component) -> str:
    """The component as unfolded text, to compare with another."""
    own = "".join(f"{line.name}{line.parameters}:{line.value}\r\n" for line in component.lines)
    parts = "".join(map(_written, component.parts))
    return f"BEGIN:{component.name}\r\n{own}{parts}END:{component.name}\r\n"


def _moment(line: Line) -> date | datetime | None:
    """A date, or a naive datetime on the clock its line names; None for one that floats or does not exist."""
    dated, zoned = line.parameters == ";VALUE=DATE", line.parameters.startswith(";TZID=")
    try:
        if dated:
            return datetime.strptime(line.value, "%Y%m%d").date() if _DATE.fullmatch(line.value) else None  # noqa: DTZ007 - a date
        if zoned == line.value.endswith("Z"):
            return None
        return datetime.strptime(line.value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - compared on one clock
    except ValueError:
        return None


def _is_instant(value: str) -> bool:
    """Whether the value is a date and time in UTC that exists."""
    try:
        return bool(_INSTANT.fullmatch(value) and datetime.strptime(value, "%Y%m%dT%H%M%SZ"))  # noqa: DTZ007 - only tried
    except ValueError:
        return False


def _is_point(value: str) -> bool:
    """Whether the value is a latitude and a longitude on the globe."""
    match = _GEO.fullmatch(value)
    return bool(match and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180)
