"""The event elements of a feed's items, in any of the vocabularies feeds use → an event's time, place and the rest.

Elements are told by their local name, whatever prefix or namespace a feed gives them: `ev:startdate`, `mec:startDate`
and `start_date` say the same. Refuses the post's own dates: no element of RSS, Atom or Dublin Core is in the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from aggregator.extract import moments
from aggregator.extract.structured.graph import plain
from aggregator.extract.structured.schema_org import STATUSES
from aggregator.extract.structured.schema_place import degrees
from aggregator.model import Precision, Registration, Status, TimezoneSource, day_of

STARTS = (
    "dtstart",  # xCal, in each of its namespaces (RFC 6321 and its drafts)
    "startdate",  # ev: (RSS 1.0 event module), mec:, bc:, and many without a prefix (start_date)
    "startdatetime",
    "eventstart",
    "eventstartdate",
    "eventstartdatetime",
    "localstart",  # Trumba
    "utcstart",
    "when",  # gd:when startTime="…" (Google Data)
    "eventdates",  # CivicPlus: "May 5, 2026 - May 7, 2026"
    "eventdate",
    "datestart",
    "starttime",
    "start",
)
"""Elements that say when an event begins, the most explicit first. A trailing comment names who writes them."""

ENDS = ("dtend", "enddate", "enddatetime", "eventend", "eventenddate", "eventenddatetime", "localend", "utcend",
        "when", "dateend", "endtime", "end")  # fmt: skip

START_CLOCKS = ("starthour", "starttime", "eventtimes", "eventtime", "timestart")
"""Elements that hold only the hour, beside one that holds the day."""

END_CLOCKS = ("endhour", "endtime", "timeend")
ATTRIBUTES = {"when": {"start": "starttime", "end": "endtime"}, "where": {"location": "valuestring"}}
"""Elements whose values stand in attributes."""

EXCLUSIVE_ENDS = frozenset({"dtend", "when"})
"""Ends of whole days that name the day after the last, as RFC 5545 §3.6.1 does."""

LOCATIONS = ("location", "eventlocation", "venue", "venuename", "eventvenue", "where", "place")
ADDRESSES = ("address", "eventaddress", "venueaddress", "streetaddress")
SIGN_UPS = (
    "registrationurl",
    "registrationlink",
    "registerurl",
    "signupurl",
    "ticketurl",
    "ticketlink",
    "ticketslink",
    "rsvpurl",
)
UIDS = ("uid", "eventuid")
ORGANIZERS = ("organizer", "organiser", "organizername", "eventorganizer")
CATEGORIES = ("categories", "category", "type", "eventtype", "eventcategory")
ZONES = ("timezone", "tzid", "eventtimezone")
WHOLE_DAYS = ("cdoalldayevent", "alldayevent", "allday", "isallday")
SOLD_OUT = frozenset({"full", "soldout", "sold out"})
REGISTRATION_STATES = ("registrationstatus", "availability")
NOT_OF_EVENTS = ("itunes", "search.yahoo.com/mrss", "podcast", "purl.org/dc/", "wordpress.org/export")
"""Parts of namespaces whose `location`, `duration` or `status` is that of a recording or a post."""

_WEB = ("http://", "https://")
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_BREAK = re.compile(r"\s*<br\s*/?>\s*|\s*[\r\n]+\s*", re.I)
_UNWANTED = re.compile(r"[^a-z]")
_YES = frozenset({"true", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an item: its text and its attributes by lower-case local name."""

    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


Elements = dict[str, list[Element]]
"""The elements of one item by local name, in lower case, letters only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFields:
    """What an item's event elements say. span is None where they name no start, or one that cannot be read.

    unread: the start that cannot be read, as `name "value"`. text: the words the start was read from.
    """

    span: moments.Span | None = None
    name: str = ""
    text: str = ""
    end_name: str = ""
    end_text: str = ""
    unread: str | None = None
    timezone: str | None = None
    timezone_source: TimezoneSource | None = None
    rrule: str | None = None
    assumed: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    rule: str = ""
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    registration_url: str | None = None
    registration: Registration | None = None
    organizer: str | None = None
    status: Status | None = None
    uid: str | None = None
    categories: tuple[str, ...] = ()


def read_items(content: bytes, count: int, encoding: str | None) -> list[Elements] | None:
    """The elements of each item of a feed, in order; None where the XML does not give the `count` items expected.

    encoding: what the content was found to be in, whatever it declares.
    """
    try:
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding=encoding)
        root = etree.fromstring(content, parser)
        if root is None:
            return None
        items = [each for each in root.iter("{*}item", "{*}entry") if isinstance(each.tag, str)]
        return [_elements(each) for each in items] if len(items) == count else None
    except (etree.XMLSyntaxError, ValueError, LookupError):  # ValueError also where a tag's name is in no encoding
        return None


def _elements(item: Any) -> Elements:
    found: Elements = {}
    for each in item.iterdescendants():
        if not isinstance(each.tag, str) or any(part in each.tag for part in NOT_OF_EVENTS):
            continue
        attributes = {squashed(name): value for name, value in each.attrib.items()}
        found.setdefault(squashed(each.tag), []).append(Element((each.text or "").strip(), attributes))
    return found


def of_flat_keys(entry: Mapping[str, Any]) -> Elements:
    """The same from feedparser's flat keys (`ev_startdate`), for feeds that are not well-formed XML."""
    found: Elements = {}
    for key, value in entry.items():
        attributes = {squashed(name): str(each) for name, each in value.items()} if isinstance(value, dict) else {}
        if not isinstance(value, str) and not attributes:
            continue
        element = Element(value.strip() if isinstance(value, str) else "", attributes)
        for name in dict.fromkeys((squashed(key), squashed(key.partition("_")[2]))):
            if name:
                found.setdefault(name, []).append(element)
    return found


def squashed(name: str) -> str:
    """`{uri}start_Date`, `ev:startdate` and `x-start-date` by their letters: `startdate`, `startdate`, `xstartdate`."""
    return _UNWANTED.sub("", re.split(r"[}:]", name)[-1].lower())


def read_event(elements: Elements, *, now: datetime) -> EventFields:
    """What the elements of one item say of an event. now: for dates written in words."""
    fields = EventFields(
        location=_location(elements),
        registration_url=_first(elements, SIGN_UPS),
        registration=Registration.FULL if (_first(elements, REGISTRATION_STATES) or "").lower() in SOLD_OUT else None,
        organizer=_organizer(elements),
        status=STATUSES.get((_first(elements, ("eventstatus", "status")) or "").rpartition(".")[2].lower()),
        uid=_first(elements, UIDS),
        rrule=_first(elements, ("rrule", "recurrence")),
        categories=tuple(
            word for text in _texts(elements, CATEGORIES) for part in text.split(",") if (word := plain(part))
        ),
    )
    latitude, longitude = _coordinates(elements)
    fields = replace(fields, latitude=latitude, longitude=longitude)
    return _timed(fields, elements, now)


def _timed(fields: EventFields, elements: Elements, now: datetime) -> EventFields:
    unread = None
    for name, text in _values(elements, STARTS, "start"):
        begin = _moment(text, _first(elements, START_CLOCKS), now)
        if begin is None:
            unread = unread or f'{name} "{text[:80]}"'
            continue
        finish, end_name, end_text = _end(elements, begin, now)
        zone = _zone(elements, name) or begin.timezone
        whole = (_first(elements, WHOLE_DAYS) or "").lower() in _YES
        span = moments.span(begin, finish, moments.read_duration(_first(elements, ("duration",)) or ""))
        return replace(
            fields,
            span=_as_days(span) if whole else span,
            name=name,
            text=text,
            end_name=end_name,
            end_text=end_text,
            timezone=zone,
            timezone_source=TimezoneSource.EVENT if zone else begin.timezone_source,
            rrule=fields.rrule or begin.rrule,
            assumed=begin.assumed,
            problems=begin.problems + span.problems,
            rule=begin.rule,
        )
    return replace(fields, unread=unread)


def _end(elements: Elements, begin: moments.Moment, now: datetime) -> tuple[moments.Moment | None, str, str]:
    """The end, the element it was read from, and its words; an hour alone is one of the day of the start."""
    clock = _first(elements, END_CLOCKS)
    for name, text in _values(elements, ENDS, "end"):
        end = _moment(text, clock if clock != text else None, now)
        if end is not None:
            return (_inclusive(begin, end) if name in EXCLUSIVE_ENDS else end), name, text
    if clock is None:
        return None, "", ""
    day = day_of(begin.start)
    return moments.read(f"{day.isoformat()} {clock}", now=now), "endtime", clock


def _inclusive(begin: moments.Moment, end: moments.Moment) -> moments.Moment:
    if isinstance(end.start, datetime) or isinstance(begin.start, datetime) or end.start <= begin.start:
        return end
    return replace(end, start=end.start - timedelta(days=1))


def _moment(text: str, clock: str | None, now: datetime) -> moments.Moment | None:
    """A day with the hour that another element gives it; a value that has its hour stays as it is."""
    moment = moments.read(text, now=now)
    if clock is None or (moment is not None and isinstance(moment.start, datetime)):
        return moment
    joined = moments.read(f"{text} {clock}", now=now)
    return joined if joined is not None and isinstance(joined.start, datetime) else moment


def _as_days(span: moments.Span) -> moments.Span:
    start = day_of(span.start)
    end = day_of(span.end) if span.end is not None else None
    if (
        isinstance(span.end, datetime)
        and end is not None
        and end > start
        and (span.end.hour, span.end.minute) == (0, 0)
    ):
        end -= timedelta(days=1)
    return moments.Span(start=start, end=end, precision=Precision.DAY, rules=(*span.rules, "said-to-be-all-day"))


def _zone(elements: Elements, name: str) -> str | None:
    """The IANA zone that the start's own `tzid`, or an element for it, names."""
    named = [each.attributes.get("tzid", "") for each in elements.get(name, ())]
    return next((zone for text in (*named, *_texts(elements, ZONES)) if (zone := moments.zone_name(text))), None)


def _values(elements: Elements, names: tuple[str, ...], side: str) -> Iterator[tuple[str, str]]:
    for name in names:
        attribute = ATTRIBUTES.get(name, {}).get(side)
        for each in elements.get(name, ()):
            text = each.attributes.get(attribute, "") if attribute else each.text or each.attributes.get("value", "")
            if text.strip():
                yield name, text.strip()


def _texts(elements: Elements, names: tuple[str, ...]) -> list[str]:
    return [each.text for name in names for each in elements.get(name, ()) if each.text]


def _first(elements: Elements, names: tuple[str, ...]) -> str | None:
    return next(iter(_texts(elements, names)), None)


def _location(elements: Elements) -> str | None:
    """`Venue, address`, each once; a web address is no place."""
    where = [text for _, text in _values(elements, LOCATIONS, "location")]
    words = [plain(_BREAK.sub(", ", text)) for text in (*where[:1], *_texts(elements, ADDRESSES)[:1])]
    words = [text for text in words if _SAYS_SOMETHING.search(text) and not text.lower().startswith(_WEB)]
    if len(words) == 2 and words[1].casefold() in words[0].casefold():
        words = words[:1]
    return ", ".join(words) or None


def _organizer(elements: Elements) -> str | None:
    """A name; never an address of mail, which names a person."""
    name = plain(_first(elements, ORGANIZERS) or "")
    return name if name and "@" not in name and "://" not in name else None


def _coordinates(elements: Elements) -> tuple[float | None, float | None]:
    """geo:lat and geo:long, geo:Point, georss:point (`45.52 -122.67`): WGS 84 degrees."""
    for text in _texts(elements, ("point", "pos")):
        north, _, east = text.replace(",", " ").strip().partition(" ")
        return degrees(north, east.strip())
    return degrees(_first(elements, ("lat", "latitude")), _first(elements, ("long", "lon", "longitude")))
