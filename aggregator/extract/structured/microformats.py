"""Events marked up with class names → RawEvents: h-event (microformats2) and hCalendar's vevent.

Source of the rules: microformats.org h-event, hCalendar 1.0, the value-class-pattern. A `<time datetime>` inside an
event counts where no class says which time is the start. Refuses to guess at other classes: `vevent` alone, without
a time in it, is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bs4 import Tag

from aggregator.extract import moments
from aggregator.extract.structured import schema_org
from aggregator.extract.structured.graph import Graph, Node
from aggregator.model import Problem, RawEvent

PROPERTIES = {
    "p-name": "name",
    "summary": "name",
    "dt-start": "startDate",
    "dtstart": "startDate",
    "dt-end": "endDate",
    "dtend": "endDate",
    "dt-duration": "duration",
    "duration": "duration",
    "u-url": "url",
    "url": "url",
    "u-uid": "identifier",
    "uid": "identifier",
    "p-location": "location",
    "location": "location",
    "p-organizer": "organizer",
    "organizer": "organizer",
    "p-category": "keywords",
    "category": "keywords",
    "e-content": "description",
    "p-description": "description",
    "p-summary": "description",
    "description": "description",
    "p-status": "eventStatus",
    "status": "eventStatus",
}
"""Class names of both vocabularies → the schema.org property that means the same."""

PLACE_PROPERTIES = {
    "p-name": "name",
    "fn": "name",
    "org": "name",
    "p-street-address": "streetAddress",
    "street-address": "streetAddress",
    "p-extended-address": "streetAddress",
    "p-locality": "addressLocality",
    "locality": "addressLocality",
    "p-region": "addressRegion",
    "region": "addressRegion",
    "p-postal-code": "postalCode",
    "postal-code": "postalCode",
    "p-country-name": "addressCountry",
    "country-name": "addressCountry",
    "p-latitude": "latitude",
    "latitude": "latitude",
    "p-longitude": "longitude",
    "longitude": "longitude",
}
"""hCard, h-card, adr, h-adr and geo inside a location."""

_EVENT_CLASSES = ("h-event", "vevent")
_EVENTS = frozenset(_EVENT_CLASSES)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LONGEST_HOUSE = 80
"""Characters of the name of a house; more are directions."""

MOST_BELOW = 500
"""Elements inside an event among which its name, link and times are looked for where no class names them."""

_TIMES = frozenset({"startDate", "endDate"})
_NOT_EVENT_TIME = frozenset(
    {"dt-published", "dt-updated", "published", "updated", "dtstamp", "last-modified", "pubdate"}
)
_CLOCK_ONLY = re.compile(r"T?\d{1,2}(?::\d{2}){0,2}\s*(?:[ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?", re.I)
_DAY_ONLY = re.compile(r"\d{4}-?\d{2}-?(\d{2})")


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events a page's class names describe, and what could not be read of them."""
    roots = []
    named = (each for each in elements if "event" in str(each.attrs.get("class")))
    marked = (each for each in named if not _EVENTS.isdisjoint(_classes(each)))
    for number, element in enumerate(marked):
        node = _event(element, f"{_kind(element)} {number}")
        if "startDate" in node.properties:
            roots.append(node)
    return schema_org.find_events(Graph(roots), format="microformat", base_url=base_url, now=now)


def _kind(element: Tag) -> str:
    return next(name for name in _EVENT_CLASSES if name in _classes(element))


def _classes(element: Tag) -> list[str]:
    value = element.get("class") or ""
    return value.split() if isinstance(value, str) else [str(name) for name in value]


def _is_value_part(element: Tag) -> bool:
    return not {"value", "value-title"}.isdisjoint(_classes(element))


def _event(element: Tag, where: str) -> Node:
    node = Node(types=("Event",), position=where)
    for child, names in _marked(element, PROPERTIES):
        for name in names:
            if name == "location":
                node.add(name, _location(child))
            elif name == "description" and child.find(True) is not None:
                node.add(name, child.decode_contents().strip())
            elif name == "url":
                node.add(name, _link(child))
            elif name == "name" and child.find("p") is not None:  # paragraphs tell; they name nothing
                node.add("description", child.decode_contents().strip())
                node.properties.setdefault("name", [])
            else:
                node.add(name, _time(child) if name in _TIMES else _text(child))
                if name in _TIMES:
                    node.shown.setdefault(name, " ".join(child.get_text(" ", strip=True).split()))
    if "startDate" not in node.properties:
        _add_bare_times(node, element)
    if "startDate" in node.properties:
        _complete(node, element)
    return node


def _below(element: Tag) -> list[Tag]:
    """The elements inside an event, as far as one of a sane size has them: events in events in events end."""
    found: list[Tag] = []
    stack = _children(element)
    while stack and len(found) < MOST_BELOW:
        found.append(stack.pop())
        stack.extend(_children(found[-1]))
    return found


def _marked(element: Tag, table: dict[str, str]) -> Iterator[tuple[Tag, list[str]]]:
    """The elements below that carry a class of the table, with what they mean; other events are not entered."""
    stack = _children(element)
    while stack:
        child = stack.pop()
        classes = _classes(child)
        names = list(dict.fromkeys(table[name] for name in classes if name in table))
        if names:
            yield child, names
        if _EVENTS.isdisjoint(classes) and "location" not in names:
            stack.extend(_children(child))


def _children(element: Tag) -> list[Tag]:
    return [child for child in reversed(element.contents) if isinstance(child, Tag)]


def _add_bare_times(node: Node, element: Tag) -> None:
    """The first `<time datetime>` is the start, and a second one the end, where they are not of the post itself."""
    times = [
        each
        for each in _below(element)
        if each.name == "time"
        and each.has_attr("datetime")
        and _NOT_EVENT_TIME.isdisjoint(_classes(each))
        and not each.has_attr("pubdate")
    ]
    for name, each in zip(("startDate", "endDate"), times, strict=False):
        node.add(name, str(each["datetime"]))


def _complete(node: Node, element: Tag) -> None:
    """Names and links that mf2 implies, and ends that say only the hour or, in hCalendar, the day after the last."""
    below = _below(element)
    if "name" not in node.properties:
        heading = next((each for each in below if each.name in _HEADINGS), None)
        heading = heading or next((each for each in below if each.name == "a"), None)
        node.add("name", _text(heading) if heading is not None else "")
    if "url" not in node.properties:
        links = (each for each in below if each.name == "a" and each.has_attr("href"))
        link = next(links, None) if element.name != "a" else element
        if link is not None and _text(link) in node.properties.get("name", ()):
            node.add("url", _link(link))
    start, end = (next(iter(node.properties.get(name, ())), None) for name in ("startDate", "endDate"))
    if isinstance(start, str) and isinstance(end, str) and _CLOCK_ONLY.fullmatch(end.strip()):
        day = re.match(r"\d{4}-\d{2}-\d{2}", start)
        node.properties["endDate"] = [f"{day[0]}T{end.strip().lstrip('Tt')}" if day else end]
        node.words["endDate"] = end
    last = next((each for each in below if "dtend" in _classes(each)), None)
    if "vevent" in _classes(element) and last is not None and isinstance(end, str):
        node.properties["endDate"] = [_inclusive(last, end)]
        node.words["endDate"] = end


def _inclusive(element: Tag, end: str) -> str:
    """hCalendar ends days exclusively, as iCalendar does: where the reader sees the day before, that is the last."""
    match = _DAY_ONLY.fullmatch(end.strip())
    moment = moments.read_exact(end)
    if match is None or moment is None or element.get_text(strip=True) == end.strip():
        return end
    before = moment.start.fromordinal(moment.start.toordinal() - 1)
    shown = re.findall(r"\d+", element.get_text(" "))
    said = {int(number) for number in shown}
    return before.strftime("%Y-%m-%d") if before.day in said and moment.start.day not in said else end


def _location(element: Tag) -> Node | str:
    place = Node(types=("Place",))
    for child, names in _marked(element, PLACE_PROPERTIES):
        for name in names:
            place.add(name, _text(child))
    if not place.properties:
        return _text(element)
    if "name" not in place.properties and (own := _unmarked(element)):
        place.add("name", own)
    if "name" not in place.properties and len(place.properties) <= 2 and "latitude" in place.properties:
        place.add("name", _text(element))
    return place


def _unmarked(element: Tag) -> str:
    """The words of a location that no class marks, beside marked ones: what the house is called; "" without letters."""
    marked = {id(child) for child, _ in _marked(element, PLACE_PROPERTIES)}
    texts = (text for text in element.find_all(string=True) if not any(id(outer) in marked for outer in text.parents))
    words = " ".join(" ".join(texts).split()).strip(" ,;·|-–")
    return words if any(map(str.isalpha, words)) and len(words) <= LONGEST_HOUSE else ""


def _time(element: Tag) -> str:
    """The value-class-pattern: a machine's value from the element, else its `value` parts joined, else its words."""
    for attribute in ("datetime", "value"):
        if element.has_attr(attribute):
            return str(element[attribute]).strip()
    if element.name == "abbr" and element.has_attr("title"):
        return str(element["title"]).strip()
    parts = [_part(each) for each in element.find_all(_is_value_part)]
    if parts:
        return _joined(parts)
    inner = element.find("time", attrs={"datetime": True})
    return str(inner["datetime"]).strip() if isinstance(inner, Tag) else _text(element)


def _part(element: Tag) -> str:
    for attribute in ("title", "datetime", "value"):
        if element.has_attr(attribute) and (
            attribute != "title" or element.name == "abbr" or "value-title" in _classes(element)
        ):
            return str(element[attribute]).strip()
    return _text(element)


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    days = [part for part in parts if _DAY_ONLY.fullmatch(part)]
    clocks = [part for part in parts if part not in days]
    return f"{days[0]} {''.join(clocks)}" if days and clocks else " ".join(parts)


def _text(element: Tag) -> str:
    if element.name == "abbr" and element.has_attr("title"):
        return str(element["title"]).strip()
    if element.name == "data" and element.has_attr("value"):
        return str(element["value"]).strip()
    return " ".join(element.get_text(" ", strip=True).split())


def _link(element: Tag) -> str:
    target = element.get("href") or element.get("src")
    return str(target) if target else _text(element)
