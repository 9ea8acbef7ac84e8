"""schema.org events in `<script type="application/ld+json">` (JSON-LD 1.1) → RawEvents.

Reads the JSON and its references; what the properties mean is `schema_org`'s. One unreadable script is one
Problem and costs only itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bs4 import Tag

from aggregator.extract.structured import broken_json, schema_org
from aggregator.extract.structured.graph import MAX_DEPTH, Graph, Node, local_name
from aggregator.model import Problem, RawEvent

_CONTAINERS = ("@list", "@set")

TOO_DEEP = f"the JSON-LD is nested more than {MAX_DEPTH} levels deep; what lies deeper was not read"


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events of all JSON-LD scripts of a page, and what could not be read.

    base_url: what relative links are resolved against. now: for times written in words.
    """
    roots: list[Node] = []
    problems: list[Problem] = []
    for number, script in enumerate(_scripts(elements)):
        where = f"script {number}"
        text = script.get_text()
        loaded = broken_json.load(text)
        for index, value in enumerate(loaded.values):
            roots.extend(_roots(value, where if len(loaded.values) == 1 else f"{where} › {index}"))
        if "Event" not in text and "startDate" not in text:
            continue
        if loaded.complaint:
            problems.append(_unreadable(where, loaded))
        if _is_too_deep(loaded.values):
            problems.append(Problem("extract", where, TOO_DEEP, "the site's owner can look at what makes this data"))
    events, unread = schema_org.find_events(Graph(roots), format="jsonld", base_url=base_url, now=now)
    return events, (*problems, *unread)


def _scripts(elements: Sequence[Tag]) -> list[Tag]:
    """Scripts of the JSON-LD media type; its parameters (`;charset=utf-8`, a profile) and case do not matter."""
    return [
        script
        for script in elements
        if script.name == "script"
        and str(script.get("type", "")).partition(";")[0].strip().lower() == "application/ld+json"
    ]


def _is_too_deep(values: Iterable[Any]) -> bool:
    """Whether anything in them is nested so deep that it is left out."""
    level = list(values)
    for _ in range(MAX_DEPTH):
        level = [each for held in level for each in _held(held)]
        if not level:
            return False
    return True


def _held(value: Any) -> Iterable[Any]:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (each for each in held if isinstance(each, dict | list))


def _unreadable(where: str, loaded: broken_json.Loaded) -> Problem:
    kept = f"{len(loaded.values)} object(s) in it were kept" if loaded.values else "it was skipped"
    hint = "the site's owner can check the page with validator.schema.org"
    return Problem("extract", where, f"the JSON-LD cannot be read ({loaded.complaint}); {kept}", hint)


def _roots(value: Any, where: str, depth: int = 0) -> list[Node]:
    if isinstance(value, dict):
        return [_node(value, where, depth)]
    if not isinstance(value, list) or depth >= MAX_DEPTH:
        return []
    return [node for index, each in enumerate(value) for node in _roots(each, f"{where} › {index}", depth + 1)]


def _node(value: dict[str, Any], where: str, depth: int) -> Node:
    names = value.get("@type") or value.get("type") or ()
    types = names if isinstance(names, list) else [names]
    identity = value.get("@id")
    node = Node(
        types=tuple(local_name(name) for name in types if isinstance(name, str)),
        id=identity if isinstance(identity, str) else None,
        position=where,
    )
    if depth >= MAX_DEPTH:
        return node
    for key, held in value.items():
        if key in ("@type", "@id", "@context"):
            continue
        name = key if key.startswith("@") else local_name(key)
        _add(node, name, held, f"{where} › {name}", depth + 1)
    return node


def _add(node: Node, name: str, held: Any, where: str, depth: int) -> None:
    """Add what a key holds: a list gives several values, a value object its `@value`; null and false ids nothing."""
    if isinstance(held, list):
        for index, each in enumerate(held):
            _add_one(node, name, each, f"{where} {index}", depth)
    else:
        _add_one(node, name, held, where, depth)


def _add_one(node: Node, name: str, held: Any, where: str, depth: int) -> None:
    if depth >= MAX_DEPTH:
        return
    if isinstance(held, dict) and "@value" in held:
        held = held["@value"]
    if isinstance(held, dict):
        container = next((key for key in _CONTAINERS if key in held), None)
        if container is not None:
            _add(node, name, held[container], where, depth + 1)
        else:
            node.add(name, _node(held, where, depth))
    elif isinstance(held, list):
        _add(node, name, held, where, depth + 1)
    elif isinstance(held, bool):
        node.add(name, "true" if held else "false")
    elif held is not None:
        node.add(name, str(held))
