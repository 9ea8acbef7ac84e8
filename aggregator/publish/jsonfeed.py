"""Occurrences → the bytes of a JSON Feed 1.1 with the extension `_event` (docs/feeds.md). Pure.

One item an occurrence, as in the calendar file, for this feed is for programs; and one a line, so that a changed event
is a changed line. Refuses markup: every text is plain (`content_text`), every address http or https, or `mailto:` for a
sign-up by mail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from aggregator.model import Calendar, PublishedOccurrence, Registration
from aggregator.publish.contentline import clean, clean_line, mail_link, web_address
from aggregator.publish.pieces import Layout, Making, Octets, Text
from aggregator.publish.wording import feed_address, newest_confirmation, telling

VERSION = "https://jsonfeed.org/version/1.1"

LAYOUT = Layout(
    opening=b', "items": [\n', between=b",\n", end=b"\n]}\n", empty=b', "items": []}\n', whole="calendar.json"
)
"""No item holds a line end: JSON writes it as an escape."""


class Item(NamedTuple):
    """One item, rendered. key: by which items are in order: start as written, then UID."""

    key: tuple[str, str]
    octets: Octets
    occurrence: PublishedOccurrence
    origin: bytes = b""
    zones: tuple[str, ...] = ()

    @property
    def occurrences(self) -> tuple[PublishedOccurrence, ...]:
        """The one it tells of."""
        return (self.occurrence,)


LINES = ("venue", "address", "locality", "region", "country", "price", "organizer", "series")
"""Fields of the extension that are one line of text."""


def render(
    calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, name: str, note: str | None = None
) -> bytes:
    """The feed of these occurrences in order of their starts. name: what it is called under `calendar.url`.

    note: a sentence about what it holds. Keys without a value are left out.
    """
    return bytes(assemble(calendar, items(calendar, occurrences), name=name, note=note))


def items(calendar: Calendar, occurrences: Sequence[PublishedOccurrence], making: Making | None = None) -> list[Item]:
    """The item of each occurrence, in the order of the file."""
    newest, origins, known = making or Making(newest_confirmation(occurrences))
    found = [
        Item((o.start.isoformat(), o.uid), known.get(origin) or dumps(_item(calendar, o, newest)).encode(), o, origin)
        for o, origin in zip(occurrences, origins, strict=False)
    ]
    return sorted(found, key=itemgetter(0))


def assemble(calendar: Calendar, items: Sequence[Item], *, name: str, note: str | None = None) -> Text:
    """The feed around items that are in order."""
    feed = {
        "version": VERSION,
        "title": clean_line(calendar.name),
        "home_page_url": web_address(calendar.url),
        "feed_url": feed_address(calendar, name),
        "description": "\n\n".join(filter(None, (clean(calendar.description or ""), clean(note or "")))),
        "authors": [{"name": clean_line(calendar.name)}],
    }
    return Text(LAYOUT, dumps(told(feed)).removesuffix("}").encode(), [item.octets for item in items])


def told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], ())}


def dumps(value: object) -> str:
    """JSON that stays JSON wherever it is put: no `<`, `>` or `&`, and no U+2028 that scripts take for a line end."""
    text = json.dumps(value, ensure_ascii=False)
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
