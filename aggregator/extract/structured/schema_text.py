"""A description as structured data holds it → text or HTML, told apart.

Refuses to clean: what is HTML goes on as HTML, flagged, and normalize makes it safe.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from aggregator.extract.structured.graph import Graph, Node

_MARKUP = re.compile(
    r"</?(?:p|br|a|div|span|ul|ol|li|b|i|em|strong|h[1-6]|table|tr|td|img|blockquote|hr)\b[^<>]*>", re.I
)


class Description(NamedTuple):
    """A text, and whether it is HTML."""

    text: str | None
    is_html: bool


def description_of(graph: Graph, node: Node) -> Description:
    """The longest of `description`, `articleBody` and `abstract`."""
    texts = graph.texts(node, "description", "articleBody", "abstract")
    return read_markup(max(texts, key=len)) if texts else Description(None, False)


def read_markup(text: str) -> Description:
    """Text as it stands where it holds tags; else with its character references decoded, which may lay tags bare."""
    if _MARKUP.search(text):
        return Description(text.strip(), True)
    decoded = html.unescape(text).strip()
    return Description(decoded or None, bool(_MARKUP.search(decoded)))
