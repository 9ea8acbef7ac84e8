"""A rendered JSON Feed or Atom feed read as a program would, and compared with what was to be published.

The reading is the standard library's. Beside the events it demands what their standards do, and that nothing in them
can be taken for markup or lead anywhere but to a web page. Renders nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from aggregator.model import DateOrTime, PublishedOccurrence, Status
from aggregator.publish.atom import EVENT_MODULE
from aggregator.publish.contentline import mail_link, web_address
from aggregator.publish.ics import STATUSES
from aggregator.publish.jsonfeed import VERSION
from aggregator.publish.readback import Shown, compared, expected, shown_as
from aggregator.publish.wording import shown_title

ATOM = "{http://www.w3.org/2005/Atom}"
EV = f"{{{EVENT_MODULE}}}"


def json_faults(data: bytes, occurrences: Sequence[PublishedOccurrence]) -> tuple[str, ...]:
    """What is wrong with a JSON Feed that has to show exactly these occurrences, as sentences."""
    try:
        feed = json.loads(data, parse_constant=_refuse)
        shown = [_shown_item(item) for item in feed["items"]]
    except (ValueError, KeyError, TypeError) as error:
        return (f"the feed cannot be read back: {type(error).__name__}: {error}",)
    faults = [f"{name} is not what it has to be" for name in _wrong_members(feed)]
    faults += [f"a {sign!r} that a page would take for markup" for sign in "<>&" if sign.encode() in data]
    faults += [fault for item in feed["items"] for fault in _address_faults(item)]
    return (*faults[:5], *compared(shown, expected(occurrences)))


def atom_faults(data: bytes, events: Sequence[Sequence[PublishedOccurrence]]) -> tuple[str, ...]:
    """What is wrong with an Atom feed that has to show exactly these events. events: the dates of each."""
    try:
        feed = ElementTree.fromstring(data)  # noqa: S314 - our own, just rendered
        shown = [_shown_entry(entry) for entry in feed.iter(f"{ATOM}entry")]
    except (ElementTree.ParseError, ValueError) as error:
        return (f"the feed cannot be read back: {type(error).__name__}: {error}",)
    return (*list(_atom_faults(feed))[:5], *compared(shown, map(_expected_entry, events)))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _wrong_members(feed: Mapping[str, Any]) -> Iterator[str]:
    """The members of a JSON Feed 1.1 that are not as the standard and we want them."""
    if feed.get("version") != VERSION:
        yield "version"
    if not isinstance(feed.get("title"), str):
        yield "title"
    ids = [item["id"] for item in feed["items"]]
    if len(set(ids)) < len(ids):
        yield "an id that stands twice"


def _shown_item(item: Mapping[str, Any]) -> Shown:
    """One item as a program understands it."""
    event = item["_event"]
    end = _moment(event["end"]) if "end" in event else None
    return shown_as(item["id"], _moment(event["start"]), end, STATUSES[Status(event["status"])], item["title"])


def _address_faults(item: Mapping[str, Any]) -> Iterator[str]:
    """Addresses that lead elsewhere than to a page, or to where one signs up by mail."""
    event = item["_event"]
    found = [item.get("url"), item.get("external_url"), *(source.get("url") for source in event.get("sources", ()))]
    sign_up = event.get("registration_url")
    for address in filter(None, [*found, None if mail_link(sign_up) == sign_up else sign_up]):
        if web_address(address) != address:
            yield f"item {item['id']}: {address!r} is no address of a page"


def _atom_faults(feed: ElementTree.Element) -> Iterator[str]:
    """What RFC 4287 demands of a feed and its entries (§4.1.1, §4.1.2), and addresses that lead elsewhere."""
    if feed.tag != f"{ATOM}feed":
        yield f"{feed.tag} is no Atom feed"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            if not element.findtext(f"{ATOM}{name}", "").strip() or len(element.findall(f"{ATOM}{name}")) > 1:
                yield f"not exactly one {name} in {element.findtext(f'{ATOM}id')}"
    for link in feed.iter(f"{ATOM}link"):
        if web_address(link.get("href")) != link.get("href"):
            yield f"{link.get('href')!r} is no address of a page"


def _shown_entry(entry: ElementTree.Element) -> Shown:
    """One entry as a program understands it; in the place of its status, when it changed."""
    end = entry.findtext(f"{EV}enddate")
    return shown_as(
        entry.findtext(f"{ATOM}id", ""),
        _moment(entry.findtext(f"{EV}startdate", "")),
        _moment(end) if end else None,
        datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).isoformat(),
        entry.findtext(f"{ATOM}title", ""),
    )


def _expected_entry(dates: Sequence[PublishedOccurrence]) -> Shown:
    """What the entry of an event has to show: its next date, and when any of its dates changed last."""
    first = min(dates, key=lambda one: (one.start.isoformat(), one.uid))
    changed = (
        max(one.event_updated_at or one.updated_at for one in dates).astimezone(UTC).replace(microsecond=0).isoformat()
    )
    return shown_as(uuid5(NAMESPACE_URL, first.event_id).urn, first.start, first.end, changed, shown_title(first))


def _moment(text: str) -> DateOrTime:
    """ISO 8601; a time has to have an offset. Raises ValueError."""
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
