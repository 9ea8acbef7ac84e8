"""Plain text → Document: paragraphs, bullets and headings by their shape, in the same blocks as HTML gives.

Refuses to look for events or links other than bare URLs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.extract.html.blocks import Block, Box, Document, Kind, Span, SpanKind, Zone
from aggregator.extract.html.words import names_of_days, split_label

WRAP_WIDTH = 100
"""A text none of whose lines is longer was wrapped by hand: lines of one paragraph are joined again."""

FULL_LINE = 55
"""In a wrapped text, a line at least this long runs on in the next."""

LONGEST_HEADING = 90

_BULLET = re.compile(r"\s*(?:[•‣▪◦*–·-]|\(?\d{1,2}[.)](?=\s+\D))\s+")
_RULE = re.compile(r"\s*([-=_*~#+])(?:\s*\1)+\s*")
"""A line of signs drawn across the text."""

_COLUMNS = re.compile(r"(?<=\S)(?:\s{3,}|\t+|\s*(?:\.{4,}|(?:\s\.){3,})\s*)(?=\S)")
"""What sets the columns of a line apart."""

_ENDS = re.compile(r"[.!,;:…]['\"”’)]?\Z")
_URL = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")


def read_plain(text: str, *, url: str | None = None) -> Document:
    """Turn plain text into blocks. url: where it came from."""
    root = Box("root", None, 0)
    found: list[Block] = []
    for line in lines_of(text):
        if line.words:
            found.append(_block(len(found), line, root))
        else:
            root.children.append(Box("hr", root, len(found), len(found)))
    blocks = tuple(found)
    root.stop = len(blocks)
    title = blocks[0].text if blocks and blocks[0].level else None
    return Document(blocks=blocks, root=root, title=title, base=url)


class Line(NamedTuple):
    """A line, or a paragraph put together again. words: "" for a rule drawn across ("=====")."""

    words: str
    bullet: bool = False
    gap: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines of a text, its hand-wrapped paragraphs rejoined, and the rules drawn between them."""
    raw = text.splitlines()
    wrapped = max(map(len, raw), default=0) <= WRAP_WIDTH
    lines: list[Line] = []
    gap, last = True, ""
    for line in raw:
        if not line.strip() or _RULE.fullmatch(line):
            lines += [Line("")] if line.strip() else []
            gap, last = True, ""
            continue
        bullet = _BULLET.match(line)
        words = _words(line[bullet.end() :] if bullet else line) or _words(line)
        hangs = bool(lines) and lines[-1].bullet and line[:1].isspace()
        full = wrapped and len(last) >= FULL_LINE and not (_opens_entry(last) and _opens_entry(line))
        if not gap and not bullet and (hangs or full):
            lines[-1] = lines[-1]._replace(words=f"{lines[-1].words} {words}")
        else:
            lines.append(Line(words, bullet is not None, gap))
        gap, last = False, line
    return lines


def _words(line: str) -> str:
    """The words of a line; its columns, set apart by blanks or dots, with a bar between them."""
    return " | ".join(" ".join(column.split()) for column in _COLUMNS.split(line.strip()) if column.strip())


def _opens_entry(line: str) -> bool:
    """Whether a line opens with a day or a number, as each does in a list of dates."""
    first = line.split(maxsplit=1)[0].strip(".,:")
    return first[:1].isdigit() or first.casefold() in names_of_days()


def _block(index: int, line: Line, root: Box) -> Block:
    level = 0
    if not line.bullet and (line.gap or line.words.isupper()) and _looks_like_heading(line.words):
        level = 1 if index == 0 else 2 if line.gap else 4
    kind = Kind.ITEM if line.bullet else Kind.HEADING if level else Kind.TEXT
    spans = tuple(Span(SpanKind.LINK, m.start(), m.end(), m[0]) for m in _URL.finditer(line.words))
    return Block(index, line.words, kind, level, root, Zone.MAIN, spans, frozenset(), line.gap)


def _looks_like_heading(text: str) -> bool:
    """Short, neither the end of a sentence nor a field with its label, and not only a web address."""
    short = len(text) <= LONGEST_HEADING and not _ENDS.search(text)
    return short and not _URL.fullmatch(text) and split_label(text) is None
