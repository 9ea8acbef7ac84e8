"""One VEVENT → RawEvent: what its properties say, and the words they were read from.

Refuses to read what no public calendar needs (`IGNORED_PROPERTIES`) and to look into the prose: links, sign-up and
place in a description are for `aggregator.normalize`. An organizer's e-mail address is never taken over.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from icalendar import vGeo, vInt

from aggregator.extract.ical.draft import Draft
from aggregator.extract.ical.lines import Component, Line, parameters_of
from aggregator.extract.ical.times import read_times
from aggregator.extract.ical.values import is_html, members_of, moment_of, plain, text_of, unescape, with_breaks
from aggregator.extract.ical.zones import Zones
from aggregator.model import Link, Place, RawEvent, Status

MAX_SHORT = 1_000
"""Characters of a title, place, name or category. Clients show a hundred; more is a description in the wrong field."""
MAX_LONG = 50_000
"""Characters of a description, with its markup: twenty pages."""
MAX_URL = 2_000
"""Characters of an address: what browsers and databases agree on."""
MAX_CATEGORIES = 50
"""More are keywords for search engines."""

STATUSES = {
    "CONFIRMED": Status.CONFIRMED,
    "TENTATIVE": Status.TENTATIVE,
    "CANCELLED": Status.CANCELLED,
    "CANCELED": Status.CANCELLED,
    "POSTPONED": Status.POSTPONED,
}
"""RFC 5545 §3.8.1.11, the American spelling, and what some programs write for want of a word."""

CONFERENCES = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-GOOGLE-HANGOUT",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
)
"""Where a link to join online stands (RFC 7986 §5.11 and before it). A hint:
programs add one to meetings in rooms too."""

IGNORED_PROPERTIES = {
    "ATTENDEE": "people's names and addresses are not ours to publish",
    "CONTACT": "mostly a person's telephone and e-mail",
    "COMMENT": "notes between organizers",
    "REQUEST-STATUS": "an answer to an invitation",
    "ATTACH": "files stay where they are; the event's page links to them",
    "IMAGE": "no picture is taken from another's site",
    "DTSTAMP": "says when the file was written, not what happens",
    "CREATED": "says when it was typed in",
    "PRIORITY": "orders somebody's own tasks",
    "TRANSP": "whether the owner is busy",
    "RESOURCES": "what the organizers bring",
    "RELATED-TO": "links inside one program's data",
    "COLOR": "how one program shows it",
    "DUE": "belongs to tasks",
    "COMPLETED": "belongs to tasks",
    "PERCENT-COMPLETE": "belongs to tasks",
    "FREEBUSY": "belongs to free-busy answers",
}
"""Properties that are passed over, each with its reason; so is every X- property that is not read by name."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.I)
_BARE_ADDRESS = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)
_GEO = re.compile(
    r"\s*(?:geo:)?\s*([+-]?\d{1,3}(?:\.\d*)?)\s*\\?[;,]\s*([+-]?\d{1,3}(?:\.\d*)?)(?!\d|[.,;]\s*[-+\d])", re.I | re.A
)


def read_event(component: Component, position: str, zones: Zones, *, floating: str | None, cancelled: bool) -> RawEvent:
    """The event of a VEVENT.

    floating: zone of times without one, where it is not the reading's. cancelled: METHOD says that all of this
    calendar is. Raises ValueError with a sentence when it has no readable start.
    """
    draft = Draft(component, position)
    times = read_times(draft, zones.find, floating=floating)
    description, description_html = _description(draft)
    return RawEvent(
        position=position,
        format="ical",
        title=_short(draft, "title", "SUMMARY"),
        uid=_uid(draft),
        recurrence_id=times.recurrence_id,
        sequence=_sequence(draft),
        start=times.start,
        end=times.end,
        timezone=times.timezone,
        timezone_source=times.timezone_source,
        precision=times.precision,
        rrule=times.rrule,
        rdates=times.rdates,
        exdates=times.exdates,
        location=_location(draft),
        place=_place(draft),
        url=_url(draft),
        links=_conferences(draft),
        organizer=_organizer(draft),
        status=Status.CANCELLED if cancelled else _status(draft),
        categories=_categories(draft),
        description=description,
        description_html=description_html,
        public=_is_public(draft),
        last_modified=_last_modified(draft),
        assumed=times.assumed,
        evidence=tuple(draft.evidence),
        problems=tuple(draft.problems),
    )


# -------------------------------------------------------------------------------------------------------- texts


def _short(draft: Draft, field: str, name: str) -> str | None:
    """A text of one line."""
    line = draft.line(name)
    text = " ".join(plain(text_of(line)).split()) if line else ""
    if line is None or not text:
        return None
    draft.quote(field, line)
    return _cut(draft, text, name, MAX_SHORT)


def _location(draft: Draft) -> str | None:
    """LOCATION, its lines joined by commas; else what Apple writes beside the coordinates."""
    line = draft.line("LOCATION")
    apple = draft.line("X-APPLE-STRUCTURED-LOCATION")
    if line is not None:
        text = plain(text_of(line))
    elif apple is not None:
        parameters = parameters_of(apple)
        line, text = apple, "\n".join(filter(None, (parameters.get("X-TITLE"), parameters.get("X-ADDRESS"))))
        text = unescape(text)
    else:
        return None
    text = ", ".join(part for piece in text.splitlines() if (part := " ".join(piece.split()).strip(" ,")))
    if not text:
        return None
    draft.quote("location", line)
    return _cut(draft, text, line.name, MAX_SHORT)


def _description(draft: Draft) -> tuple[str | None, bool]:
    """DESCRIPTION, else the HTML that Outlook writes in X-ALT-DESC; and whether it is markup."""
    line = draft.line("DESCRIPTION") or draft.line("X-ALT-DESC")
    text = text_of(line) if line else ""
    if line is None or not text:
        return None, False
    draft.quote("description", line)
    text = _cut(draft, text, line.name, MAX_LONG)
    return (with_breaks(text), True) if is_html(text) else (plain(text), False)


def _categories(draft: Draft) -> tuple[str, ...]:
    lines = draft.lines("CATEGORIES")
    found = dict.fromkeys(plain(text)[:MAX_SHORT] for line in lines for text in members_of(line))
    if found:
        draft.quote("categories", lines[0])
    if len(found) > MAX_CATEGORIES:
        draft.note(f"CATEGORIES has {len(found)} values; the first {MAX_CATEGORIES} were read")
    return tuple(found)[:MAX_CATEGORIES]


def _cut(draft: Draft, text: str, name: str, length: int) -> str:
    if len(text) > length:
        draft.note(f"{name} has {len(text)} characters; the first {length} were read")
    return text[:length]


# -------------------------------------------------------------------------------------------------------- marks


def _uid(draft: Draft) -> str | None:
    line = draft.line("UID")
    if line is None:
        return None
    if len(line.value) > MAX_SHORT:
        draft.note(f"UID has {len(line.value)} characters and was not used")
        return None
    return text_of(line)


def _sequence(draft: Draft) -> int | None:
    line = draft.line("SEQUENCE")
    number = line.read if line else None
    return int(number) if isinstance(number, vInt) and 0 <= number < 1_000_000_000 else None


def _status(draft: Draft) -> Status | None:
    line = draft.line("STATUS")
    if line is None:
        return None
    status = STATUSES.get(text_of(line).upper())
    if status is None:
        draft.note(f'STATUS "{line.value.strip()[:40]}" is none that an event has')
    else:
        draft.quote("status", line)
    return status


def _is_public(draft: Draft) -> bool:
    """An unknown CLASS is to be treated as PRIVATE (RFC 5545 §3.8.1.3)."""
    line = draft.line("CLASS")
    return line is None or text_of(line).upper() == "PUBLIC"


def _last_modified(draft: Draft) -> datetime | None:
    line = draft.line("LAST-MODIFIED")
    try:
        moment = moment_of(line) if line else None
    except ValueError:
        return None
    if not isinstance(moment, datetime):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# ---------------------------------------------------------------------------------------------- links and places


def _url(draft: Draft) -> str | None:
    line = draft.line("URL")
    address = _web_address(text_of(line)) if line else None
    if line is None or address is None:
        return None
    if len(address) > MAX_URL:
        draft.note(f"URL has {len(address)} characters and was left out")
        return None
    draft.quote("url", line)
    return address


def _web_address(text: str) -> str | None:
    """An http(s) address, `https://` added where only the host was written; None for any other scheme."""
    text = text.strip('<>"')
    if _ADDRESS.fullmatch(text):
        return text
    return f"https://{text}" if _BARE_ADDRESS.fullmatch(text) else None


def _conferences(draft: Draft) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for line in (line for name in CONFERENCES for line in draft.lines(name)):
        address = _web_address(text_of(line))
        if address is not None and len(address) <= MAX_URL:
            found.setdefault(address, Link(address, parameters_of(line).get("LABEL", "") or "Join online"))
    return tuple(found.values())


def _organizer(draft: Draft) -> str | None:
    """The name an organizer goes by; an e-mail address is none."""
    line = draft.line("ORGANIZER")
    if line is None:
        return None
    name = parameters_of(line).get("CN", "") or ("" if ":" in line.value else line.value)
    name = plain(unescape(unquote(name) if "%20" in name else name)).strip("\"' ")
    if not name or "@" in name:
        return None
    draft.quote("organizer", line, f"ORGANIZER;CN={name}")
    return _cut(draft, name, "ORGANIZER", MAX_SHORT)


def _place(draft: Draft) -> Place | None:
    line = _first_geo(draft)
    point = _point(line) if line else None
    if line is None or point is None:
        return None
    latitude, longitude = point
    if abs(latitude) > 90 or abs(longitude) > 180:
        draft.note(f'{line.name} "{line.value[:40]}" is no place on earth')
        return None
    if not latitude and not longitude:
        return None  # what programs write for "unknown", in the sea off Ghana
    draft.quote("place", line)
    return Place(latitude=latitude, longitude=longitude)


def _point(line: Line) -> tuple[float, float] | None:
    """Latitude and longitude; also with the comma, and the `geo:`, of Apple's and many others' (RFC 5870)."""
    if isinstance(line.read, vGeo):
        return line.read.latitude, line.read.longitude
    match = _GEO.match(line.value)
    return (float(match[1]), float(match[2])) if match else None


def _first_geo(draft: Draft) -> Line | None:
    return draft.line("GEO") or draft.line("X-APPLE-STRUCTURED-LOCATION")
