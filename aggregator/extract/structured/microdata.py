"""schema.org events in HTML attributes → RawEvents: microdata (itemscope, itemprop) and RDFa Lite (typeof, property).

Source of the rules: HTML Living Standard §5 (microdata), RDFa Lite 1.1. Both are one algorithm over two
sets of attributes. Refuses to know what the properties mean: `schema_org` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bs4 import Tag

from aggregator.extract.structured import copies, schema_org
from aggregator.extract.structured.graph import MAX_DEPTH, Graph, Node, local_name
from aggregator.model import Problem, RawEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """The attributes one syntax uses. scope: what makes an element an item; identity: what names the item."""

    name: str
    scope: str
    type: str
    property: str
    identity: str
    references: str | None = None


SYNTAXES = (
    Syntax(
        name="microdata",
        scope="itemscope",
        type="itemtype",
        property="itemprop",
        identity="itemid",
        references="itemref",
    ),
    Syntax(name="rdfa", scope="typeof", type="typeof", property="property", identity="resource"),
)

VALUE_ATTRIBUTES = {
    "meta": ("content",),
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src",),
    "source": ("src",),
    "track": ("src",),
    "video": ("src",),
    "a": ("content", "href"),
    "area": ("href",),
    "link": ("href", "content"),
    "object": ("data",),
    "data": ("value", "content"),
    "meter": ("value",),
    "time": ("datetime", "content"),
    "abbr": ("content", "title"),
}
"""Which attribute of an element is the property's value (HTML §5.2.4), and `content`, which search engines read
everywhere."""

_TIMES = frozenset({"startDate", "endDate"})
_PLACES = frozenset({"location", "address"})
_PLACE_TYPES = frozenset({"Place", "PostalAddress", "Address"})
"""Items and properties whose lines are parts of an address."""

_ADDRESSES = frozenset({"href", "src", "data"})
_TEXT_PROPERTIES = frozenset({"name", "summary", "headline", "title", "keywords"})
"""Properties whose value is the words of a link, not where it leads."""


def find_events(
    elements: Sequence[Tag], *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events a page's attributes describe, in both syntaxes, and what could not be read of them."""
    events: list[RawEvent] = []
    problems: list[Problem] = []
    for syntax in SYNTAXES:
        roots = list(_roots(elements, syntax))
        if not any(schema_org.is_event(node) for node in Graph(roots).walk()):
            continue
        found, unread = schema_org.find_events(Graph(roots), format=syntax.name, base_url=base_url, now=now)
        events.extend(found)
        problems.extend(unread)
    return copies.distinct(events), tuple(problems)


def _roots(elements: Sequence[Tag], syntax: Syntax) -> Iterator[Node]:
    """Every item that is not the value of another's property, with all that hangs on it."""
    scopes = [each for each in elements if syntax.scope in each.attrs]
    number, ids = 0, _by_id(elements) if scopes else {}
    for element in scopes:
        if element.has_attr(syntax.property) and element.find_parent(attrs={syntax.scope: True}) is not None:
            continue
        yield _item(ids, element, syntax, f"{syntax.name} {number}", 0)
        number += 1


def _by_id(elements: Sequence[Tag]) -> dict[str, Tag]:
    """The elements that `itemref` can point to; of two with one id the first."""
    return {str(each.attrs["id"]): each for each in reversed(elements) if "id" in each.attrs}


def _item(ids: Mapping[str, Tag], element: Tag, syntax: Syntax, where: str, depth: int) -> Node:
    identity = element.get(syntax.identity)
    node = Node(
        types=tuple(local_name(name) for name in _words(element, syntax.type)),
        id=str(identity) if identity else None,
        position=where,
    )
    if depth >= MAX_DEPTH:
        return node
    for holder in _property_elements(ids, element, syntax):
        for name in map(local_name, _words(holder, syntax.property)):
            if holder.has_attr(syntax.scope):
                inner = f"{where} › {name} {len(node.properties.get(name, ()))}"
                node.add(name, _item(ids, holder, syntax, inner, depth + 1))
            else:
                _add_value(node, name, holder)
    return node


def _property_elements(ids: Mapping[str, Tag], element: Tag, syntax: Syntax) -> Iterator[Tag]:
    """The elements with a property of this item: below it, not below an item in it, and where `itemref` points."""
    starts = [element]
    for name in _words(element, syntax.references) if syntax.references else []:
        target = ids.get(name)
        if target is not None and element not in target.parents and target is not element:
            starts.append(target)
    for start in starts:
        stack = [start] if start is not element else _children(element)
        while stack:
            current = stack.pop()
            if current.has_attr(syntax.property):
                yield current
            if not current.has_attr(syntax.scope):
                stack.extend(_children(current))


def _children(element: Tag) -> list[Tag]:
    return [child for child in reversed(element.contents) if isinstance(child, Tag)]


def _add_value(node: Node, name: str, element: Tag) -> None:
    value = _value(element, name, ", " if name in _PLACES or not _PLACE_TYPES.isdisjoint(node.types) else " ")
    shown = element.get_text(" ", strip=True) if name in _TIMES else ""
    if shown and shown != value:
        node.shown.setdefault(name, shown)
    node.add(name, value)


def _value(element: Tag, name: str, separator: str) -> str:
    attributes = VALUE_ATTRIBUTES.get(element.name, ("content",))
    for attribute in attributes:
        value = element.get(attribute)
        if value is None or (attribute in _ADDRESSES and name in _TEXT_PROPERTIES):
            continue
        return str(value).strip()
    if name == "description" and element.find(True) is not None:
        return element.decode_contents().strip()
    return separator.join(element.stripped_strings)


def _words(element: Tag, attribute: str) -> list[str]:
    value = element.get(attribute) or ""
    return value.split() if isinstance(value, str) else [word for part in value for word in part.split()]
