"""Open Graph tags of one event in a page's head → RawEvents: `event:` or `og:event:` times and places, `og:title`.

Source of the rules: ogp.me, and the event vocabulary that event software and social networks made of it. A page
has one such object. Refuses `og:type` event alone: without a start it says nothing of when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bs4 import Tag

from aggregator.extract.structured import schema_org
from aggregator.extract.structured.graph import Graph, Node
from aggregator.model import Problem, RawEvent

PROPERTIES = {
    "event:start_time": "startDate",
    "event:start_date": "startDate",
    "event:starts_at": "startDate",
    "event:end_time": "endDate",
    "event:end_date": "endDate",
    "event:ends_at": "endDate",
    "og:title": "name",
    "og:url": "url",
    "og:description": "description",
}
"""Tags → the schema.org property that means the same; the first that says something counts."""

PLACE_PROPERTIES = {
    "name": "name",
    "venue": "name",
    "street_address": "streetAddress",
    "street-address": "streetAddress",
    "locality": "addressLocality",
    "city": "addressLocality",
    "region": "addressRegion",
    "postal_code": "postalCode",
    "postal-code": "postalCode",
    "country_name": "addressCountry",
    "country-name": "addressCountry",
    "country": "addressCountry",
    "latitude": "latitude",
    "longitude": "longitude",
}
"""What follows `event:location:`; `og:` and `place:location:` say the same of an event's page."""

_PLACES = ("event:location:", "og:event:location:", "place:location:", "og:location:", "og:")


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The event that a page's tags describe, if its start is among them. Arguments as in the package."""
    tags: dict[str, str] = {}
    for meta in elements:
        if meta.name != "meta":
            continue
        name = str(meta.get("property") or meta.get("name") or "").strip().lower()
        content = str(meta.get("content") or "").strip()
        if content and name.startswith(("og:", "event:", "place:")):
            tags.setdefault(name.removeprefix("og:") if name.startswith("og:event:") else name, content)
    node = Node(types=("Event",), position="meta")
    for tag, name in PROPERTIES.items():
        if name not in node.properties and tag in tags:
            node.add(name, tags[tag])
    if not {"startDate", "name"} <= node.properties.keys():
        return (), ()
    if (place := _place(tags)).properties:
        node.add("location", place)
    elif "event:location" in tags:
        node.add("location", tags["event:location"])
    events, problems = schema_org.find_events(Graph([node]), format="open-graph", base_url=base_url, now=now)
    return events, problems


def _place(tags: dict[str, str]) -> Node:
    place = Node(types=("Place",))
    for prefix in _PLACES:
        for tag, name in PLACE_PROPERTIES.items():
            if name not in place.properties and f"{prefix}{tag}" in tags:
                place.add(name, tags[f"{prefix}{tag}"])
    return place
