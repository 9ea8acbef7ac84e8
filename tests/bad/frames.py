"""Bad inputs in their frame: the one thing wrong, in a document that is right, beside a good neighbour. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import aggregator
from aggregator.model import Event, Extraction, Format, Source

NOW = datetime(2026, 3, 1, 12)
ZONE = "America/Chicago"

EVENT_DEFAULTS = {"UID": "UID:bad@example.org", "DTSTART": "DTSTART:20260501T180000Z", "SUMMARY": "SUMMARY:Bad"}
NEIGHBOUR = """\
BEGIN:VEVENT
UID:good@example.org
DTSTART;TZID=America/Chicago:20260502T190000
DTEND;TZID=America/Chicago:20260502T210000
SUMMARY:Good neighbour
END:VEVENT
"""


def vevent(bad: str) -> str:
    """A calendar whose first event holds these lines, and what an event needs where they do not say it."""
    said = {line.partition(":")[0].partition(";")[0].strip().upper() for line in bad.split("\n")}
    given = [line for name, line in EVENT_DEFAULTS.items() if name not in said]
    event = "\n".join(["BEGIN:VEVENT", *given, bad, "END:VEVENT"])
    return vcalendar(event)


def vcalendar(bad: str) -> str:
    """A calendar that begins with these lines and then has the neighbour."""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//bad//EN\n{bad}\n{NEIGHBOUR}END:VCALENDAR\n"


def item(bad: str) -> str:
    """An RSS feed whose first item holds this."""
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel>'
        f"<title>Ally</title><item>{bad}</item><item><title>Good neighbour</title>"
        "<link>https://ally.example.org/good</link><ev:startdate>2026-05-02T19:00:00-05:00</ev:startdate></item>"
        "</channel></rss>"
    )


def jsonld(bad: str) -> str:
    """A page with this text as one script of JSON-LD, and the neighbour in another."""
    good = '{"@type":"Event","name":"Good neighbour","startDate":"2026-05-02T19:00:00-05:00"}'
    script = '<script type="application/ld+json">{}</script>'
    return f"<html><head>{script.format(bad)}{script.format(good)}</head><body><p>Welcome.</p></body></html>"


def listing(bad: str) -> str:
    """A page of three list entries in words, the first of which is this."""
    return (
        f"<html><body><h1>What's on</h1><ul><li>{bad}</li>"
        "<li><h3>Good neighbour</h3><p>Saturday, May 2, 2026, 7-9 pm</p><p>Union Hall, 12 Main St, Chicago, IL</p></li>"
        "<li><h3>Second neighbour</h3><p>Sunday, May 3, 2026, 7-9 pm</p><p>Union Hall, 12 Main St, Chicago, IL</p></li>"
        "</ul></body></html>"
    )


def whole(bad: str) -> str:
    """The input as it stands."""
    return bad


FRAMES: dict[str, Callable[[str], str]] = {
    frame.__name__: frame for frame in (vevent, vcalendar, item, jsonld, listing, whole)
}


def read(case: dict[str, Any], form: Format) -> Extraction:
    """What a case gives. Its `times` repeats it, its `encoding` is that of its octets."""
    text = FRAMES[case["frame"]](case["bad"] * case.get("times", 1))
    content = text.encode(case.get("encoding", "utf-8"), "surrogateescape")
    source = Source(slug="ally", name="Ally", url="https://ally.example.org/", format=form)
    return aggregator.extract(
        content, content_type="", url="https://ally.example.org/", now=NOW, timezone=ZONE, hints=source
    )


def told(event: Event) -> str:
    """An event as one line: time, name, and whatever is not usual about it."""
    start = event.start.isoformat() if event.all_day else f"{event.start:%Y-%m-%d %H:%M}"
    end = f" – {event.end.isoformat() if event.all_day else format(event.end, '%Y-%m-%d %H:%M')}" if event.end else ""
    rest = (
        event.timezone if not event.all_day else "",
        event.rrule or "",
        f"{len(event.rdates)} rdates" if event.rdates else "",
        f"{len(event.exdates)} exdates" if event.exdates else "",
        event.status.value if event.status.value != "confirmed" else "",
        f"at {event.location}" if event.location else "",
        event.url or "",
        "in doubt" if event.confidence < 0.5 else "",
    )
    return " | ".join([f"{start}{end}", event.title, *filter(None, rest)])
