"""Text as pages have it → text as people read it: tags and entities gone, control characters out, length bounded.

Refuses to judge what a text means. The only importer of bs4 in normalize.
"""

from __future__ import annotations

import html
import re
import unicodedata

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from aggregator.model import Link

TITLE_LIMIT = 300
LINE_LIMIT = 500
DESCRIPTION_LIMIT = 10_000
"""Longer texts are cut at a word and end in an ellipsis: readers of feeds choke on a megabyte of one field."""

_BLOCK_TAGS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tr ul".split()
)
_SILENT_TAGS = frozenset("script style template noscript svg head title".split())

# C0 and C1 controls bar tab and newline; bidirectional overrides, which can show another text than is there; the byte
# order mark; lone surrogates. Line and paragraph separators become newlines: some readers of .ics files break lines at
# whatever str.splitlines() does.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_EDGES = " \t\n\u200b\u200c\u200d\u2060"
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?|!--.*?--)>", re.S)
_DECLARATION = re.compile(r"<\?xml[^>]*>", re.I)
"""In the middle of a text it means nothing, and the parser would talk of it on stderr."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def looks_like_html(text: str) -> bool:
    """Whether a text holds tags. `a < b` does not."""
    return _TAG.search(text) is not None


def clean_line(text: str | None, *, limit: int = LINE_LIMIT) -> str | None:
    """One line of clean text, or None when nothing is left. Tags and entities are resolved, white space is folded."""
    if text is None:
        return None
    return _cut(" ".join(_plain(text).split()).strip(_EDGES), limit) or None


def clean_text(text: str | None, *, is_html: bool = False, limit: int = DESCRIPTION_LIMIT) -> str | None:
    """Clean text of several lines, paragraphs parted by one blank line; None when nothing is left.

    is_html: the text is markup even where no tag tells so (entities are then resolved).
    """
    if text is None:
        return None
    plain = _plain(text) if is_html or looks_like_html(text) else _scrub(text)
    lines = (_SPACES.sub(" ", line).strip(_EDGES) for line in plain.split("\n"))
    return _cut(_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip(_EDGES), limit) or None


def links_in_html(text: str) -> tuple[Link, ...]:
    """The links of a piece of markup with their words, in order."""
    if "<a" not in text and "<A" not in text:
        return ()
    anchors = BeautifulSoup(_DECLARATION.sub("", text), "html.parser").find_all("a", href=True)
    return tuple(Link(str(a["href"]), clean_line(a.get_text(" ")) or "") for a in anchors)


def _plain(text: str) -> str:
    if looks_like_html(text):
        text = _markup_to_text(text)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    return _scrub(text)


def _scrub(text: str) -> str:
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def _markup_to_text(markup: str) -> str:
    parts: list[str] = []
    stack: list[PageElement | str] = [BeautifulSoup(_DECLARATION.sub("", markup), "html.parser")]
    while stack:  # no recursion: markup may be nested to any depth
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in _SILENT_TAGS:
                continue
            if node.name in _BLOCK_TAGS:
                parts.append("\n• " if node.name == "li" else "\n")
                if node.name not in ("br", "li"):
                    stack.append("\n")
            stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString):
            if type(node) is NavigableString:  # comments, declarations and CDATA are subclasses
                parts.append(_SPACES.sub(" ", str(node).replace("\n", " ")))
        else:
            parts.append(str(node))
    return re.sub(r"•\s*\n\s*", "• ", re.sub(r" *\n *", "\n", "".join(parts)))


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ", limit - 80)
    return (head[:space] if space > 0 else head).rstrip() + "…"
