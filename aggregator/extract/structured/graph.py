"""The nodes of a page's structured data, whatever syntax they were written in, and how they refer to each other.

JSON-LD, microdata, RDFa and microformats all become `Node`s with schema.org's names. Refuses to know what an event
is: `schema_org` does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_DEPTH = 60
"""Deeper nesting than any page means; beyond it values are dropped."""

Value: TypeAlias = "str | Node"

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>")


@dataclass(slots=True, eq=False)
class Node:
    """One item: its types (local names), its properties (local names, in order), and where it stands.

    id: what other nodes refer to it by. position: as in `RawEvent`. words: what the page says, by property, where the
    value was made from it. shown: the words that stand before the reader in the stead of a machine's value.
    """

    types: tuple[str, ...] = ()
    properties: dict[str, list[Value]] = field(default_factory=dict)
    id: str | None = None
    position: str = ""
    words: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: Value) -> None:
        """Add one value of a property; an empty text is no value."""
        if value != "":
            self.properties.setdefault(name, []).append(value)


class Graph:
    """All nodes of one page. A node that is only an id stands for the node that has that id."""

    def __init__(self, roots: list[Node]) -> None:
        self.roots = roots
        self._by_id: dict[str, Node] = {}
        for node in self.walk():
            if node.id is not None and (node.properties or node.types):
                self._index(node, node.id)

    def _index(self, node: Node, name: str) -> None:
        known = self._by_id.setdefault(name, node)
        if known is node or _contradict(known, node):
            return
        known.types = known.types or node.types
        for key, values in node.properties.items():
            known.properties.setdefault(key, values)
        node.properties = known.properties
        node.types = known.types

    def walk(self, skip: frozenset[str] = frozenset()) -> Iterator[Node]:
        """Every node in page order, each before what it holds. Properties named in `skip` are not entered."""
        stack, seen = list(reversed(self.roots)), set[int]()
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            held = [v for key, values in node.properties.items() if key not in skip for v in values]
            stack.extend(v for v in reversed(held) if isinstance(v, Node))

    def resolve(self, value: Value) -> Value:
        """What a value stands for: the node of that id where there is one, else the value itself."""
        name = value if isinstance(value, str) else value.id
        if isinstance(value, Node) and (value.properties or value.types):
            return value
        return self._by_id.get(name, value) if name is not None else value

    def values(self, node: Node, *names: str) -> list[Value]:
        """All values of the properties named, references resolved, in the order of the names."""
        return [self.resolve(value) for name in names for value in node.properties.get(name, ())]

    def nodes(self, node: Node, *names: str) -> list[Node]:
        """The values that are nodes."""
        return [value for value in self.values(node, *names) if isinstance(value, Node)]

    def texts(self, node: Node, *names: str) -> list[str]:
        """The values as texts as they stand; a node gives its name."""
        texts = []
        for name in names:
            for raw in node.properties.get(name, ()):
                value = self.resolve(raw) if isinstance(raw, Node) else raw
                texts.append(value if isinstance(value, str) else next(iter(self.texts_of_name(value)), ""))
        return [text for text in texts if text.strip()]

    def texts_of_name(self, node: Node) -> list[str]:
        """What a node is called, never its parts."""
        return [v for name in ("name", "legalName", "url") for v in node.properties.get(name, ()) if isinstance(v, str)]

    def text(self, node: Node, *names: str) -> str | None:
        """The first value as text, or None."""
        return next(iter(self.texts(node, *names)), None)


def _contradict(one: Node, other: Node) -> bool:
    return any(
        name in one.properties and name in other.properties and one.properties[name] != other.properties[name]
        for name in ("startDate", "name")
    )


def plain(text: str) -> str:
    """One line of text: character references decoded (twice written ones too), tags and doubled spaces gone."""
    return " ".join(_TAG.sub(" ", html.unescape(html.unescape(text))).split())


def local_name(name: str) -> str:
    """`https://schema.org/Event`, `schema:Event` and `Event` are all `Event`."""
    return re.split(r"[/#:]", name.strip().rstrip("/#:"))[-1]


def folded(text: str) -> str:
    """The words alone, in lower case: what two spellings of a name share."""
    return " ".join(_WORD.findall(text.casefold()))
