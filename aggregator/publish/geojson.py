"""Occurrences → the bytes of a GeoJSON FeatureCollection (RFC 7946). Pure.

Refuses to lose what has no coordinates, and to invent any: such an occurrence is a feature whose geometry is null
(§3.2), with its place in words among the properties.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aggregator.model import Calendar, PublishedOccurrence
from aggregator.publish.contentline import clean, clean_line
from aggregator.publish.jsonfeed import dumps, extension, instant, told
from aggregator.publish.wording import feed_address, telling


def render(
    calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, name: str, note: str | None = None
) -> bytes:
    """One feature an occurrence and a line, by start. name: what the file is called under `calendar.url`.

    note: a sentence about what it holds, beside the calendar's name as foreign members (§6.1).
    """
    about = told(
        {
            "name": clean_line(calendar.name),
            "description": "\n\n".join(filter(None, (clean(calendar.description or ""), clean(note or "")))),
            "url": feed_address(calendar, name),
        }
    )
    head = dumps({"type": "FeatureCollection", **about}).removesuffix("}")
    in_order = sorted(occurrences, key=lambda one: (one.start.isoformat(), one.uid))
    features = ",\n".join(dumps(_feature(calendar, one)) for one in in_order)
    return f'{head}, "features": [\n{features}\n]}}\n'.encode()


def _feature(calendar: Calendar, o: PublishedOccurrence) -> dict[str, Any]:
    """A point, longitude first (§3.1.1), to six digits, about ten centimetres."""
    geometry = None
    if o.latitude is not None and o.longitude is not None and abs(o.latitude) <= 90 and abs(o.longitude) <= 180:
        geometry = {"type": "Point", "coordinates": [round(o.longitude, 6), round(o.latitude, 6)]}
    words = telling(o, calendar.url, None)
    about = {
        "title": words.title,
        "url": words.own or words.link,
        "categories": [name for name in map(clean_line, o.categories) if name],
        "updated_at": instant(o.updated_at),
    }
    properties = {
        key: value for key, value in extension(o, words.place).items() if key not in ("latitude", "longitude")
    }
    return {
        "type": "Feature",
        "id": clean_line(o.uid),
        "geometry": geometry,
        "properties": {**told(about), **properties},
    }
