"""Events in the data that pages carry for their own scripts → RawEvents: JSON state, calendar widgets, data attributes.

What software says an event how is a table, `platform_shapes`. Refuses to run anything: a literal of data is read, an
expression is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

from bs4 import Tag

from aggregator.extract import moments
from aggregator.extract.structured import schema_org
from aggregator.extract.structured.broken_json import load
from aggregator.extract.structured.graph import Graph, Node
from aggregator.extract.structured.page_state import revived, streamed
from aggregator.extract.structured.platform_shapes import LISTED, SHAPES, Shape
from aggregator.extract.structured.script_literals import EVENT_LIST, find_literals, find_parsed
from aggregator.model import Problem, RawEvent

MAX_CHARACTERS = 8_000_000
"""Of all data of one page together."""

MAX_OBJECTS = 100_000
MAX_DEPTH = 40
MONTHS = "January February March April May June July August September October November December".split()
_CLUE = re.compile(r"start|date|datum|fecha", re.I)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_CLOCK = re.compile(r"\d{1,2}(?:[:.h]\d{2})?(?::\d{2})?\s*(?:[ap]\.?m\.?|h|uhr)?", re.I)
_DATED = re.compile(r"\d{4}|[^\W\d_]{3}.*\d|\d.*[^\W\d_]{3}|\d{1,2}[./]\d{1,2}", re.S)
"""A text that may hold a day: a clock alone does not."""


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events in a page's embedded data.

    Data that cannot be read, or is of no known shape, is no problem to report: most of it is not about events.
    """
    roots: list[Node] = []
    budget = MAX_OBJECTS
    for where, value, named in _values(elements):
        for path, held, listed in _objects(value, where, budget, named):
            budget -= 1
            roots.extend(_nodes(held, path, listed))
    events, _ = schema_org.find_events(Graph(roots), format="embedded", base_url=base_url, now=now)
    return events, ()


def _values(elements: Sequence[Tag]) -> Iterator[tuple[str, Any, bool]]:
    """Every piece of data of a page, with where it stands, and whether it is named like a list of events."""
    left = MAX_CHARACTERS
    scripts = [each for each in elements if each.name == "script"]
    for number, script in enumerate(scripts):
        text = script.get_text()
        if not _CLUE.search(text) or len(text) > left:
            continue
        left -= len(text)
        yield from _numbered(f"data {number}", _data_of(script, text))
    stream = streamed(text for script in scripts if "__next_f" in (text := script.get_text()))
    if _CLUE.search(stream) and len(stream) <= left:
        yield from _numbered("data stream", find_literals(stream))
    for number, element in enumerate(each for each in elements if each.attrs and _holds_data(each)):
        for name, text in _data_attributes(element):
            if len(text) <= left and _CLUE.search(text):
                left -= len(text)
                named = EVENT_LIST.search(name) is not None
                yield from _numbered(
                    f"{element.name} {number} › {name}", ((value, named) for value in load(text).values)
                )


def _data_of(script: Tag, text: str) -> Iterable[tuple[Any, bool]]:
    """The values of one script, each with whether it is named like a list of events. JSON-LD has its own reader."""
    kind = str(script.get("type") or "").partition(";")[0].strip().lower()
    if kind == "application/ld+json":
        return ()
    if not kind.endswith("json"):
        return chain(find_literals(text), find_parsed(text))
    name = str(script.get("id") or "")
    values = (revived(value) if name == "__NUXT_DATA__" else value for value in _unpacked(text))
    return ((value, isinstance(value, list) and EVENT_LIST.search(name) is not None) for value in values)


def _unpacked(text: str) -> Iterator[Any]:
    """The values of a text of JSON; of one that is a text of JSON again, as a template may write it, those in it."""
    for value in load(text).values:
        again = isinstance(value, str) and value.lstrip()[:1] in ("[", "{")
        yield from load(value).values if again else (value,)


def _numbered(where: str, values: Iterable[tuple[Any, bool]]) -> Iterator[tuple[str, Any, bool]]:
    for number, (value, named) in enumerate(values):
        place = f"{where}.{number}" if number else where
        yield (f"{place} ›" if isinstance(value, list) else place), value, named


def _holds_data(element: Tag) -> bool:
    return next(_data_attributes(element), None) is not None


def _data_attributes(element: Tag) -> Iterator[tuple[str, str]]:
    for name, value in element.attrs.items():
        if name.startswith(("data-", ":")) and isinstance(value, str) and value.lstrip().startswith(("[", "{")):
            yield name, value


def _objects(value: Any, where: str, budget: int, named: bool) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every object in a value, outermost first, in order, with whether it stands in a list named for events."""
    stack: list[tuple[str, Any, int, bool]] = [(where, value, 0, named)]
    seen: set[int] = set()
    while stack and budget > 0:
        path, held, depth, listed = stack.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        if isinstance(held, dict):
            budget -= 1
            yield path, held, listed
            inner = [
                (f"{path} › {key}", each, depth + 1, isinstance(each, list) and EVENT_LIST.search(key) is not None)
                for key, each in held.items()
            ]
        elif isinstance(held, list | tuple):
            inner = [(f"{path} {number}", each, depth + 1, listed) for number, each in enumerate(held)]
        else:
            continue
        if depth < MAX_DEPTH:
            stack.extend(reversed([each for each in inner if isinstance(each[1], dict | list)]))


def _nodes(held: dict[str, Any], where: str, listed: bool) -> Iterator[Node]:
    """The event nodes of one object: one, one a repetition, or none."""
    shape = next((each for each in SHAPES if _has(held, each)), LISTED if listed and _has(held, LISTED) else None)
    if shape is None:
        return
    times = held[shape.each] if shape.each else [held]
    for number, time in enumerate(times if isinstance(times, list) else ()):
        start = _time(time, shape.start, held, shape)
        if not isinstance(time, dict) or start is None:
            continue
        node = Node(types=("Event",), position=f"{where} › {shape.each} {number}" if shape.each else where)
        _describe(node, held, shape)
        node.add("startDate", start)
        node.words["startDate"] = _said_day(time, shape) or start
        end = _time(time, shape.end, held, shape)
        if end is not None and shape.exclusive_end and len(end) == 10 and end > start:
            end = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
        if end is not None:
            node.add("endDate", end)
            node.words["endDate"] = _first(time, shape.end) or end
        yield node


def _has(held: dict[str, Any], shape: Shape) -> bool:
    keys = all(held.get(key) not in (None, "", [], {}) for key in shape.needs)
    return keys and (not shape.one_of or any(_at(held, path) not in (None, "") for path in shape.one_of))


def _describe(node: Node, held: dict[str, Any], shape: Shape) -> None:
    for name, paths in shape.properties.items():
        node.add(name, _first(held, paths) or "")
    place = Node(types=("Place",))
    for name, paths in shape.place.items():
        place.add(name, _first(held, paths) or "")
    if place.properties:
        node.add("location", place)


def _time(held: Any, paths: tuple[str, ...], whole: dict[str, Any], shape: Shape) -> str | None:
    """A time as schema.org writes it: a day where the object says so, with its zone's name where it has one.

    Where the shape lets people write the day and the hour apart and in words, as those words.
    """
    text = _written(held, paths, shape)
    if text is None:
        return None
    if _EPOCH.fullmatch(text):
        text = datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    moment = moments.read_exact(text)
    if moment is None:
        return text if shape.clock and paths is shape.start else None
    if any(_at(each, path) in (True, "true", "1", 1) for each in (held, whole) for path in shape.all_day):
        return (moment.start.date() if isinstance(moment.start, datetime) else moment.start).isoformat()
    zone = moments.zone_name(_first(whole, shape.timezone) or "")
    return (
        f"{moment.start.isoformat()}[{zone}]"
        if zone and isinstance(moment.start, datetime)
        else moment.start.isoformat()
    )


def _written(held: Any, paths: tuple[str, ...], shape: Shape) -> str | None:
    """What an object says of a time: the first value, or the first that holds a day, with the hour written apart."""
    if not shape.clock:
        return _first(held, paths)
    texts = [text for path in paths if (text := _first(held, (path,)))]
    day = next((text for text in texts if _DATED.search(text)), None)
    if paths is not shape.start:
        clock = next((text for text in texts if _CLOCK.fullmatch(text)), None)
        started = _written(held, shape.start, shape) if day is None and clock else None
        begun = moments.read_exact(started) if started else None
        return f"{begun.start:%Y-%m-%d} {clock}" if begun is not None else day
    hour = _first(held, shape.clock)
    if day is None or hour is None or not _CLOCK.match(hour):
        return day
    exact = moments.read_exact(day)
    if exact is None or isinstance(exact.start, datetime):
        return day if exact is not None else f"{day}, {hour}"
    alone = moments.read_exact(f"{exact.start.isoformat()} {hour}")
    return f"{exact.start.isoformat()} {hour}" if alone else f"{_in_words(exact.start)}, {hour}"


def _said_day(held: Any, shape: Shape) -> str | None:
    """The value itself that a start was read from."""
    texts = [text for path in shape.start if (text := _first(held, (path,)))]
    return next((text for text in texts if not shape.clock or _DATED.search(text)), None)


def _in_words(day: date) -> str:
    """A day as the grammar of dates reads it beside an hour in words."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _first(held: Any, paths: tuple[str, ...]) -> str | None:
    for path in paths:
        value = _at(held, path)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            value = ", ".join(each for each in value if each)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def _at(held: Any, path: str) -> Any:
    for key in path.split("."):
        held = held.get(key) if isinstance(held, dict) else None
    return held
