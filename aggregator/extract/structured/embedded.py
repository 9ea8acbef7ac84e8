"""Events in the data that pages carry for their own scripts → RawEvents: JSON state, calendar widgets, data attributes.

What software says an event how is a table, `platform_shapes`. Refuses to run anything: a literal of data is read, an
expression is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from typing import Any

from bs4 import Tag

from aggregator.extract import moments
from aggregator.extract.structured import schema_org
from aggregator.extract.structured.broken_json import load
from aggregator.extract.structured.graph import Graph, Node
from aggregator.extract.structured.platform_shapes import SHAPES, Shape
from aggregator.model import Problem, RawEvent

MAX_CHARACTERS = 8_000_000
"""Of all data of one page together."""

MAX_OBJECTS = 100_000
MAX_LITERALS = 200
"""Of one script: how many assignments are looked at."""

MAX_DEPTH = 40
MAX_JAVASCRIPT = 200_000
"""Characters of one literal that is no JSON."""

MAX_UNCLOSED = 3
"""How many literals of a script may not close before the rest is left unread."""

_DECODER = json.JSONDecoder(strict=False)
_CLUE = re.compile(r"start|dateTime", re.I)
_LITERAL = re.compile(
    r"""(?:[\w$\])]\s*=|[(,])\s*(?=\[\s*[\[{]|\{\s*")|(?P<events>\bevents["']?\s*[:=])\s*(?=\[\s*\{)""",
)
_JS_TOKEN = re.compile(
    r"""(?P<double>"(?:[^"\\]|\\.)*+")|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<comment>//[^\n]*|/\*.{0,300}?\*/)"""
    r"""|(?P<key>[A-Za-z_$][\w$]*)(?=\s*:)|(?P<comma>,(?=\s*[\]}]))|(?P<open>[\[{])|(?P<close>[\]}])|(?P<escape>\\.)""",
    re.S,
)
_PARSE = re.compile(r"JSON\.parse\(\s*(?=[\"'])")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events in a page's embedded data.

    Data that cannot be read, or is of no known shape, is no problem to report: most of it is not about events.
    """
    roots: list[Node] = []
    budget = MAX_OBJECTS
    for where, value in _values(elements):
        for path, held in _objects(value, where, budget):
            budget -= 1
            roots.extend(_nodes(held, path))
    events, _ = schema_org.find_events(Graph(roots), format="embedded", base_url=base_url, now=now)
    return events, ()


def _values(elements: Sequence[Tag]) -> Iterator[tuple[str, Any]]:
    """Every piece of data of a page, with where it stands."""
    left = MAX_CHARACTERS
    for number, script in enumerate(each for each in elements if each.name == "script"):
        text = script.get_text()
        if not _CLUE.search(text) or len(text) > left:
            continue
        left -= len(text)
        kind = str(script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json":
            continue
        found = load(text).values if kind.endswith("json") else chain(_literals(text), _parsed(text))
        yield from _numbered(f"data {number}", found)
    for number, element in enumerate(filter(_holds_data, elements)):
        for name, text in _data_attributes(element):
            if len(text) <= left and _CLUE.search(text):
                left -= len(text)
                yield from _numbered(f"{element.name} {number} › {name}", load(text).values)


def _numbered(where: str, values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for number, value in enumerate(values):
        place = f"{where}.{number}" if number else where
        yield (f"{place} ›" if isinstance(value, list) else place), value


def _holds_data(element: Tag) -> bool:
    return next(_data_attributes(element), None) is not None


def _data_attributes(element: Tag) -> Iterator[tuple[str, str]]:
    for name, value in element.attrs.items():
        if isinstance(value, str) and name.startswith(("data-", ":")) and value.lstrip()[:1] in ("[", "{"):
            yield name, value


def _literals(text: str) -> Iterator[Any]:
    """The object and array literals a script assigns, passes on, or names `events`: as JSON, else as JavaScript."""
    position, unclosed = 0, 0
    for _ in range(MAX_LITERALS):
        match = _LITERAL.search(text, position)
        if match is None or unclosed == MAX_UNCLOSED:
            return
        position = match.end()
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            literal = _as_json(text, position) if match["events"] else None
            unclosed += match["events"] is not None and literal is None
            value = next(iter(load(literal).values), None) if literal else None
        if value:
            yield value


def _parsed(text: str) -> Iterator[Any]:
    """The values that a script reads from strings of JSON: `JSON.parse("…")`."""
    for call in islice(_PARSE.finditer(text), MAX_LITERALS):
        token = _JS_TOKEN.match(text, call.end())
        if token is None or (token["double"] is None and token["single"] is None):
            continue
        try:
            yield from load(str(_DECODER.decode(_json_token(token)))).values
        except (ValueError, RecursionError):
            continue


def _as_json(text: str, start: int) -> str | None:
    """A JavaScript literal of objects, arrays and strings as JSON, or None where it does not close."""
    parts, position, depth = [], start, 0
    for match in _JS_TOKEN.finditer(text, start, start + MAX_JAVASCRIPT):
        parts.append(text[position : match.start()])
        position = match.end()
        parts.append(_json_token(match))
        depth += (match["open"] is not None) - (match["close"] is not None)
        if depth == 0:
            return "".join(parts)
    return None


def _json_token(match: re.Match[str]) -> str:
    if match["single"] is not None:
        return '"' + match["single"].replace("\\'", "'").replace('"', '\\"') + '"'
    if match["key"]:
        return f'"{match["key"]}"'
    return "" if match["comment"] or match["comma"] else match[0]


def _objects(value: Any, where: str, budget: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a value, outermost first, in order."""
    stack: list[tuple[str, Any, int]] = [(where, value, 0)]
    while stack and budget > 0:
        path, held, depth = stack.pop()
        if isinstance(held, dict):
            budget -= 1
            yield path, held
            inner = [(f"{path} › {key}", each, depth + 1) for key, each in held.items()]
        elif isinstance(held, list | tuple):
            inner = [(f"{path} {number}", each, depth + 1) for number, each in enumerate(held)]
        else:
            continue
        if depth < MAX_DEPTH:
            stack.extend(reversed([each for each in inner if isinstance(each[1], dict | list)]))


def _nodes(held: dict[str, Any], where: str) -> Iterator[Node]:
    """The event nodes of one object: one, one a repetition, or none."""
    shape = next((each for each in SHAPES if _has(held, each)), None)
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
        node.words["startDate"] = _first(time, shape.start) or start
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
    """A time as schema.org writes it: a day where the object says so, with its zone's name where it has one."""
    text = _first(held, paths)
    if text is None:
        return None
    if _EPOCH.fullmatch(text):
        text = datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    moment = moments.read_exact(text)
    if moment is None:
        return None
    if any(_at(each, path) in (True, "true", "1", 1) for each in (held, whole) for path in shape.all_day):
        return (moment.start.date() if isinstance(moment.start, datetime) else moment.start).isoformat()
    zone = moments.zone_name(_first(whole, shape.timezone) or "")
    return (
        f"{moment.start.isoformat()}[{zone}]"
        if zone and isinstance(moment.start, datetime)
        else moment.start.isoformat()
    )


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
