"""Occurrences → the bytes of a JSON Feed 1.1 with the extension `_event` (docs/feeds.md). Pure.

Refuses markup: every text is plain (`content_text`), every address http or https, or `mailto:` for a sign-up by mail.
One item an occurrence, as in the calendar file: this feed is for programs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aggregator.model import Calendar, PublishedOccurrence, Registration
from aggregator.publish.contentline import clean, clean_line, mail_link, web_address
from aggregator.publish.wording import feed_address, newest_confirmation, telling

VERSION = "https://jsonfeed.org/version/1.1"

LINES = ("venue", "address", "locality", "region", "country", "price", "organizer", "series")
"""Fields of the extension that are one line of text."""


def render(
    calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, name: str, note: str | None = None
) -> bytes:
    """The feed of these occurrences in order of their starts. name: what it is called under `calendar.url`.

    note: a sentence about what it holds. Keys without a value are left out.
    """
    newest = newest_confirmation(occurrences)
    feed = {
        "version": VERSION,
        "title": clean_line(calendar.name),
        "home_page_url": web_address(calendar.url),
        "feed_url": feed_address(calendar, name),
        "description": "\n\n".join(filter(None, (clean(calendar.description or ""), clean(note or "")))),
        "authors": [{"name": clean_line(calendar.name)}],
    }
    items = [_item(calendar, one, newest) for one in sorted(occurrences, key=in_order)]
    return (dumps({**told(feed), "items": items}, indent=1) + "\n").encode()


def in_order(occurrence: PublishedOccurrence) -> tuple[str, str]:
    """By day, then instant as written, then UID."""
    return occurrence.start.isoformat(), occurrence.uid


def told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], ())}


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON that stays JSON wherever it is put: no `<`, `>` or `&`, and no U+2028 that scripts take for a line end."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _item(calendar: Calendar, o: PublishedOccurrence, newest: datetime | None) -> dict[str, Any]:
    words = telling(o, calendar.url, newest)
    return told(
        {
            "id": clean_line(o.uid),
            "url": words.own or words.link,
            "external_url": words.page,
            "title": words.title,
            "content_text": words.description or words.title,
            "date_published": instant(o.created_at),
            "date_modified": instant(o.updated_at),
            "tags": [name for name in map(clean_line, o.categories) if name],
            "_event": extension(o, words.place),
        }
    )


def extension(o: PublishedOccurrence, place: str) -> dict[str, Any]:
    """The fields of an occurrence for programs, under the names of docs/schema.md; also GeoJSON's properties.

    place: as the feeds word it.
    """
    lines = {name: clean_line(getattr(o, name) or "") for name in LINES}
    known = None if o.registration is Registration.UNKNOWN else o.registration.value
    return told(
        {
            "event_id": o.event_id,
            "start": o.start.isoformat(),
            "end": o.end.isoformat() if o.end is not None else None,
            "all_day": o.all_day,
            "timezone": o.timezone,
            "status": o.status.value,
            "sequence": o.sequence,
            "location": place,
            **lines,
            "latitude": o.latitude,
            "longitude": o.longitude,
            "attendance_mode": o.attendance_mode.value if o.attendance_mode else None,
            "registration": known,
            "registration_url": web_address(o.registration_url) or mail_link(o.registration_url),
            "register_by_date": o.register_by_date.isoformat() if o.register_by_date else None,
            "sources": [told({"name": clean_line(name), "url": web_address(url)}) for name, url in o.sources],
        }
    )


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
