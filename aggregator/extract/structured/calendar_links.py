"""“Add to calendar” links and widgets → what they say of one event: a link's query, a widget's attributes or fields.

Sources of the shapes: the address that Google Calendar opens an event form with (`action=TEMPLATE&dates=…`), the deep
links of Outlook (`startdt=…`) and Yahoo (`st=…`), RFC 2397 with RFC 5545 (`data:text/calendar,…`), the attributes of
`<add-to-calendar-button>`, the fields of AddEvent's button. Refuses to fetch a linked file, and to look at the page
around: where the link stands is the walk's matter.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit
from zoneinfo import ZoneInfo

from bs4 import Tag

from aggregator.extract import moments
from aggregator.extract.structured.broken_json import load
from aggregator.model import Evidence, RawEvent, TimezoneSource

LONGEST = 20_000
"""Characters of a link or a widget that are looked at."""

_LINK = re.compile(
    r"(?=.*[?&]dates=\d{8})(?=.*(?:action=template|eventedit))|[?&]startdt=|[?&]st=\d{8}|\Adata:text/cal", re.I
)
_SIGN = re.compile(r"[?&](?:dates|startdt|st)=|\Adata:", re.I)
"""What any such link has; held against most addresses sooner."""

_BUTTONS = frozenset(("addeventatc", "addthisevent", "addthisevent-drop", "atcb"))
"""Class names by which the scripts of such buttons find their fields, whoever uses them."""

_STAMP_OF = {
    "start": (
        "data-start data-start-date data-startdate data-date-start data-event-start data-event-start-date data-dtstart "
        "data-begin data-event-date data-datetime data-date datetime"
    ).split(),
    "end": "data-end data-end-date data-enddate data-date-end data-event-end data-event-end-date data-dtend".split(),
    "timezone": "data-timezone data-tz data-time-zone".split(),
    "location": "data-location data-venue data-event-location".split(),
}
"""Attributes in which templates keep what an element is about, by our names."""

_STAMPS = frozenset(_STAMP_OF["start"])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z")

_PROPERTY = re.compile(r"^(SUMMARY|LOCATION|DTSTART|DTEND)((?:;[^:\n]*)?):(.*)$", re.M | re.I)
_PROPERTIES = {"SUMMARY": "title", "LOCATION": "location", "DTSTART": "start", "DTEND": "end"}
_DAY_FIRST = re.compile(r"\A\s*dd", re.I)
_NUMBERS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_RELATIVE = re.compile(r"[+*]|today", re.I)
_HOURS = re.compile(r"(\d{2})(\d{2})")


def may_offer(tag: Tag) -> bool:
    """Whether an element is such a link or widget by its name, its class or its address."""
    href = tag.attrs.get("href") if tag.name == "a" else None
    if href and _is_offer(str(href)):
        return True
    if tag.name == "add-to-calendar-button":
        return True
    return "class" in tag.attrs and _names_button(_classes(tag))


def _classes(tag: Tag) -> str:
    names = tag.attrs.get("class") or ""
    return names if isinstance(names, str) else " ".join(map(str, names))


def _is_offer(href: str) -> bool:
    """Whether an address is that of such a link."""
    if len(href) > LONGEST or not _SIGN.search(href):
        return False
    return _LINK.search(href) is not None


@lru_cache(maxsize=1024)
def _names_button(classes: str) -> bool:
    return not _BUTTONS.isdisjoint(classes.split())


def is_stamped(tag: Tag) -> bool:
    """Whether attributes of an element say which day it is about. `<time>` is read with its words."""
    if tag.name == "time" or _STAMPS.isdisjoint(tag.attrs):
        return False
    return any(_DAY.match(str(tag.attrs[name])) for name in _STAMPS.intersection(tag.attrs))


def read_stamp(tag: Tag) -> RawEvent | None:
    """What the attributes of an element of `is_stamped` say of time and place, or None. Midnight is no hour."""
    fields = {
        name: next((str(tag.attrs[key]).strip() for key in keys if str(tag.attrs.get(key) or "").strip()), "")
        for name, keys in _STAMP_OF.items()
    }
    said = fields["start"]
    if _MIDNIGHT.search(said):
        fields |= {"start": said[:10], "end": fields["end"][:10], "said": said}
    return _event(fields, " ".join(map(str, tag.attrs.values())))


def read_offer(tag: Tag) -> tuple[RawEvent, ...]:
    """The events that an element of `may_offer` would add to a calendar: one, or for a widget one a date.

    A date that is none, or is counted from today, gives nothing. Raises nothing.
    """
    is_link = tag.name == "a" and _LINK.search(str(tag.get("href") or "")) is not None
    said = [_of_link(str(tag["href"]))] if is_link else list(_of_widget(tag))
    source = str(tag["href"]) if is_link else " ".join([*map(str, tag.attrs.values()), tag.get_text(" ")])
    return tuple(event for fields in said if (event := _event(fields, source)) is not None)


def _of_link(href: str) -> dict[str, str]:
    """The fields in an address, by our names; dates as they are written."""
    if href[:5].lower() == "data:":
        return _of_calendar(href)
    query = {key.lower(): value.strip() for key, value in parse_qsl(urlsplit(href).query)}
    if "dates" in query:
        start, _, end = query["dates"].partition("/")
        fields = {"title": "text", "location": "location", "timezone": "ctz"}
        return {"start": start, "end": end, "exclusive": "yes"} | _renamed(query, fields)
    if "startdt" in query:
        fields = {"start": "startdt", "end": "enddt", "title": "subject", "location": "location"}
        return _renamed(query, fields)
    length = query.get("dur", "")
    fields = {"start": "st", "end": "et", "title": "title", "location": "in_loc"}
    return _renamed(query, fields) | ({"length": length} if "et" not in query else {})


def _renamed(said: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {name: said[key] for name, key in names.items() if said.get(key)}


def _of_calendar(href: str) -> dict[str, str]:
    """The first event of a calendar written into a link."""
    head, _, body = href.partition(",")
    try:
        text = b64decode(body).decode("utf-8", "replace") if head.lower().endswith(";base64") else unquote(body)
    except ValueError:
        return {}
    text = re.sub(r"\r?\n[ \t]", "", text.replace("\\n", " ").replace("\\,", ",").replace("\\;", ";"))
    fields = {"exclusive": "yes"}
    for name, options, value in _PROPERTY.findall(text[text.upper().find("BEGIN:VEVENT") :]):
        fields.setdefault(_PROPERTIES[name.upper()], value.strip())
        if name.upper() == "DTSTART" and (zone := re.search(r"TZID=\"?([^;:\"]+)", options, re.I)):
            fields["timezone"] = zone[1]
    return fields


def _of_widget(tag: Tag) -> Iterator[dict[str, str]]:
    """The fields of a widget: its attributes, the JSON in it, or one inner element a field."""
    attributes = {name.lower(): value for name, value in tag.attrs.items() if isinstance(value, str)}
    data = [tag.get_text()[:LONGEST], attributes.get("dates", "")]
    objects = [each for text in data if "{" in text for value in load(text).values for each in _flat(value)]
    if objects or "startdate" in attributes:
        shared = (
            {**attributes, **{key.lower(): value for key, value in _texts(objects[0]).items()}}
            if objects
            else attributes
        )
        for each in objects or [{}]:
            yield _of_button({**shared, **{key.lower(): value for key, value in _texts(each).items()}})
        return
    inner = {
        name.lstrip("_"): " ".join(child.get_text().split())
        for child in tag.find_all(["span", "var"], limit=40)
        for name in _classes(child).split()
    }
    inner["title"] = inner.get("title") or inner.get("summary", "")
    day_first = _DAY_FIRST.match(inner.get("date_format", "")) is not None
    names = {name: inner[name] for name in ("title", "timezone", "location") if inner.get(name)}
    times = {name: _iso(inner.get(name, ""), day_first) for name in ("start", "end")}
    yield names | times | {"said": inner.get("start", "")}


def _flat(value: object) -> list[dict[str, object]]:
    held = value if isinstance(value, list) else [value]
    return [each for each in held if isinstance(each, dict)]


def _texts(held: Mapping[str, object]) -> dict[str, str]:
    return {key: value for key, value in held.items() if isinstance(value, str)}


def _of_button(said: Mapping[str, str]) -> dict[str, str]:
    """The fields of `<add-to-calendar-button>`: day and hour apart, its last day inclusive."""
    fields = {"title": "name", "location": "location", "timezone": "timezone"}
    start, end = said.get("startdate", ""), said.get("enddate") or said.get("startdate", "")
    if _RELATIVE.search(start):
        return {}
    times = {"start": f"{_iso(start)} {said.get('starttime', '')}", "end": f"{_iso(end)} {said.get('endtime', '')}"}
    return times | _renamed(said, fields) | {"said": start}


def _iso(text: str, day_first: bool = False) -> str:
    """A date in numbers with the year last, as its widget writes it: month first unless it says otherwise."""
    found = _NUMBERS.match(text)
    if found is None:
        return text
    month, day = (found[2], found[1]) if day_first else (found[1], found[2])
    return f"{found[3]}-{int(month):02}-{int(day):02}{text[found.end() :]}"


def _event(fields: Mapping[str, str], source: str) -> RawEvent | None:
    """The event of some fields, or None where they give no start. source: what they were read from."""
    begin = moments.read_exact(fields.get("start", ""))
    if begin is None:
        return None
    finish = moments.read_exact(fields.get("end", ""))
    if finish is not None and "exclusive" in fields and type(finish.start) is date and finish.start > begin.start:
        finish = replace(finish, start=finish.start - timedelta(days=1))
    span = moments.span(begin, finish, _length(fields.get("length", "")))
    zone = moments.zone_name(fields.get("timezone", ""))
    title, location = " ".join(fields.get("title", "").split()), " ".join(fields.get("location", "").split())
    said = {"start": fields.get("said") or fields["start"], "title": title, "location": location}
    return RawEvent(
        position="calendar link",
        format="calendar-link",
        title=title or None,
        start=_local(span.start, zone),
        end=_local(span.end, zone) if span.end is not None else None,
        timezone=zone,
        timezone_source=TimezoneSource.EVENT if zone else None,
        precision=span.precision,
        location=location or None,
        evidence=tuple(
            Evidence(name, _standing(text, source)[:300], "", "calendar-link") for name, text in said.items() if text
        ),
    )


def _standing(value: str, source: str) -> str:
    """A value as it stands in the address or widget it was read from, encoded or not; else how that begins."""
    pieces = (piece.partition("=")[2] for piece in re.split("[?&]", source))
    encoded = (piece for piece in pieces if unquote_plus(piece).strip() == value)
    return value if value in source else next(encoded, source.partition("&")[0])


def _length(text: str) -> timedelta | None:
    """The length of an event as Yahoo writes it: hours and minutes in four digits."""
    found = _HOURS.fullmatch(text)
    return timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None


def _local(value: date | datetime, zone: str | None) -> date | datetime:
    """An instant in UTC as the wall time of the zone that was named beside it."""
    if zone and isinstance(value, datetime) and value.tzinfo is UTC:
        return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return value
